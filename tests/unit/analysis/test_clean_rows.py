"""Clean windows in a design: the rows kept, the unit of comparison, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import PanelColumns
from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.specification import SpecificationError, load_specifications
from analysis.specification.choices import POLICIES
from tests.unit.analysis.simulated_panels import respondent_panel

CLEAN = replace(
    {found.name: found for found in load_specifications()}["clean_secure_communities"],
    controls=(), controls_id="none", populations=("all",), period=(),
)  # fmt: skip
OWN, OTHER = "exposure_any_secure_communities", "exposure_any_287g_jail"


def four_persons() -> pd.DataFrame:
    """Three interviews each: 0 switches alone, 1 switches as the jail model comes, 2 is a control, 3 always exposed."""
    panel = respondent_panel(n_persons=60)
    rows = pd.concat([panel.iloc[[0]]] * 12, ignore_index=True)
    rows["idper"] = np.repeat(list("abcd"), 3)
    rows["interview_number"] = np.tile([1, 2, 3], 4)
    rows["reference_half_year"] = np.tile(["2009H1", "2009H2", "2010H1"], 4)
    for policy in POLICIES:
        rows[f"exposure_any_{policy}"] = False
    rows[OWN] = np.array([0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1], dtype=bool)
    rows[OTHER] = np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    rows["has_violent_victimization"] = np.array([0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], dtype=bool)
    return rows


def test_rows_and_units_by_hand():
    design = build_design(PanelColumns(four_persons()), CLEAN, "all")
    # Person b's third interview changes twice at once and person d never was unexposed: both go.
    assert design.rows.tolist() == [0, 1, 2, 3, 4, 6, 7, 8]
    assert np.diff(design.row_start).tolist() == [3, 2, 3]
    within = dict(zip(design.terms, design.columns, strict=True))[("secure_communities", "within")]
    assert within == pytest.approx([-2 / 3, 1 / 3, 1 / 3, 0, 0, 0, 0, 0])
    notes = " ".join(design.notes)
    assert "2 of 6 exposed interviews kept (33 %)" in notes and "1 windows in which secure_communities alone" in notes


def test_a_policy_known_for_nobody_is_named_and_an_unknown_interview_left_out():
    panel = four_persons().astype({OTHER: "object", "exposure_any_anti_detainer": "object"})
    panel["exposure_any_anti_detainer"] = None
    panel.loc[7, OTHER] = None
    design = build_design(PanelColumns(panel), CLEAN, "all")
    assert 7 not in design.rows
    notes = " ".join(design.notes)
    assert "1 interviews left out: another policy is unknown" in notes
    assert "anti_detainer is unknown for most interviews" in notes


@pytest.mark.parametrize("estimator", ["between_within_logit", "conditional_logit", "two_way_effects"])
def test_estimates_are_of_the_kept_rows_and_say_how_many(estimator):
    panel = respondent_panel(n_persons=3_000)
    specification = replace(CLEAN, estimator=estimator)
    rows = estimate_all(EstimationInputs(panel), [specification], "v", "c").estimates
    row = rows[(rows["term"] == "secure_communities") & (rows["component"] == "within")].iloc[0]
    assert row["status"] == "ok" and row["n_interviews"] < len(panel)
    assert "clean windows:" in row["message"]
    whole = estimate_all(EstimationInputs(panel), [replace(specification, windows="all")], "v", "c").estimates
    whole = whole[(whole["term"] == "secure_communities") & (whole["component"] == "within")].iloc[0]
    assert row["n_switchers"] < whole["n_switchers"] and row["std_error"] > whole["std_error"]


@pytest.mark.parametrize("estimator", ["between_within_logit", "conditional_logit", "two_way_effects"])
def test_a_policy_that_never_changes_alone_is_a_row(estimator):
    panel = respondent_panel(n_persons=400)
    panel[OTHER] = panel[OWN]
    rows = estimate_all(EstimationInputs(panel), [replace(CLEAN, estimator=estimator)], "v", "c").estimates
    rows = rows[rows["term"] == "secure_communities"]
    assert len(rows) and set(rows["status"]) <= {"refused", "not_estimable"}
    assert rows["message"].str.contains("never changes alone").any()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"policies": ("secure_communities", "287g_jail")}, "one policy"),
        ({"estimator": "staggered_did"}, "compare within"),
        ({"leads_months": (6,)}, "leads"),
    ],
)
def test_what_windows_cannot_hold_is_refused(changes, words):
    with pytest.raises(SpecificationError, match=words):
        replace(CLEAN, **changes)
