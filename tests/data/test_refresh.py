"""One refresh on the synthetic twin: what a user finds in the published warehouse afterwards."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from analysis.selection.measures import MEASURES
from analysis.specification import load_registry
from tests.command_line import query, run_fedlocal

pytestmark = pytest.mark.slow

PUBLISHED_SCHEMAS = {"marts", "results", "quality", "meta"}
DATED_BY_SEEDS = {
    "priority_enforcement", "anti_detainer", "sanctuary_other", "state_enforcement_law", "employment_verification_law",
    "driver_license_law",
}  # fmt: skip
PAPER_POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")


def test_only_the_four_schemas_are_published(refreshed_home: Path) -> None:
    schemas = query(refreshed_home, "select distinct schema_name from duckdb_tables()")
    assert set(schemas["schema_name"]) == PUBLISHED_SCHEMAS


def test_every_published_column_is_described(refreshed_home: Path) -> None:
    bare = query(
        refreshed_home,
        "select schema_name, table_name, column_name from duckdb_columns() where comment is null and not internal",
    )
    assert bare.to_dict("records") == []


def test_rows_read_are_rows_kept_and_rows_rejected_for_every_file(refreshed_home: Path) -> None:
    accounts = query(refreshed_home, "select * from quality.row_accounting")
    assert len(accounts) > 50
    assert (accounts["rows_read"] == accounts["rows_kept"] + accounts["rows_rejected"]).all()
    assert accounts["rows_rejected"].sum() > 0, "the twin plants bad rows"


def _planted(home: Path) -> dict[str, Counter[tuple[str, str, str]]]:
    """Count what the twin spoilt by outcome: source, file and column."""
    manifest = json.loads((home / "raw/SYNTHETIC/manifest.json").read_text())
    planted: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for entry in manifest["planted_mess"]:
        planted[entry["outcome"]][entry["source"], entry["file_name"], entry["column_name"]] += entry["n_cells"]
    return planted


def test_the_cells_the_twin_spoilt_are_those_set_aside_or_repaired(refreshed_home: Path) -> None:
    rejected = query(refreshed_home, "select source, file_name, column_name, reason from quality.rejected_rows")
    assert rejected["reason"].str.len().min() > 0
    repaired = query(refreshed_home, "select source, file_name, column_name, rule from quality.repaired_cells")
    assert set(repaired["rule"]) == {"date written month first"}
    planted = _planted(refreshed_home)
    columns = ["source", "file_name", "column_name"]
    assert planted["set aside"] <= Counter(rejected[columns].itertuples(index=False, name=None))
    assert planted["repaired"] == Counter(repaired[columns].itertuples(index=False, name=None))


def test_of_the_survey_exactly_what_the_twin_spoilt_is_set_aside(refreshed_home: Path) -> None:
    rejected = query(refreshed_home, "select * from quality.rejected_rows where source like 'ncvs%'")
    is_later = rejected["reason"].str.startswith("row set aside: ")
    planted = _planted(refreshed_home)
    columns = ["source", "file_name", "column_name"]
    for outcome, rows in (("set aside", rejected[~is_later]), ("set aside later", rejected[is_later])):
        found = Counter(rows[columns].itertuples(index=False, name=None))
        assert found == Counter({place: n for place, n in planted[outcome].items() if place[0].startswith("ncvs")})
    reasons = set(rejected["reason"].str.removeprefix("row set aside: "))
    assert {
        "below 0",
        "missing",
        "unknown code",
        "not 27 characters long",
        "cannot be read as a whole number",
    } < reasons
    outside = query(
        refreshed_home,
        "select n_records from quality.sample_flow where rule like 'month outside the reference period%'",
    )
    assert outside["n_records"].tolist() == [planted["kept"].total()] == [1]


def test_households_that_follow_another_at_an_address_are_seen(refreshed_home: Path) -> None:
    attrition = query(
        refreshed_home,
        "select next_contact, sum(n_interviews) as n from marts.respondent_attrition"
        " where next_contact in ('interviewed', 'person_noninterview', 'household_noninterview', 'household_replaced')"
        " group by next_contact",
    ).set_index("next_contact")["n"]
    # Of households asked again after six months 13.5 % (owners) to 18.5 % (renters) have been replaced.
    assert 0.12 < attrition["household_replaced"] / attrition.sum() < 0.185


def test_every_interview_has_one_row_and_six_months(refreshed_home: Path) -> None:
    counts = query(
        refreshed_home,
        "select (select count(*) from marts.respondent_periods) as periods,"
        " (select count(distinct yearq || idper) from marts.respondent_periods) as keys,"
        " (select count(*) from marts.respondent_months) as months",
    ).iloc[0]
    assert counts["periods"] == counts["keys"]
    assert counts["months"] == 6 * counts["periods"]
    assert 70_000 < counts["periods"] < 110_000


def test_everything_made_from_the_twin_says_synthetic(refreshed_home: Path) -> None:
    people = query(refreshed_home, "select distinct is_synthetic from marts.respondent_periods")
    assert people["is_synthetic"].tolist() == [True]
    for statement in (
        "select distinct policy from marts.policy_timeline where not is_synthetic",
        "select distinct policy from marts.policy_county_month where not is_synthetic and coverage <> 'unknown'",
    ):
        # Dated legal facts ship with the product and are real even beside a twin.
        assert set(query(refreshed_home, statement)["policy"]) == DATED_BY_SEEDS
    assert query(refreshed_home, "select bool_and(synthetic_inputs) as s from results.estimates")["s"].iloc[0]
    for page in ("index.html", "quality.html"):
        assert "SYNTHETIC" in (refreshed_home / "published/reports" / page).read_text()


def test_income_is_pooled_over_its_draws_or_a_category_of_its_own(refreshed_home: Path) -> None:
    statement = "select * from results.estimates where status = 'ok' and specification like 'paper_all_policies%'"
    rows = query(refreshed_home, statement)
    is_category = rows["specification"] == "paper_all_policies_income_missing_category"
    pooled, by_category = rows[~is_category], rows[is_category]
    draws = query(refreshed_home, "select count(distinct draw) as n from marts.income_imputations")["n"].item()
    assert set(pooled["n_imputations"]) == {draws} and pooled["log_likelihood"].isna().all()
    assert (pooled.loc[pooled["term"] == "income_category", "fraction_missing_information"] > 0).all()
    assert set(by_category["n_imputations"]) == {1} and by_category["fraction_missing_information"].isna().all()
    assert "income_category_missing" in set(by_category["term"]) and "income_category" not in set(by_category["term"])
    assert not rows["message"].str.contains("without an imputation").any()
    counts = rows.pivot_table(index="population", columns="specification", values="n_interviews")
    assert (counts["paper_all_policies"] == counts["paper_all_policies_income_missing_category"]).all()


def test_every_specification_has_rows_for_every_population_and_policy(refreshed_home: Path) -> None:
    rows = query(refreshed_home, "select specification, population, term from results.estimates")
    found = set(rows.itertuples(index=False, name=None))
    for specification in load_registry().of_tables([]):
        for population in specification.populations:
            for policy in specification.policies:
                assert any(
                    name == specification.name and group == population and policy in term for name, group, term in found
                ), (specification.name, population, policy)


def test_the_truth_the_twin_planted_is_in_the_warehouse(refreshed_home: Path) -> None:
    truth = query(refreshed_home, "select * from meta.planted_truth")
    assert set(truth["policy"]) == set(PAPER_POLICIES)
    monthly = truth[truth["exposure_definition"] == "monthly"].set_index(["policy", "population"])["value"]
    assert monthly["secure_communities", "latino"] > 0
    assert monthly["287g_jail", "latino"] == 0
    assert monthly["secure_communities", "white"] == 0


def test_every_expected_check_has_a_result_and_blocking_ones_passed(refreshed_home: Path) -> None:
    results = query(refreshed_home, "select * from quality.check_results")
    assert {"dbt", "great_expectations"} <= set(results["kind"])
    assert results[results["is_blocking"] & ~results["is_passed"]].empty
    tables = set(results[results["layer"] == "marts"]["table_name"])
    assert {"respondent_periods", "policy_timeline", "tract_covariates"} <= tables


def test_status_tells_where_each_source_stands(refreshed_home: Path) -> None:
    told = run_fedlocal("status", home=refreshed_home)
    shown = told.stdout + told.stderr
    assert told.returncode == 0, shown
    assert "ncvs_person" in shown
    assert "synthetic" in shown
    assert "published" in shown


@pytest.mark.parametrize("output_format", ["table", "csv", "json"])
def test_sql_prints_each_format(refreshed_home: Path, output_format: str) -> None:
    statement = "select count(*) as n from results.estimates"
    told = run_fedlocal("sql", statement, "--format", output_format, home=refreshed_home)
    assert told.returncode == 0, told.stderr
    counted = {
        "table": lambda text: int(text.splitlines()[-1]),
        "csv": lambda text: int(text.splitlines()[1]),
        "json": lambda text: json.loads(text)[0]["n"],
    }
    assert counted[output_format](told.stdout.strip()) > 100


def test_sql_cannot_write(refreshed_home: Path) -> None:
    told = run_fedlocal("sql", "drop table results.estimates", home=refreshed_home)
    assert told.returncode == 1
    assert "read-only" in told.stderr
    assert "Traceback" not in told.stderr


def test_help_explains_every_command() -> None:
    told = run_fedlocal("--help", home=Path("unused"))
    for command in ("run", "fetch", "twin", "status", "ui", "county", "policies", "conflicts", "sql", "export"):
        assert command in told.stdout


def test_the_placebo_finds_nothing_where_the_twin_plants_nothing(refreshed_home: Path) -> None:
    rows = query(
        refreshed_home,
        "select * from results.estimates where specification = 'motor_vehicle_theft' and component = 'within'"
        " and status = 'ok' and population = 'all' and term = 'secure_communities'",
    )
    assert len(rows) == 1
    stolen = "select count(*) as n from marts.respondent_outcomes where outcome = 'motor_vehicle_theft'"
    assert 0 < rows["n_events"].iloc[0] <= query(refreshed_home, stolen)["n"].iloc[0]
    assert abs(rows["estimate"].iloc[0]) < 2 * rows["std_error"].iloc[0]


def test_selection_is_told_for_every_policy_and_shown_on_the_people_s_page(refreshed_home: Path) -> None:
    rows = query(refreshed_home, "select measure, policy, population, status, synthetic_inputs from results.selection")
    assert set(rows["policy"]) == set(PAPER_POLICIES) and rows["synthetic_inputs"].all()
    assert len(rows) == sum(len(measure.populations) for measure in MEASURES) * len(PAPER_POLICIES)
    assert (rows["status"] == "ok").all()
    followed = "select count(is_next_interview_missing) as n from marts.respondent_periods"
    bounds = query(refreshed_home, "select * from results.selection_bounds")
    assert len(bounds) == 4 * len(PAPER_POLICIES)
    assert bounds["n_due"].max() <= query(refreshed_home, followed)["n"].iloc[0]
    assert (bounds["low_pp"] <= bounds["effect_pp"] + 1e-9).all()
    assert (bounds["effect_pp"] <= bounds["high_pp"] + 1e-9).all()
    page = (refreshed_home / "published/reports/respondents.html").read_text(encoding="utf-8")
    section = page.split('<section id="selection">')[1].split("</section>")[0]
    assert "Lost half a year later" in section and "Trimming bounds" in section and "SYNTHETIC" in section
