"""From the mart to the columns of a fit: counted exclusions, pooled levels, nothing dropped in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design.design_columns import as_numbers, control_columns, ordered_level_columns
from analysis.design.design_matrix import build_design
from analysis.design.panel_columns import PanelColumns
from analysis.design.populations import is_in_period, is_of_population
from analysis.specification import Specification, load_specifications
from analysis.specification.control_terms import ControlTerm
from tests.unit.analysis.simulated_panels import respondent_panel

CONTROLS = (
    ControlTerm("age_years", "continuous", per=10.0),
    ControlTerm("is_male", "binary"),
    ControlTerm("interview_mode", "categorical", reference="in_person"),
    ControlTerm("tract_poverty_pct", "continuous", per=10.0),
)


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return respondent_panel(800)


@pytest.fixture(scope="module")
def specification() -> Specification:
    return replace(load_specifications()[0], controls_id="few", controls=CONTROLS, period=())


def test_columns_are_what_their_names_say(panel, specification):
    design = build_design(PanelColumns(panel.sample(frac=1, random_state=1)), specification, "all")
    columns = dict(zip(design.terms, design.columns, strict=True))
    sizes = np.diff(design.row_start)
    assert design.n_persons == panel["idper"].nunique() and len(design.outcomes) == len(panel)
    within, between = columns["287g_jail", "within"], columns["287g_jail", "between"]
    np.testing.assert_allclose(within + between, design.exposures["287g_jail"])
    np.testing.assert_allclose(np.add.reduceat(within, design.row_start[:-1]), 0, atol=1e-12)
    assert (np.maximum.reduceat(between, design.row_start[:-1]).repeat(sizes) == between).all()
    assert columns["age_years", "control"].max() == pytest.approx(panel["age_years"].max() / 10)
    assert set(np.unique(columns["interview_mode_telephone", "control"])) == {0.0, 1.0}
    time_terms = [term for term, component in design.terms if component == "unsplit"]
    assert "interview_number_2" in time_terms and "interview_number_1" not in time_terms
    assert design.omissions == () and design.is_synthetic


def test_time_terms_can_be_left_out(panel, specification):
    design = build_design(PanelColumns(panel), replace(specification, time_terms=()), "all")
    assert not [term for term, component in design.terms if component == "unsplit"]


def test_indicators_take_a_byte(panel, specification):
    design = build_design(PanelColumns(panel), specification, "all")
    columns = dict(zip(design.terms, design.columns, strict=True))
    time = [column for (_, component), column in columns.items() if component == "unsplit"]
    assert {column.dtype for column in (*time, columns["is_male", "control"])} == {np.dtype(np.int8)}
    assert columns["is_male", "control"].sum() == panel["is_male"].sum()


@pytest.mark.parametrize("estimator", ["two_way_effects", "triple_difference"])
def test_absorbed_time_has_neither_columns_nor_pooled_levels(panel, specification, estimator):
    """Fifty states by twenty half-years would be a thousand columns that nobody reads."""
    rare = panel.assign(has_violent_victimization=np.arange(len(panel)) % 700 == 0)
    terms = ("half_year", "state_half_year")
    absorbing = replace(
        specification, estimator=estimator, time_terms=terms, populations=("latino",), inference=("county",)
    )
    design = build_design(PanelColumns(rare), absorbing, "latino")
    assert {component for _, component in design.terms} == {"control"}
    assert not [note for note in design.notes if "pooled: too few" in note]
    given = build_design(PanelColumns(rare), replace(specification, time_terms=("half_year",)), "latino")
    assert [note for note in given.notes if "pooled: too few" in note]


def test_missing_rows_are_counted_by_column(panel, specification):
    holed = panel.copy()
    holed["exposure_any_anti_detainer"] = holed["exposure_any_anti_detainer"].astype(object)
    holed.loc[holed.index[:7], "tract_poverty_pct"] = np.nan
    holed.loc[holed.index[5:10], "exposure_any_anti_detainer"] = None
    design = build_design(PanelColumns(holed), specification, "all")
    assert len(design.outcomes) == len(panel) - 10
    assert "10 of" in design.notes[0]
    assert "exposure_any_anti_detainer 5" in design.notes[0] and "tract_poverty_pct 7" in design.notes[0]


def test_no_source_is_an_omission_not_a_zero(panel, specification):
    blank = panel.assign(exposure_any_anti_detainer=pd.Series([None] * len(panel), dtype=object), is_male=None)
    design = build_design(PanelColumns(blank), specification, "all")
    assert len(design.outcomes) == len(panel)
    assert {(o.term, o.component, o.status) for o in design.omissions} == {
        ("anti_detainer", "within", "refused"),
        ("anti_detainer", "between", "refused"),
        ("is_male", "control", "refused"),
    }
    assert all("no source" in o.message for o in design.omissions)
    assert "anti_detainer" not in {term for term, _ in design.terms}


def test_a_policy_known_for_the_fewer_part_is_left_out_and_not_the_interviews(panel, specification):
    known = pd.Series([None] * len(panel), dtype=object)
    known[: len(panel) // 20] = True
    design = build_design(PanelColumns(panel.assign(exposure_any_anti_detainer=known)), specification, "all")
    assert len(design.outcomes) == len(panel)
    messages = {o.message for o in design.omissions if o.term == "anti_detainer"}
    assert messages == {"no source for anti_detainer in 95 % of these interviews"}


def test_missing_columns_are_named(panel, specification):
    with pytest.raises(KeyError, match="exposure_any_287g_jail"):
        build_design(PanelColumns(panel.drop(columns="exposure_any_287g_jail")), specification, "all")


def test_populations_and_period(panel):
    groups = pd.Categorical(panel["population_group"])
    assert (is_of_population(groups, "latino") == (panel["population_group"] == "latino")).all()
    assert is_of_population(groups, "all").all()
    with pytest.raises(ValueError, match="choose from all"):
        is_of_population(groups, "everyone")
    chosen = panel["interview_month"][is_in_period(panel["interview_month"], ("2007-01", "2007-06"))]
    assert chosen.min() == pd.Timestamp("2007-01-01") and chosen.max() == pd.Timestamp("2007-06-01")
    assert is_in_period(panel["interview_month"], ()).all()


def test_panel_order_does_not_matter(panel, specification):
    shuffled = PanelColumns(panel.sample(frac=1, random_state=1))
    assert (np.diff(shuffled.person_codes) >= 0).all()
    ours, theirs = (build_design(columns, specification, "white") for columns in (shuffled, PanelColumns(panel)))
    assert ours.terms == theirs.terms and ours.notes == theirs.notes
    for column, other in zip(ours.columns, theirs.columns, strict=True):
        assert sorted(column.round(9)) == sorted(other.round(9))


def test_one_panel_serves_several_designs_unchanged(panel, specification):
    shared, no_time = PanelColumns(panel), replace(specification, time_terms=())
    first = build_design(shared, specification, "all")
    build_design(shared, no_time, "black")
    again = build_design(shared, specification, "all")
    assert first.terms == again.terms
    for before, after in zip(first.columns, again.columns, strict=True):
        np.testing.assert_array_equal(before, after)


def test_levels_without_events_are_pooled_with_their_neighbours():
    levels = pd.Categorical(np.repeat(["2008H1", "2008H2", "2009H1", "2009H2"], 3))
    outcomes = np.array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])
    pooled = ordered_level_columns("half_year", levels, outcomes)
    assert pooled.names == ("half_year_2009H1",)
    assert pooled.values[0].tolist() == [0.0] * 6 + [1.0] * 6
    assert len(pooled.notes) == 2 and "2008H1 to 2008H2 pooled" in pooled.notes[0]


def test_levels_of_a_category_without_events_join_the_reference():
    mode = pd.Categorical(["in_person", "telephone", "unknown", "telephone", "in_person", None])
    term = ControlTerm("interview_mode", "categorical", reference="in_person")
    columns = control_columns(term, mode, np.array([1, 1, 0, 0, 0, 0]))
    assert columns.names == ("interview_mode_telephone",)
    assert [note.split(" pooled")[0] for note in columns.notes] == [
        "interview_mode 'missing'",
        "interview_mode 'unknown'",
    ]


def test_indicator_rule_keeps_the_row_and_says_so():
    income = np.array([2.0, np.nan, 4.0])
    columns = control_columns(ControlTerm("income_category", "continuous", missing="indicator"), income, np.zeros(3))
    assert columns.names == ("income_category", "income_category_missing")
    assert columns.values[0].tolist() == [2.0, 3.0, 4.0] and columns.values[1].tolist() == [0.0, 1.0, 0.0]
    assert "1 interviews" in columns.notes[0]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([True, None, False], dtype=object),
        pd.Series([True, None, False], dtype="boolean"),
        pd.Series([1, None, 0], dtype="Int8"),
        pd.Series([1.0, np.nan, 0.0]),
    ],
)
def test_database_booleans_become_numbers(column):
    np.testing.assert_array_equal(as_numbers(column), [1.0, np.nan, 0.0])


def test_text_is_not_a_number():
    with pytest.raises(ValueError, match=r"'income'.*cast it"):
        as_numbers(pd.Series(["a", None], name="income"))
