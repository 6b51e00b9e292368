"""Runs the examples of README.md beside this file, and writes what they print below them.

    python -m analysis.estimators.examples FOLDER

FOLDER holds the public data sets as CSV files, named as the page says. Prose and code are written by hand, printed
output never: each ```python block is run, in the order of the page, and the ```text block below it is what it printed.
Blocks of one chapter ('## ') share their names; each chapter begins with none.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "README.md"
_CHAPTER = re.compile(r"(?m)^(?=## )")
_EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<printed>.*?)```\n)?", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One block: its chapter's heading, code and the output that stands below it on the page."""

    chapter: str
    code: str
    printed: str


def chapters(page: str) -> list[str]:
    """The page in parts, each with its heading; joined they are the page."""
    return _CHAPTER.split(page)


def examples(chapter: str) -> Iterator[Example]:
    """The examples of a chapter, in order."""
    heading = chapter.partition("\n")[0].removeprefix("## ")
    for found in _EXAMPLE.finditer(chapter):
        yield Example(heading, found["code"], found["printed"] or "")


def run_chapter(chapter: str, folder: Path) -> list[str]:
    """What each example of the chapter prints. A warning is an error: the page shows none. Raises what a block does."""
    names: dict[str, Any] = {"__name__": "example"}
    printed = []
    with contextlib.chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("error")
        # What a library says of its own future is no concern of the reader.
        for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
            warnings.simplefilter("ignore", category)
        for example in examples(chapter):
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                exec(compile(example.code, f"{PAGE.name}: {example.chapter}", "exec"), names)
            printed.append(_without_trailing_spaces(output.getvalue()))
    return printed


def with_output(page: str, folder: Path) -> str:
    """The page with the output of each example below it, run on the data sets in the folder."""
    return "".join(_with_output(chapter, run_chapter(chapter, folder)) for chapter in chapters(page))


def _with_output(chapter: str, printed: list[str]) -> str:
    outputs = iter(printed)

    def block(found: re.Match[str]) -> str:
        output = next(outputs)
        below = f"\n```text\n{output}```\n" if output else ""
        return f"```python\n{found['code']}```\n{below}"

    return _EXAMPLE.sub(block, chapter)


def _without_trailing_spaces(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def main(arguments: list[str]) -> int:
    """Write the page anew."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m analysis.estimators.examples FOLDER (with the public data sets as CSV files)")
        return 2
    PAGE.write_text(with_output(PAGE.read_text(encoding="utf-8"), Path(arguments[0])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
