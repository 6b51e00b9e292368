"""`fedlocal specification-curve` on a refreshed home: the registry's own curve, a specification at a time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.specification import load_registry
from tests.command_line import query, run_fedlocal

pytestmark = pytest.mark.slow


def _curve(home: Path) -> tuple[str, dict[str, Path]]:
    """Estimate one more specification; return what was printed, and the files by the words before them."""
    told = run_fedlocal("specification-curve", "--limit", "1", home=home)
    assert told.returncode == 0, told.stdout + told.stderr
    lines = [line.rsplit(maxsplit=1) for line in told.stdout.splitlines()]
    return told.stdout, {words.strip(): Path(last) for words, last in lines if last.startswith("/")}


def test_the_curve_goes_on_beside_the_version_and_says_synthetic(refreshed_home: Path) -> None:
    published = refreshed_home / "published" / "warehouse.duckdb"
    before = published.stat()
    version = query(refreshed_home, "select data_version from meta.versions")["data_version"].iloc[0]
    n_curve = len(load_registry().curve)

    told, files = _curve(refreshed_home)
    assert f"version         {version}" in told
    assert f"1 of {n_curve} estimated, 1 of them now" in told
    told, files = _curve(refreshed_home)
    assert f"2 of {n_curve} estimated, 1 of them now" in told

    assert set(files) == {"table", "joint inference", "page"}
    assert {file.parent for file in files.values()} == {refreshed_home / "curve" / version}
    page = files["page"].read_text(encoding="utf-8")
    for words in ("<title>SYNTHETIC", "Invented:", f"2 of {n_curve} specifications", "Disclosure gate off"):
        assert words in page
    assert "Registration: EXPLORATORY." in page
    after = published.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)

    effects = pd.read_parquet(files["table"])
    assert effects["specification"].nunique() == 2
    assert len(effects) == 2 * 4 * 4, "two specifications, four policies, four populations"
    assert set(pd.read_parquet(files["joint inference"])["n_specifications"]) == {2}
