"""Published answers for the minimum-wage panel `mpdta`, to the printed digits."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import staggered_did
from tests.unit.analysis.staggered.made_up_adoption import estimates, std_errors

pytestmark = pytest.mark.answers

GROUP_TIME = {
    "2004:2004": "-0.0105", "2004:2005": "-0.0704", "2004:2006": "-0.1373", "2004:2007": "-0.1008",
    "2006:2004": "0.0065", "2006:2005": "-0.0028", "2006:2006": "-0.0046", "2006:2007": "-0.0412",
    "2007:2004": "0.0305", "2007:2005": "-0.0027", "2007:2006": "-0.0311", "2007:2007": "-0.0261",
}  # fmt: skip


@pytest.fixture(scope="module")
def counties(shared_directory) -> pd.DataFrame:
    return pd.read_csv(shared_directory / "answers" / "mpdta.csv")


def fit(counties: pd.DataFrame, **options):
    return staggered_did(counties, "lemp", "countyreal", "year", "first.treat", **options)


def printed(values: dict[str, float]) -> dict[str, str]:
    return {term: f"{value:.4f}" for term, value in values.items()}


def test_callaway_santanna_by_cohort_and_year(counties):
    result = fit(counties, control="never_treated", base_period="varying")
    assert result.status == "ok"
    assert printed(estimates(result, "group_time")) == GROUP_TIME
    assert printed(estimates(result, "att"))["simple"] == "-0.0400"
    assert printed(std_errors(result, "att"))["simple"] == "0.0120"


def test_a_universal_base_leaves_effects_after_adoption_as_they_are(counties):
    result = fit(counties, control="never_treated")
    after = {term: value for term, value in GROUP_TIME.items() if int(term[:4]) <= int(term[5:])}
    assert printed({term: v for term, v in estimates(result, "group_time").items() if term in after}) == after
    assert printed(std_errors(result, "att"))["simple"] == "0.0120"


def test_sun_abraham_by_event_time(counties):
    result = fit(counties, method="sun_abraham")
    found = printed(estimates(result, "event_time"))
    assert {e: found[e] for e in "0123"} == {"0": "-0.0199", "1": "-0.0510", "2": "-0.1373", "3": "-0.1008"}


def test_imputation(counties):
    result = fit(counties, method="imputation")
    assert printed(estimates(result, "att"))["simple"] == "-0.0477"
    assert printed(std_errors(result, "att"))["simple"] == "0.0132"


def test_bacon_weights_and_the_two_way_estimate_they_make_up(counties):
    result = fit(counties, method="bacon")
    weights = result.weights.set_index("comparison")
    assert [f"{w:.4f}" for w in weights["weight"]] == ["0.8628", "0.0833", "0.0539"]
    assert list(weights.index) == ["treated_vs_never", "earlier_vs_later", "later_vs_earlier"]
    assert printed(estimates(result, "att")) == {"two_way_fixed_effects": "-0.0365"}
    assert (weights["weight"] * weights["estimate"]).sum() == pytest.approx(
        estimates(result, "att")["two_way_fixed_effects"], abs=1e-12
    )


def test_counts_and_rows(counties):
    result = fit(counties)
    assert (result.n_rows, result.n_units, result.n_clusters) == (2500, 500, 500)
    at_adoption = result.counts[result.counts["event_time"] == 0].set_index("cohort")["n_units"]
    assert at_adoption.to_dict() == {2004: 20, 2006: 40, 2007: 131}
