"""Remakes the paper-size table the report carries: a full run on the twin at paper size, in a home of its own.

Run as `python -m orchestration.paper_example` (`make paper-example`). The table is kept in the repository because
the run takes minutes; it says on its face which scenario, seed and date it comes from.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from analysis.report.paper_example import (
    PAPER_EXAMPLE_FILE,
    PAPER_EXAMPLE_PICTURE,
    make_paper_example,
    paper_example_picture,
)
from orchestration.console import messages, shown_progress
from orchestration.refresh import run_refresh
from orchestration.settings import Settings, settings_from_environment
from orchestration.warehouse import query_published

SIGNIFICANT_DIGITS = 6
TABLES = ("table_2", "without_time")
"""What the report shows of a full-size run."""


def write_paper_example(settings: Settings, path: Path = PAPER_EXAMPLE_FILE) -> Path:
    """Refresh at paper size and write the table of within effects beside the planted truth.

    Raises RefreshError when the refresh fails; the kept table is then untouched.
    """
    run_refresh(settings)
    version = query_published(settings, "select data_version from meta.versions")["data_version"].iloc[0]
    finished = query_published(settings, "select max(finished_at) as t from meta.runs where status = 'published'")
    run = {**settings.as_record(), "data_version": version, "finished_at": finished["t"].iloc[0].date().isoformat()}
    example = make_paper_example(
        query_published(settings, "select * from results.estimates"),
        query_published(settings, "select * from results.inferences"),
        query_published(settings, "select * from meta.planted_truth"),
        run,
    )
    example.to_csv(path, index=False, float_format=f"%.{SIGNIFICANT_DIGITS}g", lineterminator="\n")
    PAPER_EXAMPLE_PICTURE.parent.mkdir(exist_ok=True)
    PAPER_EXAMPLE_PICTURE.write_text(paper_example_picture(example) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Write the table from a temporary home that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="fedlocal-paper-") as home:
        settings = settings_from_environment(home=home, raw_directory=Path(home) / "raw", scale="paper", tables=TABLES)
        with shown_progress():
            path = write_paper_example(settings)
    messages.print(f"wrote {path}")


if __name__ == "__main__":
    main()
