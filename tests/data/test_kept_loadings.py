"""Loadings kept from another fit: whole, they pass; lacking an item or its spread, they stop a refresh."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.data.partial_build import build_part, fails

pytestmark = pytest.mark.slow

HEADER = "index_name,item,n_tracts,item_mean,item_standard_deviation,loading,scoring_coefficient,share_of_variance"
WHOLE = {"moved_under_10y_pct": "5.0", "vacant_pct": "4.0"}
COMPLETE = "kept_loadings_have_every_item"


@pytest.mark.parametrize(
    ("standard_deviations", "is_incomplete"),
    [
        (WHOLE, False),
        ({"vacant_pct": "4.0"}, True),
        (WHOLE | {"vacant_pct": "0"}, True),
        ({"moved_under_10y_pct": "5.0", "vacant_percent": "4.0"}, True),
    ],
    ids=["whole", "lacking", "no spread", "misspelt"],
)
def test_kept_loadings_have_every_item(
    tmp_path: Path, standard_deviations: Mapping[str, str], is_incomplete: bool
) -> None:
    def write_raw(folder: Path) -> None:
        rows = [f"residential_instability,{item},9,10,{sd},0.7,0.6,0.8" for item, sd in standard_deviations.items()]
        (folder / "index_loadings.csv").write_text("\n".join([HEADER, *rows]) + "\n")

    built = build_part(tmp_path / "home", write_raw, ["stg_index__loadings"], [COMPLETE])
    assert fails(built, COMPLETE) == is_incomplete
