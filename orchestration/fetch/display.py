"""What people see while files come: bars that fill in a terminal, one line a file in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from orchestration.console import messages
from orchestration.fetch.listener import Listener


class Display:
    """Shows the files of a run on a console, which is the terminal's message stream unless named."""

    def __init__(self, console: Console = messages) -> None:
        self._console = console
        self._n_done, self._n_files = 0, 0
        self._count: Progress | None = None

    @contextmanager
    def counting(self, n_files: int) -> Iterator[None]:
        """Show, until the block ends, how many of many small files are done and how long the rest will take."""
        self._n_done, self._n_files = 0, n_files
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        try:
            if n_files and self._console.is_terminal:
                with Progress(*columns, console=self._console) as self._count:
                    self._count.add_task("calls", total=n_files)
                    yield
            else:
                yield
        finally:
            self._count, self._n_files = None, 0

    def one_done(self) -> None:
        """Count one of the files, however it ended."""
        self._n_done += 1
        if self._count is not None:
            self._count.update(self._count.task_ids[0], completed=self._n_done)

    @contextmanager
    def showing(self, file_name: str) -> Iterator[Listener]:
        """Show one file and give what it reports its bytes to."""
        silent = Listener(lambda n_bytes, total: None, self._waiting)
        if self._count is not None:
            self._count.update(self._count.task_ids[0], description=file_name)
            yield silent
            return
        if not self._console.is_terminal:
            of_how_many = f" ({self._n_done + 1:,} of {self._n_files:,})" if self._n_files else ""
            self._say(f"fetching {file_name}{of_how_many}")
            yield silent
            return
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(file_name, total=None)
            yield Listener(lambda n_bytes, total: bar.update(task, completed=n_bytes, total=total), self._waiting)

    def _waiting(self, seconds: float, reason: str) -> None:
        self._say(f"  {reason}; trying again in {seconds:.0f} s")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)
