"""Frames of results of one invented run with several estimators, for the tests of the page of estimators."""

from __future__ import annotations

from math import exp, log

import pandas as pd

from analysis.report.estimators import EstimatorInputs
from analysis.results.balance import BALANCE
from analysis.results.estimates import ESTIMATES
from analysis.results.inferences import INFERENCES
from analysis.results.tests import TESTS
from analysis.specification import load_specifications
from tests.unit.report.made_up_frames import RUN, planted_truth, sources

SECURE, JAIL = "secure_communities", "287g_jail"
N_INFORMATIVE = {"all": 1445, "latino": 162, "white": 980, "black": 29}
REGISTERED = {one.name: one for one in load_specifications()}
REFUSED = {
    "recommended_inference": "refused",
    "message": "40 of 796 counties are treated: those who inform it live as if in 1.3 equal counties; 468 left out",
}
MAIN = REGISTERED["paper_all_policies"].specification_id


def effect(
    name: str, population: str, estimate: float, component: str = "within", term: str = SECURE, **changes: object
) -> dict:
    """One row of results.estimates: an error of a fifth in log odds, of half a percentage point in probability."""
    spec = REGISTERED[name]
    is_log_odds = spec.estimator.endswith("_logit")
    std_error = 0.2 if is_log_odds else 0.005
    effect_pp = 0.9 * (exp(estimate) - 1) if is_log_odds else 100 * estimate
    return {
        "data_version": "v", "specification_id": spec.specification_id, "specification": name,
        "population": population, "estimand": spec.estimand, "outcome": spec.outcome, "term": term,
        "component": component, "estimator": spec.estimator, "family": name,
        "exposure_definition": spec.exposure_definition, "controls_id": spec.controls_id, "estimate": estimate,
        "std_error": std_error, "p_value": 0.021, "p_holm": 0.084, "p_romano_wolf": 0.073, "p_equivalence": 0.61,
        "conf_low": estimate - 1.96 * std_error, "conf_high": estimate + 1.96 * std_error,
        "odds_ratio": exp(estimate) if is_log_odds else None, "effect_pp": effect_pp, "effect_pp_std_error": 0.5,
        "scale": "log_odds" if is_log_odds else "probability", "inference": "county cluster-robust",
        "cluster_level": "county",
        "n_persons": 30112, "n_interviews": 85433, "n_switchers": 4321,
        "n_informative_switchers": N_INFORMATIVE[population], "n_treated_counties": 237, "n_treated_states": 24,
        "mde": 1.75, "power": 0.34, "type_s": 0.05, "type_m": 1.9, "status": "ok", "message": None,
        "synthetic_inputs": True, "n_imputations": 1,
    } | changes  # fmt: skip


def estimates() -> pd.DataFrame:
    rows = [
        effect(name, population, log(1.42), **(
            {"component": "population_average"} if name == "survey_logit" else {}
        ))
        for name in ("paper_all_policies", "paper_all_policies_no_time", "person_fixed_effects", "survey_logit")
        for population in N_INFORMATIVE
    ]  # fmt: skip
    rows += [effect("two_way_effects", population, 0.0031) for population in N_INFORMATIVE]
    rows += [effect("paper_all_policies", "all", 0.1, term=JAIL)]
    rows += [effect("paper_all_policies", "latino", 0.449, term=JAIL, p_value=0.0003, **REFUSED)]
    failed = {"status": "not_estimable", "message": "separation in 1,234 interviews", "odds_ratio": None}
    nothing = dict.fromkeys(("estimate", "p_value", "conf_low", "conf_high", "effect_pp", "effect_pp_std_error", "mde"))
    rows += [effect("paper_all_policies", "black", 0.0, term=JAIL) | failed | nothing]
    rows += _over_time("event_study", {"≤-2": "lead", "0": "lag", "1": "lag", "≥2": "lag"})
    rows += _over_time("staggered", {"-2": "lead", "0": "lag", "1": "lag"})
    rows += [effect("staggered", population, -0.0063, "att") for population in N_INFORMATIVE]
    later = {"term": f"{SECURE}_from_event_time_1", "n_informative_switchers": None}
    rows += [effect("staggered", population, -0.0072, "att", **later) for population in N_INFORMATIVE]
    rows += [
        effect("staggered_weights", "all", -0.0018, "comparison", f"{SECURE}_comparison_earlier_vs_later",
               message="57.2 % of the weight; 22 of 85,468 interviews left out")
    ]  # fmt: skip
    kept = {"message": "2,535 of 3,242 treated persons matched"}
    rows += [effect("matched", population, -0.0032, "matched_difference", **kept) for population in ("all", "latino")]
    rows += [effect("matched", "all", -0.0031, "adjusted_difference")]
    shifts = ("lead_18", "lead_6", "lag_6")
    rows += [effect("leads_and_lags", "all", 0.1, term=f"{SECURE}_{shift}_months") for shift in shifts]
    rows += [effect("leads_and_lags", "all", 0.2)]
    frame = ESTIMATES.frame(rows)
    is_main = (frame["specification_id"] == MAIN) & (frame["term"] == SECURE) & (frame["component"] == "within")
    frame.loc[is_main & frame["population"].isin(["all", "black"]), "recommended_inference"] = "score_wild_bootstrap"
    return frame


def _over_time(name: str, components: dict[str, str]) -> list[dict]:
    return [
        effect(name, population, 0.002, component, f"{SECURE}_event_time_{time}", n_informative_switchers=None)
        for population in N_INFORMATIVE
        for time, component in components.items()
    ]


def inferences() -> pd.DataFrame:
    """Two inferences with an interval and two without; the bootstrap is recommended."""
    rows = []
    for population in ("all", "black"):
        for inference, p_value, half in (
            ("county", 0.021, 0.4), ("model", 0.03, 0.35), ("score_wild_bootstrap", 0.047, None),
            ("randomization", 0.12, None),
        ):  # fmt: skip
            ends = {} if half is None else {"conf_low": log(1.42) - half, "conf_high": log(1.42) + half}
            rows.append(
                {
                    "data_version": "v", "specification_id": MAIN, "specification": "paper_all_policies",
                    "population": population, "term": SECURE, "component": "within", "inference": inference,
                    "estimate": log(1.42), "p_value": p_value, "n_clusters": 24, "n_treated_clusters": 24,
                    "is_recommended": inference == "score_wild_bootstrap", "synthetic_inputs": True,
                    "reason": "24 of 24 states are treated: so they are reweighted", **ends,
                }
            )  # fmt: skip
    return INFERENCES.frame(rows)


def _test(name: str, test: str, population: str, comparison: str = "", **values: object) -> dict:
    return {
        "data_version": "v", "specification_id": REGISTERED[name].specification_id, "specification": name,
        "population": population, "test": test, "comparison": comparison, "term": SECURE, "synthetic_inputs": True,
    } | values  # fmt: skip


def tests() -> pd.DataFrame:
    between = {"estimate": log(2.5), "conf_low": log(1.2), "conf_high": log(5.2), "p_value": 0.012}
    violated = "up to {} times the largest violation among the leads"
    rows = [
        _test("paper_all_policies", "group_difference", "white", "white - latino", **between),
        _test("paper_all_policies", "group_difference", "black", "black - white", **between),
        _test("paper_all_policies", "group_difference", "all", "latino, white, black alike", p_value=0.0321),
        _test("person_fixed_effects", "estimator_contrast", "all", "conditional - between_within", **between),
        _test("event_study", "joint_leads", "all", p_value=0.399, degrees_of_freedom=1, smallest_detectable=0.0056),
        _test("staggered", "joint_leads", "all", p_value=0.42, degrees_of_freedom=15, smallest_detectable=0.00068),
        _test("staggered", "joint_leads", "latino", message="a lead has no variance"),
    ]
    rows += [
        _test("staggered", "sensitivity_to_violated_trends", "all", violated.format(times), conf_low=-0.0132 - width,
              conf_high=-0.001 + width, message="holds up to 0.01 times; 15 event times before and 8 from adoption on")
        for times, width in (("0", 0.0), ("0.5", 0.02))
    ]  # fmt: skip
    return TESTS.frame(rows)


def balance() -> pd.DataFrame:
    apart = {("age_years", "before"): -0.34, ("age_years", "after"): 0.06, ("is_male", "before"): 0.02,
             ("is_male", "after"): 0.12}  # fmt: skip
    return BALANCE.frame(
        {
            "data_version": "v", "specification_id": REGISTERED["matched"].specification_id, "specification": "matched",
            "population": population, "term": SECURE, "covariate": covariate, "sample": sample,
            "standardized_mean_difference": difference, "synthetic_inputs": True,
        }
        for population in ("all", "latino")
        for (covariate, sample), difference in apart.items()
    )  # fmt: skip


def planted_in_both_scales() -> pd.DataFrame:
    """Beside log odds a quarter of a point where any window, and half a point where a whole one is exposed."""
    points = planted_truth()
    points = points[points["exposure_definition"].isin(["any", "full"])].assign(scale="percentage_points")
    points["value"] = points["exposure_definition"].map({"any": 0.25, "full": 0.5})
    return pd.concat([planted_truth(), points], ignore_index=True)


def estimator_inputs(**changes: object) -> EstimatorInputs:
    """Everything synthetic."""
    frames = {
        "sources": sources(), "estimates": estimates(), "inferences": inferences(), "tests": tests(),
        "balance": balance(), "planted_truth": planted_in_both_scales(), "run": RUN,
    }  # fmt: skip
    return EstimatorInputs(**frames | changes)


def real_inputs(**changes: object) -> EstimatorInputs:
    """The same of real people: no planted truth, no synthetic row."""
    frames = {
        "estimates": estimates().assign(synthetic_inputs=False),
        "inferences": inferences().assign(synthetic_inputs=False),
        "tests": tests().assign(synthetic_inputs=False),
        "balance": balance().assign(synthetic_inputs=False),
    }
    real = sources(is_people_synthetic=False)
    return estimator_inputs(**frames | {"sources": real[real["status"] == "real"], "planted_truth": None} | changes)
