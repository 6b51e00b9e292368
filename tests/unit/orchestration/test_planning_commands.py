"""`fedlocal freeze-specifications` and `specification-curve` as a user runs them: what they print and how they end."""

from __future__ import annotations

import re
from pathlib import Path

from tests.command_line import run_fedlocal

LIST = "frozen_specifications.yaml"


def freeze(home: Path, *options: str, status: int = 0) -> str:
    """Run the command, assert its exit status, and return what it printed; an error never shows a traceback."""
    told = run_fedlocal("freeze-specifications", *options, home=home)
    assert told.returncode == status, told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    return told.stdout + told.stderr


def test_specifications_are_frozen_once_and_checked_against_the_list(tmp_path: Path) -> None:
    assert "EXPLORATORY" in freeze(tmp_path, "--check", status=1)
    assert not (tmp_path / LIST).exists()

    n_frozen = int(re.search(r"frozen  (\d+) specifications", freeze(tmp_path)).group(1))
    assert n_frozen > 192, "the curve alone has 192"
    assert "nothing changed" in freeze(tmp_path, "--check")

    listed = tmp_path / LIST
    before = listed.read_text(encoding="utf-8")
    refused = freeze(tmp_path, status=1)
    assert "frozen already" in refused and "remedy" in refused
    assert listed.read_text(encoding="utf-8") == before

    edited = re.sub(r"(?m)^  gee_logit: \w+$", "  gee_logit: 0123456789abcdef", before).replace("  matched:", "  gone:")
    listed.write_text(edited, encoding="utf-8")
    told = freeze(tmp_path, "--check", status=1)
    assert {"changed, EXPLORATORY: gee_logit", "removed: gone", "new, EXPLORATORY: matched"} <= set(told.splitlines())

    assert "kept    the earlier list" in freeze(tmp_path, "--force")
    assert "nothing changed" in freeze(tmp_path, "--check")
    kept = [path for path in tmp_path.glob("frozen_specifications*.yaml") if path != listed]
    assert [path.read_text(encoding="utf-8") for path in kept] == [edited]


def test_a_list_is_written_and_checked_where_it_is_wanted(tmp_path: Path) -> None:
    elsewhere = tmp_path / "registered.yaml"
    freeze(tmp_path, "--path", str(elsewhere))
    assert elsewhere.exists() and not (tmp_path / LIST).exists()
    assert "nothing changed" in freeze(tmp_path, "--path", str(elsewhere), "--check")


def test_a_curve_without_a_version_says_what_to_do(tmp_path: Path) -> None:
    told = run_fedlocal("specification-curve", home=tmp_path)
    assert told.returncode == 1
    assert "fedlocal run" in told.stderr and "Traceback" not in told.stderr


def test_a_limit_of_none_is_a_wrong_option(tmp_path: Path) -> None:
    told = run_fedlocal("specification-curve", "--limit", "0", home=tmp_path)
    assert told.returncode == 2 and "--limit" in told.stderr
