"""The synthetic twin: every source of the warehouse in its real layout, about made-up people, with known effects.

Public names are loaded on first use: commands name the scenarios in their help, which must not cost what writing does.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME_OF = {
    "RealInputs": "orchestration.twin.settings",
    "TwinError": "orchestration.twin.settings",
    "TwinManifest": "orchestration.twin.manifest",
    "TwinSettings": "orchestration.twin.settings",
    "write_twin": "orchestration.twin.write",
}
__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'orchestration.twin' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
