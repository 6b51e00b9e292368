"""The registry: what it declares, and what it refuses with words that help."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from analysis.specification import SpecificationError, load_registry, load_specifications
from analysis.specification.control_terms import ControlTerm, parse_control_set
from analysis.specification.registry import REGISTRY_PATH


@pytest.fixture(scope="module")
def registry() -> dict:
    return {specification.name: specification for specification in load_specifications()}


@pytest.fixture
def broken_registry(tmp_path):
    """Write the registry with one key of the main specification changed; returns the path."""

    def write(**changes):
        content = yaml.safe_load(REGISTRY_PATH.read_text(encoding="utf-8"))
        entry = content["specifications"]["paper_all_policies"]
        for key, value in changes.items():
            if value is None:
                del entry[key]
            else:
                entry[key] = value
        content["specifications"] = {"paper_all_policies": entry}
        path = tmp_path / "specifications.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


def test_default_registry(registry):
    main = registry["paper_all_policies"]
    assert main.policies == ("secure_communities", "287g_jail", "287g_task_force", "anti_detainer")
    assert main.populations == ("all", "latino", "white", "black")
    assert (main.exposure_definition, main.inference[0]) == ("any", "county")
    assert main.time_terms == ("half_year", "interview_number")
    assert registry["paper_all_policies_no_time"].time_terms == ()
    assert {s.exposure_definition for s in registry.values()} == {"any", "share", "full"}
    assert {s.estimator for s in registry.values()} >= {"between_within_logit", "conditional_logit", "staggered_did"}
    assert next(iter(registry)) == "paper_all_policies"
    assert all(s.estimand for s in registry.values())
    assert len({s.specification_id for s in registry.values()}) == len(registry)


def test_every_specification_is_of_a_table(registry):
    of_tables = {name for names in load_registry().tables.values() for name in names}
    assert of_tables == set(registry)


def test_tables_choose_specifications_in_the_order_of_the_registry():
    registry = load_registry()
    chosen = [found.name for found in registry.of_tables(["matched", "table_2"])]
    assert chosen == ["paper_all_policies", "matched", "matched_task_force"]
    usual = {found.name for found in registry.of_tables([])}
    on_request = {name for table in registry.on_request for name in registry.tables[table]}
    assert on_request and usual == {found.name for found in registry.specifications} - on_request
    with pytest.raises(KeyError, match=r"no table 'table_9' in the registry; it has table_2, table_4"):
        registry.of_tables(["table_2", "table_9"])


def test_missing_income_is_imputed_and_beside_it_a_category(registry):
    main, variant = registry["paper_all_policies"], registry["paper_all_policies_income_missing_category"]
    incomes = [[c for c in s.controls if c.column == "income_category"] for s in (main, variant)]
    (imputed,), (as_category,) = incomes
    assert imputed.missing == "imputations"
    assert (as_category.kind, as_category.reference) == ("categorical", "14")
    others = [{c for c in s.controls if c.column != "income_category"} for s in (main, variant)]
    assert others[0] == others[1] and variant.labels == {"role": "missing income"}


def test_id_is_stable_and_changes_with_what_changes_numbers(registry):
    main = registry["paper_all_policies"]
    assert main.specification_id == load_specifications()[0].specification_id
    assert replace(main, title="Other words", labels={"role": "x"}).specification_id == main.specification_id
    assert replace(main, points=25).specification_id != main.specification_id
    other_unit = (replace(main.controls[0], per=1.0), *main.controls[1:])
    assert replace(main, controls=other_unit).specification_id != main.specification_id


def test_area_controls_add_to_the_individual_ones(registry):
    individual = registry["paper_all_policies_no_area"].controls
    both = registry["paper_all_policies"].controls
    assert both[: len(individual)] == individual
    assert {term.column for term in both[len(individual) :]} >= {"tract_poverty_pct", "is_mexico_border_county"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"estimand": "  "}, ("'estimand'", "without an estimand is refused")),
        ({"estimand": None}, ("'estimand'", "missing")),
        ({"colour": "blue"}, ("'colour'", "unknown", "use one of")),
        ({"points": 3}, ("'points'", "at least 5")),
        ({"points": "many"}, ("'points'", "'many'", "int")),
        ({"policies": ["secure_comunities"]}, ("'policies'", "'secure_comunities'", "choose from")),
        ({"policies": []}, ("'policies'", "at least one")),
        ({"exposure_definition": "some"}, ("'exposure_definition'", "any, share, full")),
        ({"controls": "everything"}, ("'controls'", "'everything'", "control_sets")),
        ({"inference": ["tract"]}, ("'inference'", "county")),
        ({"inference": ["randomization"]}, ("'inference'", "begin with model, person, county, state")),
        ({"options": {"method": "any"}}, ("'options.method'", "use one of weight_scaling")),
        ({"time_terms": ["state_half_year"]}, ("'time_terms'", "can absorb")),
        ({"estimator": "conditional_logit"}, ("'controls'", "imputes income_category", "missing category")),
        ({"interactions": ["anti_detainer"]}, ("'interactions'", "policy*policy")),
        ({"estimator": "matched_did", "controls": "none"}, ("'policies'", "names 4", "takes one")),
        ({"date_draws": 1}, ("'date_draws'", "two draws or more")),
        ({"period": ["2005-13", "2014-12"]}, ("'period'", "YYYY-MM")),
        ({"benchmark_odds_ratio": 0.9}, ("'benchmark_odds_ratio'", "above 1")),
    ],
)
def test_errors_name_file_specification_key_and_remedy(broken_registry, changes, words):
    path = broken_registry(**changes)
    with pytest.raises(SpecificationError) as raised:
        load_specifications(path)
    for expected in (str(path), "paper_all_policies", *words):
        assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"column": "age_years", "kind": "number"}, "choose from binary"),
        ({"column": "age_years", "kind": "continuous", "unit": 10}, "'unit'"),
        ({"column": "interview_mode", "kind": "categorical"}, "'reference'"),
        ({"column": "is_male", "kind": "binary", "per": 2}, "remove them"),
        ({"column": "age_years", "kind": "continuous", "per": -1}, "positive"),
        ({"kind": "binary"}, "lacks 'column'"),
        (
            {"column": "age_years", "kind": "continuous", "missing": "imputations"},
            "no imputations; only income_category",
        ),
        (
            {"column": "income_category", "kind": "categorical", "reference": "14", "missing": "imputations"},
            "level of their own",
        ),
        ({"column": "income_category", "kind": "continuous", "missing": "median"}, "drop, indicator, imputations"),
    ],
)
def test_control_terms_are_checked(entry, words):
    with pytest.raises(ValueError, match=words):
        parse_control_set("individual", [entry])


def test_control_term_names_say_the_transformation():
    assert ControlTerm("density", "continuous", transform="log").term == "log_density"
    assert ControlTerm("age_years", "continuous", transform="square").term == "age_years_squared"
    assert not ControlTerm("group", "categorical", reference="white", only=("all",)).applies_to("latino")


def test_entries_for_what_the_paper_leaves_open(registry):
    assert registry["after_2014"].period == ("2015-01", "2024-12")
    assert "287g_warrant_service" in registry["after_2014"].policies
    assert registry["gee_logit"].populations == ("latino",)
    assert registry["state_by_time"].estimator == "two_way_effects"
    assert {registry[name].windows for name in ("clean_secure_communities", "clean_task_force")} == {"clean"}
    assert registry["person_months"].unit == "person_month" and registry["uncertain_dates"].date_draws == 5
    assert registry["at_the_mexican_border"].interactions == ("secure_communities*is_mexico_border_county",)
    outcomes = {registry[name].outcome for name in ("property_victimization", "reporting_to_police")}
    assert outcomes == {"has_property_victimization", "is_reported_to_police"}


def test_the_placebo_differs_from_its_model_of_violence_in_the_outcome_alone(registry):
    placebo, violence = registry["motor_vehicle_theft"], registry["paper_all_policies_income_missing_category"]
    assert placebo.outcome == "has_motor_vehicle_theft" and "Expected to be one" in placebo.estimand
    words = {"name": violence.name, "title": violence.title, "estimand": violence.estimand, "labels": violence.labels}
    assert replace(placebo, outcome=violence.outcome, **words) == violence
    tables = load_registry().tables
    assert tables["placebos"] == ("motor_vehicle_theft",) and "placebos" not in load_registry().on_request
