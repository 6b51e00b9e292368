"""The county outlines kept for the map."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from orchestration.county_outlines import HEIGHT, WIDTH, draw_county_outlines, read_county_outlines

RING = re.compile(r"M(\d+) (\d+)l([-\d ]+)z")


def rings_of(path: str) -> list[list[tuple[int, int]]]:
    """Corners of each ring of a path, in picture units."""
    rings = []
    for x, y, lines in RING.findall(path):
        corners = [(int(x), int(y))]
        numbers = [int(number) for number in re.findall(r"-?\d+", lines)]
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            corners.append((corners[-1][0] + step_x, corners[-1][1] + step_y))
        rings.append(corners)
    return rings


@pytest.fixture(scope="module")
def outlines() -> pd.DataFrame:
    return read_county_outlines()


def test_the_kept_file_is_what_the_boundaries_give(outlines: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(draw_county_outlines(), outlines, check_dtype=False)


def test_every_county_of_2010_in_the_fifty_states_and_the_capital_has_an_outline(outlines: pd.DataFrame) -> None:
    counties = outlines[outlines["code"].str.len() == 5]
    states = outlines[outlines["code"].str.len() == 2]
    assert (len(counties), len(states)) == (3_143, 51)
    assert outlines["code"].is_unique
    assert set(counties["code"].str[:2]) == set(states["code"])
    assert (outlines["path"] != "").all()


def test_every_outline_lies_within_the_picture(outlines: pd.DataFrame) -> None:
    for path in outlines["path"]:
        rings = rings_of(path)
        assert "".join(re.sub(RING, "", path)) == ""
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for ring in rings for x, y in ring)


def test_neighbours_keep_one_border(outlines: pd.DataFrame) -> None:
    """Oklahoma County and Cleveland County, Oklahoma, share a straight border: its corners stand in both outlines."""
    paths = outlines.set_index("code")["path"]
    first, second = ({corner for ring in rings_of(paths[code]) for corner in ring} for code in ("40109", "40027"))
    assert len(first & second) >= 2


def test_the_outlines_fit_the_page(outlines: pd.DataFrame) -> None:
    assert outlines["path"].str.len().sum() < 300_000
