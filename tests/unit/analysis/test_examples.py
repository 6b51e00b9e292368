"""The page of examples prints what its code prints, shows each public function, and rests on no name made elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import estimators, inference
from analysis.estimators.examples import PAGE, chapters, examples, main, run_chapter, with_output

LONGEST_EXAMPLE_LINES = 14

SMALL_PAGE = """# Title

## One

```python
x = 1
print("one", x)
```

```text
stale
```

Prose.

```python
x += 1
```

## Two

```python
print("x" in globals())
```
"""


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.answers
def test_the_page_holds_what_its_code_prints(page, shared_directory):
    """Anew: python -m analysis.estimators.examples ../shared/answers."""
    folder = shared_directory / "answers"
    for chapter in chapters(page):
        expected = [example.printed for example in examples(chapter)]
        assert run_chapter(chapter, folder) == expected, chapter.partition("\n")[0]


def test_each_public_function_is_shown(page):
    code = "".join(example.code for chapter in chapters(page) for example in examples(chapter))
    shown = {name for name in estimators.__all__ if name.islower() and f"{name}(" in code}
    assert shown == {name for name in estimators.__all__ if name.islower()}
    assert [name for name in inference.__all__ if name.islower() and f"`{name}`" not in page] == []


def test_examples_are_short_and_each_number_on_the_page_has_its_code(page):
    found = [example for chapter in chapters(page) for example in examples(chapter)]
    assert max(example.code.count("\n") for example in found) <= LONGEST_EXAMPLE_LINES
    assert sum(bool(example.printed) for example in found) == page.count("```text\n")
    assert all(len(line) <= 120 for example in found for line in example.code.splitlines())


def test_output_replaces_what_stood_there_and_chapters_share_no_names(tmp_path: Path):
    written = with_output(SMALL_PAGE, tmp_path)
    assert "stale" not in written and "```text\none 1\n```\n\nProse." in written
    assert written.endswith('print("x" in globals())\n```\n\n```text\nFalse\n```\n')
    assert with_output(written, tmp_path) == written


def test_a_warning_is_an_error(tmp_path: Path):
    with pytest.raises(UserWarning, match="look out"):
        run_chapter('```python\nimport warnings\nwarnings.warn("look out")\n```\n', tmp_path)


def test_without_a_folder_usage_is_told(capsys):
    assert main([]) == 2
    assert "python -m analysis.estimators.examples FOLDER" in capsys.readouterr().out
