"""What the registry's switches do to rows and columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design.columns_needed import columns_needed
from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import PanelColumns
from analysis.specification import Specification
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.models.registry_panel import registry_panel, specifications

POLICY = "secure_communities"


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return registry_panel(800)


@pytest.fixture(scope="module")
def main() -> Specification:
    return replace(specifications()["paper_all_policies"], controls=(), time_terms=())


def design_of(panel: pd.DataFrame, specification: Specification):
    return build_design(PanelColumns(panel), specification, "all")


def test_first_interviews_can_be_left_out(panel, main):
    design = design_of(panel, replace(main, interviews="bounded"))
    n_first = int((panel["interview_number"] == 1).sum())
    assert len(design.outcomes) == len(panel) - n_first
    assert design.notes[0].startswith(f"{n_first:,} first interviews left out")


def test_years_can_be_left_out(panel, main):
    years = panel["interview_month"].dt.year
    design = design_of(panel, replace(main, without_interview_years=(2008,)))
    assert len(design.outcomes) == int((years != 2008).sum())
    assert design.notes == (f"{int((years == 2008).sum()):,} interviews of 2008 left out",)


def test_each_region_has_half_years_of_its_own(panel, main):
    design = design_of(panel, replace(main, time_terms=("half_year", "region_half_year")))
    names = [term for term, component in design.terms if component == "unsplit"]
    own = [name for name in names if name.startswith("region_half_year_2")]
    assert own[0] == "region_half_year_2" and len(own) > 5
    columns = dict(zip(design.terms, design.columns, strict=True))
    region = panel.sort_values("idper", kind="stable")["region"].to_numpy()
    assert set(region[columns["region_half_year_2", "unsplit"] == 1]) == {2}
    for name in own[1:]:
        assert set(region[columns[name, "unsplit"] == 1]) == {2}


def test_each_group_has_half_years_of_its_own_beside_a_control_for_it(panel, main):
    terms = ("half_year", "group_half_year")
    alone = design_of(panel, replace(main, time_terms=terms))
    groups = sorted(panel["population_group"].unique())
    own = [f"group_half_year_{group}" for group in groups[1:]]
    names = [term for term, _ in alone.terms]
    assert [name for name in names if name in own] == own and f"group_half_year_{groups[0]}" not in names
    control = ControlTerm("population_group", "categorical", reference="white")
    beside = design_of(panel, replace(main, time_terms=terms, controls=(control,)))
    names = [term for term, _ in beside.terms]
    assert not set(own) & set(names) and [name for name in names if name.startswith(f"{own[0]}_2")]
    matrix = np.column_stack([np.ones(len(beside.outcomes)), *(np.asarray(c, float) for c in beside.columns)])
    kept = [c for c, (_, part) in enumerate((("", ""), *beside.terms)) if part not in ("within", "between")]
    assert np.linalg.matrix_rank(matrix[:, kept]) == len(kept)


def test_shifted_exposures_are_terms_beside_the_policys(panel, main):
    chosen = replace(main, policies=(POLICY,), leads_months=(6,))
    assert f"exposure_any_{POLICY}_lead_6_months" in columns_needed(chosen)
    design = design_of(panel, chosen)
    assert list(design.exposures) == [POLICY, f"{POLICY}_lead_6_months"]
    within = [term for term, component in design.terms if component == "within"]
    assert within == list(design.exposures)


def test_neighbours_are_terms_beside_the_policys(panel, main):
    chosen = replace(main, policies=(POLICY,), neighbors="exposure_share")
    design = design_of(panel, chosen)
    np.testing.assert_allclose(
        design.exposures[f"{POLICY}_in_neighbors"], panel[f"neighbor_exposure_share_{POLICY}"].to_numpy()[design.rows]
    )


def test_interactions_multiply_policies_and_centred_moderators(panel, main):
    both, place = f"{POLICY}*287g_jail", f"{POLICY}*tract_poverty_pct"
    design = design_of(panel, replace(main, interactions=(both, place)))
    np.testing.assert_allclose(design.exposures[both], design.exposures[POLICY] * design.exposures["287g_jail"])
    poverty = panel["tract_poverty_pct"].to_numpy()[design.rows]
    np.testing.assert_allclose(design.exposures[place], design.exposures[POLICY] * (poverty - poverty.mean()))


def test_a_control_by_decades_is_a_trend_of_its_own(panel, main):
    controls = (
        ControlTerm("tract_poverty_pct", "continuous"),
        ControlTerm("tract_poverty_pct", "continuous", by="decades"),
    )
    design = design_of(panel, replace(main, controls=controls))
    columns = dict(zip(design.terms, design.columns, strict=True))
    months = panel["interview_month"].to_numpy()[design.rows].astype("datetime64[M]").astype(int) - 40 * 12
    trend = columns["tract_poverty_pct_by_decades", "control"]
    np.testing.assert_allclose(trend, columns["tract_poverty_pct", "control"] * months / 120, atol=1e-12)


def test_survey_weights_are_scaled_to_persons_and_interviews(panel, main):
    design = design_of(panel, replace(main, weights="survey"))
    persons, interviews = design.level_weights()
    sizes = np.diff(design.row_start)
    np.testing.assert_allclose(np.add.reduceat(interviews, design.row_start[:-1]), sizes)
    np.testing.assert_allclose(persons * sizes, np.add.reduceat(design.row_weights, design.row_start[:-1]))
    assert design_of(panel, main).level_weights()[1] is None


def test_that_nobody_was_found_rests_on_a_synthetic_panel_too(panel, main):
    later = replace(main, period=("2090-01", "2091-12"))
    assert len(design_of(panel, later).outcomes) == 0 and design_of(panel, later).is_synthetic
    assert not design_of(panel.assign(is_synthetic=False), later).is_synthetic
