"""The `fedlocal` command, and what it says where only the estimators are installed."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command, or say what is missing."""
    try:
        from orchestration.cli import main as run
    except ModuleNotFoundError as error:
        sys.exit(
            f"error: fedlocal needs {error.name}; only the estimators are installed here.\n"
            "  remedy: run `make environment` in a checkout, which installs the warehouse too."
        )
    run()


if __name__ == "__main__":
    main()
