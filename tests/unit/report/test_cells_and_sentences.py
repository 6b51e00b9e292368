"""What may be read, starred and said of one estimate."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.report.cells import Cell, cells_of, policy_rows
from analysis.report.coefficient_plot import HIGHEST_RATIO, LOWEST_RATIO, panel_frame, plot_row
from analysis.report.estimate_tables import estimate_line, failed_lines
from analysis.report.labels import policy_of_term
from analysis.report.sentences import finding, findings, no_change_sentence, reading_counts
from analysis.report.sight import sight_line, state_of
from analysis.report.specification_roles import main_role, specification_roles, without_time_role
from analysis.specification import load_specifications
from tests.unit.report.made_up_frames import estimates


def cell(**changes: object) -> Cell:
    """Secure Communities x Latino of the main specification, changed as told."""
    rows = policy_rows(estimates(), "within")
    row = rows[(rows["policy"] == "secure_communities") & (rows["population"] == "latino")].iloc[0].copy()
    for column, value in changes.items():
        row[column] = value
    return Cell("secure_communities", "latino", row)


THIN = {"n_informative_switchers": 29, "p_value": 0.0001, "conf_low": 0.5, "conf_high": 0.9}


@pytest.mark.parametrize(
    ("term", "policy"),
    [
        ("exposure_any_287g_jail", "287g_jail"), ("exposure_share_secure_communities", "secure_communities"),
        ("anti_detainer", "anti_detainer"), ("age_years", None), ("half_year_2008H2", None),
    ],
)  # fmt: skip
def test_policy_of_a_term(term: str, policy: str | None) -> None:
    assert policy_of_term(term) == policy


@pytest.mark.parametrize(("n_informative", "is_thin"), [(29, True), (30, False), (None, True), (float("nan"), True)])
def test_thirty_informative_switchers_are_needed(n_informative: object, is_thin: bool) -> None:
    assert cell(n_informative_switchers=n_informative).is_thin == is_thin


def test_a_thin_cell_is_grey_and_never_starred_however_small_its_p_value() -> None:
    line = estimate_line(cell(**THIN), truth=None, is_gated=False)
    assert line.is_grey
    assert line.stars == ""
    assert line.note == "too thin to read"


def test_the_same_cell_with_enough_people_is_starred() -> None:
    line = estimate_line(cell(**(THIN | {"n_informative_switchers": 30})), truth=None, is_gated=False)
    assert not line.is_grey
    assert line.stars == "***"


def test_a_thin_cell_is_never_put_in_a_sentence() -> None:
    assert findings([cell(**THIN)]) == []
    with pytest.raises(ValueError, match="may not be put in a sentence"):
        finding(cell(**THIN))


def test_a_finding_says_who_what_and_how_much() -> None:
    sentence = finding(cell())
    assert sentence.startswith("Latino residents had higher odds")
    assert "odds ratio 1.42 (95% interval 1.05 to 1.92)" in sentence


def test_an_interval_over_one_is_no_finding() -> None:
    unclear = cell(conf_low=-0.1)
    assert findings([unclear]) == []
    assert "In the other readable question this run" in no_change_sentence([unclear])
    assert "not proof of no effect" in no_change_sentence([unclear])


def test_cells_without_estimate_are_told_apart() -> None:
    no_source = Cell("anti_detainer", "latino", cell().row, has_source=False)
    absent = Cell("anti_detainer", "latino", None)
    failed = cell(status="not_converged")
    states = [state_of(each) for each in (no_source, absent, failed, cell(**THIN), cell())]
    assert states == ["no_source", "absent", "failed", "thin", "readable"]
    assert "No source" in sight_line(no_source, False).words
    assert ("2", "not in this run") in reading_counts([no_source, absent, absent])


@pytest.mark.parametrize(
    ("status", "message", "is_listed_without", "state"),
    [
        ("refused", "no source for secure_communities in the period", False, "no_source"),
        ("refused", "panel has no interviews", False, "failed"),
        ("refused", "panel has no interviews", True, "no_source"),
        ("ok", None, True, "readable"),
    ],
)
def test_refusal_for_want_of_a_source_is_read_as_no_source(
    status: str, message: str | None, is_listed_without: bool, state: str
) -> None:
    row = cell(status=status, message=message).row
    cells = cells_of(row.to_frame().T, {"secure_communities"} if is_listed_without else set())
    assert {each.population: state_of(each) for each in cells[:4]}["latino"] == state


def test_power_is_not_printed_for_a_thin_cell() -> None:
    line = sight_line(cell(**THIN), is_gated=False)
    assert (line.power, line.wrong_sign, line.exaggeration) == ("–", "–", "–")
    assert line.words == "Too thin to read: 29 informative people, 30 needed."


def test_sight_counts_are_rounded_under_the_gate() -> None:
    line = sight_line(cell(n_switchers=3_564, n_treated_counties=7), is_gated=True)
    assert (line.switchers, line.counties) == ("3,600", "N<15")


def test_no_source_hides_numbers_that_rest_on_nothing() -> None:
    line = estimate_line(Cell("anti_detainer", "all", cell().row, has_source=False), truth=1.0, is_gated=False)
    assert (line.odds_ratio, line.n_persons, line.truth, line.note) == ("–", "–", "–", "no source")


def test_cells_follow_the_order_of_the_page() -> None:
    rows = policy_rows(estimates(), "within").iloc[::-1]
    keys = [(each.policy, each.population) for each in cells_of(rows, set())]
    assert keys[:5] == [*[("secure_communities", p) for p in ("all", "latino", "white", "black")], ("287g_jail", "all")]


def test_interval_beyond_the_scale_is_cut_with_an_arrow() -> None:
    row = plot_row(cell(conf_low=-5.0, conf_high=5.0), "with")
    assert (row["low"], row["high"]) == (LOWEST_RATIO, HIGHEST_RATIO)
    assert (row["cut_low"], row["cut_high"]) == (LOWEST_RATIO, HIGHEST_RATIO)
    inside = plot_row(cell(), "with")
    assert (inside["cut_low"], inside["cut_high"]) == (None, None)


def test_an_estimate_beyond_the_scale_has_no_point_but_keeps_its_arrow() -> None:
    row = plot_row(cell(estimate=3.0, conf_low=2.0, conf_high=4.0), "with")
    assert row["point"] is None
    assert row["cut_high"] == HIGHEST_RATIO


def test_grey_points_and_planted_truth_in_the_picture() -> None:
    frame = panel_frame("secure_communities", {"with": [cell(**THIN)]}, {("secure_communities", "latino"): 1.35})
    assert frame["state"].tolist() == ["thin"]
    assert frame["truth"].tolist() == [1.35]
    readable = panel_frame("secure_communities", {"with": [cell()]}, {})
    assert frame["colour"].tolist() != readable["colour"].tolist()
    assert readable["truth"].isna().all()


def test_failed_lines_fold_a_whole_model_into_one() -> None:
    frame = pd.concat(
        [cell().row.to_frame().T.assign(status="refused", message="no source", component=component)
         for component in ("within", "between", "random_intercept")]
    )  # fmt: skip
    (line,) = failed_lines(frame)
    assert (line.terms, line.status, line.message) == ("the whole model", "refused", "no source")


def test_registered_specifications_come_in_the_order_of_the_registry_with_their_titles() -> None:
    registered = load_specifications()
    first, no_time = registered[0], next(spec for spec in registered if not spec.time_terms)
    base = estimates()
    frame = pd.concat([base[base["specification_id"] == "s3"].assign(specification_id=spec.specification_id)
                       for spec in reversed(registered)])  # fmt: skip
    roles = specification_roles(frame)
    assert [role.name for role in roles] == [spec.title for spec in registered]
    assert main_role(roles).specification_id == first.specification_id
    assert main_role(roles).has_time_effects
    exposure = frame["exposure_definition"].iloc[0]
    assert exposure == "share"
    assert without_time_role(roles).specification_id == no_time.specification_id


def test_unregistered_specifications_are_read_by_their_wording() -> None:
    roles = specification_roles(estimates())
    assert main_role(roles).specification_id == "s1"
    assert without_time_role(roles).specification_id == "s2"
