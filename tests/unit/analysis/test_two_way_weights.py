"""The two-way comparisons of staggered adoption say their weight, whatever else their rows say."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from analysis.models.staggered import _with_weights


def test_a_comparison_tells_its_weight_before_its_other_notes_and_other_rows_stay():
    weights = pd.DataFrame({"comparison": ["earlier_vs_later", "treated_vs_never"], "weight": [0.5718, 0.4282]})
    rows = [
        {"term": "secure_communities_two_way_fixed_effects", "message": "3 counties left out"},
        {"term": "secure_communities_comparison_earlier_vs_later", "message": "3 counties left out"},
        {"term": "secure_communities_comparison_treated_vs_never", "message": ""},
    ]
    told = _with_weights(rows, SimpleNamespace(weights=weights), "secure_communities")
    assert [row["message"] for row in told] == [
        "3 counties left out", "57.2 % of the weight; 3 counties left out", "42.8 % of the weight",
    ]  # fmt: skip
