"""Before and after: event studies, staggered adoption and shifted exposures as pictures, with the test of the leads."""

from __future__ import annotations

import pandas as pd

from analysis.report import formatting as text
from analysis.report.estimators import estimate_rows as rows_of
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.names import Model, models_of
from analysis.report.estimators.time_points import EVENT_TIME, event_time_points, months_of, shifted_points
from analysis.report.event_study_plot import ODDS_RATIO_SCALE, EffectScale, effects_over_time_panel
from analysis.report.labels import label_policy, label_population, policy_of_term
from analysis.report.messages import format_message
from analysis.report.specification_roles import registry
from analysis.report.trusted_inference import is_refused

HALF_YEARS = "half-years since adoption (0: partly exposed)"
MONTHS = "months from the reference period"
DEFAULT_REFERENCE = -1
LARGEST_POINTS = 10.0
"""Event-time panels are cut off at so many percentage points."""


def leads_context(inputs: EstimatorInputs) -> dict:
    """What the section prints: `studies`, each with its panels by population and what its leads say together."""
    estimates = inputs.estimates
    is_timed = estimates["component"].isin(("lead", "lag")) & estimates["term"].astype(str).str.contains(EVENT_TIME)
    timed = estimates[is_timed & (estimates["status"] == "ok")]
    studies = [_event_study(model, timed, inputs) for model in models_of(timed)]
    shifted = _shifted_rows(estimates)
    studies += [_shifted_study(model, shifted, inputs.is_gated) for model in models_of(shifted)]
    return {
        "is_synthetic": rows_of.any_synthetic(pd.concat([timed, shifted])),
        "studies": [study for study in studies if study["groups"]],
    }


def _event_study(model: Model, timed: pd.DataFrame, inputs: EstimatorInputs) -> dict:
    own = timed[timed["specification_id"] == model.specification_id]
    policies = own["term"].astype(str).str.split(EVENT_TIME).str[0]
    groups = []
    for policy in policies.unique():
        panels, sentences = [], []
        of_policy = own[policies == policy]
        for population in rows_of.populations_in(of_policy):
            rows = of_policy[of_policy["population"] == population]
            effect = _effect(inputs.estimates, model, policy, population)
            is_thin = effect is None or rows_of.is_thin(effect) or is_refused(effect)
            points = event_time_points(rows, _reference(model), is_thin, inputs.is_gated)
            scale = EffectScale(ends=_ends(points))
            is_synthetic = rows_of.any_synthetic(rows)
            panels.append(
                effects_over_time_panel(points, label_population(population), HALF_YEARS, scale, is_synthetic)
            )
            sentences += _lead_sentences(inputs, model, policy, population, effect)
        groups.append({"name": label_policy(policy), "panels": panels, "sentences": sentences})
    return {"title": model.title, "kind": model.kind, "groups": groups, "is_ratio": False}


def _reference(model: Model) -> int:
    _, registered = registry().get(model.specification_id, (0, None))
    is_event_study = registered is not None and registered.estimator == "event_study"
    return int(registered.option("reference")) if is_event_study else DEFAULT_REFERENCE


def _ends(points: pd.DataFrame) -> tuple[float, float] | None:
    """Ends of the axis where an interval would dwarf the others; None where all fit."""
    values = points[["estimate", "conf_low", "conf_high"]].abs().max().max()
    return (-LARGEST_POINTS, LARGEST_POINTS) if values > LARGEST_POINTS else None


def _effect(estimates: pd.DataFrame, model: Model, policy: str, population: str) -> pd.Series | None:
    """The policy's effect in this specification, else in the first that counts the persons informative of it."""
    rows = rows_of.effect_rows(estimates)
    rows = rows[(rows["policy"] == policy) & (rows["population"] == population)]
    rows = rows[rows["n_informative_switchers"].notna()]
    own = rows[rows["specification_id"] == model.specification_id]
    found = own if len(own) else rows
    return found.iloc[0] if len(found) else None


def _lead_sentences(
    inputs: EstimatorInputs, model: Model, policy: str, population: str, effect: pd.Series | None
) -> list[str]:
    """None of a policy of which no inference is to be trusted: the test rests on the same places."""
    if effect is not None and is_refused(effect):
        return []
    tests = inputs.tests
    rows = tests[
        (tests["test"] == "joint_leads") & (tests["specification_id"] == model.specification_id)
        & (tests["population"] == population) & (tests["term"].map(policy_of_term) == policy)
    ]  # fmt: skip
    is_drift = model.estimator == "staggered_did"
    return [joint_leads_sentence(row, is_drift, inputs.is_gated) for _, row in rows.iterrows()]


def joint_leads_sentence(row: pd.Series, is_drift: bool, is_gated: bool = False) -> str:
    """What a joint test of leads says, and what it would have found.

    is_drift: the smallest detectable violation is a drift a half-year, else a constant difference from the reference.
    """
    population = label_population(str(row["population"]))
    if text.is_missing(row["p_value"]):
        return f"{population}: the leads cannot be tested together ({format_message(row['message'], is_gated)})."
    p_value = f"p {text.format_p_value(row['p_value'])}".replace("p <", "p < ").replace("p 0", "p = 0")
    n_leads = int(row["degrees_of_freedom"])
    leads = "the lead is zero" if n_leads == 1 else f"all {n_leads} leads are zero"
    sentence = f"{population}: {leads}, {p_value}."
    if text.is_missing(row["smallest_detectable"]):
        return f"{sentence} What the test could have found is not known."
    size = f"{100 * float(row['smallest_detectable']):.2g} percentage points"
    violation = f"a drift of {size} a half-year" if is_drift else f"leads that all differ from the reference by {size}"
    return f"{sentence} It finds {violation} four times out of five; less it may miss."


def _shifted_rows(estimates: pd.DataFrame) -> pd.DataFrame:
    """Within rows of specifications that have shifted exposures."""
    within = estimates[estimates["component"] == "within"]
    is_shifted = within["term"].astype(str).str.contains(r"_(?:lead|lag)_\d+_months$")
    return within[within["specification_id"].isin(within.loc[is_shifted, "specification_id"])]


def _shifted_study(model: Model, shifted: pd.DataFrame, is_gated: bool) -> dict:
    own = shifted[shifted["specification_id"] == model.specification_id]
    terms = own["term"].astype(str)
    groups = []
    for policy in [term for term in terms.unique() if policy_of_term(term) == term]:
        rows = own[terms.map(lambda term, of=policy: months_of(term, of) is not None)]
        panels = []
        for population in rows_of.populations_in(rows):
            points = shifted_points(rows[rows["population"] == population], policy, is_gated)
            if len(points):
                is_synthetic = rows_of.any_synthetic(rows)
                panel = effects_over_time_panel(
                    points, label_population(population), MONTHS, ODDS_RATIO_SCALE, is_synthetic
                )
                panels.append(panel)
        groups.append({"name": label_policy(policy), "panels": panels, "sentences": []})
    return {"title": model.title, "kind": model.kind, "groups": groups, "is_ratio": True}
