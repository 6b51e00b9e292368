"""Which inference pages show of an estimate, and what may be starred, drawn and said of one that none is trusted of."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pandas as pd
import pytest

from analysis.inference.recommendation import REFUSED
from analysis.report.cells import Cell
from analysis.report.coefficient_plot import plot_row
from analysis.report.estimate_tables import estimate_line, refusal_footnote
from analysis.report.paper_example import load_paper_example
from analysis.report.paper_example_section import paper_example_section
from analysis.report.sentences import finding, findings, no_change_sentence, reading_counts
from analysis.report.sight import sight_line, state_of
from analysis.report.trusted_inference import (
    NOT_KEPT,
    NOT_MADE,
    OWN,
    TRUSTED,
    inference_words,
    rests_on_own_error,
    with_trusted_inference,
)

REASON = "40 of 796 counties are treated, but those who inform the estimate live as if in 1.3 equal counties"
OWN_NUMBERS = {"std_error": 0.1, "p_value": 0.0003, "conf_low": 0.205, "conf_high": 0.693}


def estimates(recommended: str | None, **changes: object) -> pd.DataFrame:
    """One within effect of log odds 0.449 by counties, with an inference recommended."""
    row = {
        "specification_id": "s", "population": "latino", "term": "287g_jail", "component": "within",
        "estimate": 0.449, "odds_ratio": exp(0.449), **OWN_NUMBERS, "effect_pp": 0.44, "effect_pp_std_error": 0.1,
        "scale": "log_odds", "status": "ok", "message": f"{REASON}; 468 of 190,613 interviews left out",
        "cluster_level": "county", "recommended_inference": recommended, "n_informative_switchers": 120,
        "n_persons": 1000, "n_interviews": 3000, "n_switchers": 500, "n_treated_counties": 40, "n_treated_states": 9,
        "mde": 1.4, "power": 0.3, "type_s": 0.01, "type_m": 1.5, "family": "f", "p_holm": 0.0003,
        "p_romano_wolf": 0.001, "p_equivalence": 0.9, "synthetic_inputs": True,
    } | changes  # fmt: skip
    return pd.DataFrame([row])


def inferences(**p_values: float) -> pd.DataFrame:
    key = {"specification_id": "s", "population": "latino", "term": "287g_jail", "component": "within"}
    ends = {"state": {"std_error": 0.2, "conf_low": 0.057, "conf_high": 0.841}}
    return pd.DataFrame(
        [{**key, "inference": name, "p_value": p, **ends.get(name, {})} for name, p in p_values.items()]
    )


def shown(recommended: str | None, made: pd.DataFrame | None = None, **changes: object) -> pd.Series:
    return with_trusted_inference(estimates(recommended, **changes), inferences() if made is None else made).iloc[0]


def cell(row: pd.Series) -> Cell:
    return Cell("287g_jail", "latino", row)


@pytest.mark.parametrize(("recommended", "standing"), [(None, OWN), ("county", TRUSTED)])
def test_the_own_inference_stands_where_no_other_is_recommended(recommended: str | None, standing: str) -> None:
    row = shown(recommended, inferences(state=0.9))
    assert row["inference_standing"] == standing
    assert {name: row[name] for name in OWN_NUMBERS} == OWN_NUMBERS
    assert (row["p_holm"], row["p_romano_wolf"], row["p_equivalence"], row["mde"]) == (0.0003, 0.001, 0.9, 1.4)
    assert inference_words(row) == "Clusters: counties"
    assert estimate_line(cell(row), None, False).stars == "***"


def test_another_inference_brings_its_p_value_and_interval_and_takes_what_the_own_error_made() -> None:
    row = shown("state", inferences(county=0.0003, state=0.025))
    assert (row["p_value"], row["std_error"], row["conf_low"], row["conf_high"]) == (0.025, 0.2, 0.057, 0.841)
    assert row[["effect_pp_std_error", "p_romano_wolf", "p_equivalence"]].isna().all()
    assert row["p_holm"] == 0.025, "made anew from the p-value shown"
    line = estimate_line(cell(row), None, False)
    assert (line.stars, line.p_value, line.interval) == ("*", "0.025", "1.06 to 2.32")
    assert line.inference == "Clusters: states"
    assert finding(cell(row)).count("(95% interval 1.06 to 2.32; clusters: states)") == 1
    assert not rests_on_own_error(row)


def test_an_inference_without_an_interval_leaves_none_and_decides_by_its_p_value() -> None:
    clear, unclear = (shown("score_wild_bootstrap", inferences(score_wild_bootstrap=p)) for p in (0.04, 0.2044))
    line = estimate_line(cell(clear), None, False)
    assert (line.stars, line.p_value, line.interval, line.inference) == ("*", "0.040", "–", "Score wild bootstrap")
    assert "(p = 0.040; score wild bootstrap)" in finding(cell(clear))
    assert estimate_line(cell(unclear), None, False).stars == ""
    assert findings([cell(unclear)]) == []
    assert "this run cannot tell the policy from no change" in no_change_sentence([cell(unclear)])
    drawn = plot_row(cell(unclear), "with")
    assert (drawn["point"], drawn["low"], drawn["high"]) == (pytest.approx(exp(0.449)), None, None)


def test_an_inference_without_clusters_is_named_by_what_the_estimator_says() -> None:
    row = shown("county", cluster_level=None, inference="design-based")
    assert inference_words(row) == "Design-based; clusters: counties advised, not made"


def test_an_effect_of_probability_keeps_an_error_in_points_by_the_inference_shown() -> None:
    row = shown("state", inferences(state=0.025), scale="probability", odds_ratio=None)
    assert row["effect_pp_std_error"] == 20.0


def test_a_recommended_inference_that_was_not_made_earns_no_star_and_no_sentence() -> None:
    for made in (inferences(), inferences(score_wild_bootstrap=float("nan"))):
        row = shown("score_wild_bootstrap", made)
        assert row["inference_standing"] == NOT_MADE
        line = estimate_line(cell(row), None, False)
        assert (line.stars, line.is_grey, line.interval) == ("", False, "1.23 to 2.00")
        assert line.inference == "Clusters: counties; score wild bootstrap advised, not made"
        assert findings([cell(row)]) == []


def test_an_estimate_of_which_none_is_trusted_is_grey_with_its_reason_and_nothing_is_claimed() -> None:
    refused = cell(shown(REFUSED, inferences(county=0.0003, score_wild_bootstrap=0.2)))
    line = estimate_line(refused, None, False)
    assert (line.is_grey, line.stars, line.odds_ratio) == (True, "", "1.57")
    assert (line.interval, line.p_value) == ("–", "–")
    assert (line.note, line.inference) == ("no inference to be trusted", "no inference to be trusted")
    assert (state_of(refused), plot_row(refused, "with")["low"]) == ("refused", None)
    assert findings([refused]) == [] and no_change_sentence([refused]) == ""
    assert reading_counts([refused]) == [("1", "without an inference to be trusted")]
    with pytest.raises(ValueError, match="may not be put in a sentence"):
        finding(refused)


def test_the_reason_of_a_refusal_is_said_and_its_counts_are_gated() -> None:
    refused = cell(shown(REFUSED))
    sight = sight_line(refused, is_gated=False)
    assert sight.words == f"No inference to be trusted: {REASON}."
    assert (sight.is_grey, sight.power, sight.smallest_detectable) == (True, "–", "–")
    assert refusal_footnote([refused]) == f"No inference to be trusted. 287(g) jail model, Latino: {REASON}."
    assert "796" not in refusal_footnote([refused], is_gated=True)
    assert refusal_footnote([cell(shown("county"))]) == ""


def test_a_refusal_of_a_model_that_failed_is_its_failure() -> None:
    failed = cell(shown(REFUSED, status="not_converged"))
    assert state_of(failed) == "failed"


def test_doing_it_twice_changes_nothing() -> None:
    made = inferences(state=0.025, score_wild_bootstrap=0.04)
    for recommended in (None, "county", "state", "score_wild_bootstrap", "randomization", REFUSED):
        once = with_trusted_inference(estimates(recommended), made)
        pd.testing.assert_frame_equal(with_trusted_inference(once, made), once)


def test_holm_counts_the_family_as_it_is_shown() -> None:
    rows = pd.concat(
        [estimates("state"), estimates("county", term="x", p_value=0.02), estimates(REFUSED, term="y", p_value=1e-9)],
        ignore_index=True,
    )
    found = with_trusted_inference(rows, inferences(state=0.015))
    assert found["p_holm"].round(6).tolist()[:2] == [0.03, 0.03]
    assert pd.isna(found["p_holm"].iloc[2])


def test_a_table_kept_without_its_inference_is_never_starred(tmp_path: Path) -> None:
    kept = pd.read_csv(Path("analysis/report/paper_example.csv"))
    known = ["inference_standing", "shown_inference", "recommended_inference", "cluster_level"]
    old = kept.drop(columns=known, errors="ignore").assign(p_value=1e-9)
    file = tmp_path / "paper_example.csv"
    old.to_csv(file, index=False)
    example = load_paper_example(file)
    assert set(example["inference_standing"]) == {NOT_KEPT}
    lines = paper_example_section(example).lines
    assert lines and not any(line.stars for line in lines)
    assert lines[0].inference == "Clusters: counties; which to trust was not kept"
