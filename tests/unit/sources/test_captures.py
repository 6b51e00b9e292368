"""Captures: a slip in the catalog is refused with its place, and the catalog's own are right."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.sources.captures import Capture, read_captures
from orchestration.sources.catalog import CATALOG_PATH, load_catalog
from orchestration.sources.recognition import find_files

PATTERNS = [re.compile(r"^list-\d{8}\.xlsx$")]
RIGHT = {
    "file_name": "list-20250401.xlsx",
    "url": "https://example.org/list.xlsx",
    "sha256": "0" * 64,
    "captured_on": dt.date(2025, 4, 1),
    "is_verified": True,
}
CAPTURES = [(source, capture) for source in load_catalog().values() for capture in source.captures]
WITH_CHECKSUM = [capture for _, capture in CAPTURES if capture.sha256]


def test_a_capture_is_read_with_all_it_says() -> None:
    [capture] = read_captures([RIGHT], PATTERNS)
    assert {field: getattr(capture, field) for field in RIGHT} == RIGHT


def test_address_and_checksum_may_be_unknown() -> None:
    [capture] = read_captures([{"file_name": "list-20250401.xlsx", "url": None, "sha256": None}], PATTERNS)
    assert (capture.url, capture.sha256, capture.is_verified) == (None, None, False)


def test_a_file_whose_address_is_an_archive_comes_zipped() -> None:
    assert Capture("2013_list.txt", "https://example.org/2013_list.ZIP", None).is_zipped
    assert not Capture("list.zip", "https://example.org/list.zip", None).is_zipped
    assert not Capture("list.txt", None, None).is_zipped


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"file_name": "../list-20250401.xlsx"}, "bare file name"),
        ({"file_name": "other.xlsx"}, "fits none of the entry's patterns"),
        ({"url": "http://example.org/list.xlsx"}, "must start with https"),
        ({"sha256": "0" * 63}, "64 lower-case hexadecimal digits"),
        ({"captured_on": "April 2025"}, "must be a date"),
        ({"is_verified": "yes"}, "must be true or false"),
        ({"url": None}, "needs both url and sha256"),
        ({"checksum": "0" * 64}, "unknown field checksum"),
    ],
)
def test_a_slip_is_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_captures([{**RIGHT, **change}], PATTERNS)


def test_a_file_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="listed twice"):
        read_captures([RIGHT, RIGHT], PATTERNS)


def test_a_slip_in_the_catalog_names_file_and_entry(tmp_path: Path) -> None:
    entries = yaml.safe_load(CATALOG_PATH.read_text(encoding="utf-8"))
    entries["ncvs_area"]["captures"] = [RIGHT]
    path = tmp_path / "catalog.yaml"
    path.write_text(yaml.safe_dump({"ncvs_area": entries["ncvs_area"]}))
    with pytest.raises(ValueError, match="ncvs_area: only a public source can have captures"):
        load_catalog(path)


@pytest.mark.parametrize(("source", "capture"), CAPTURES, ids=[capture.file_name for _, capture in CAPTURES])
def test_the_day_of_a_capture_is_the_one_in_its_name(tmp_path: Path, source, capture) -> None:
    (tmp_path / capture.file_name).write_bytes(b"x")
    [found] = find_files(tmp_path)
    assert (found.source, found.captured_on) == (source, capture.captured_on)


@pytest.mark.real
@pytest.mark.parametrize("capture", WITH_CHECKSUM, ids=[capture.file_name for capture in WITH_CHECKSUM])
def test_the_checksum_is_the_one_of_the_real_file(shared_directory: Path, capture: Capture) -> None:
    [path] = (shared_directory / "data").rglob(capture.file_name)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == capture.sha256
