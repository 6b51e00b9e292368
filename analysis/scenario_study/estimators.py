"""Estimators as the scenario study calls them: the registry's own models, with few controls or none.

A panel goes in; rows (term, population, estimate, its error and interval by county, and what the recommended inference
says) come out. Estimates on the probability scale are in percentage points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.models.dispatch import model_of
from analysis.models.inputs import EstimationInputs
from analysis.models.output import ModelOutput, Row
from analysis.models.shared_fields import PROBABILITY
from analysis.models.task import ModelTask, Start
from analysis.power import FEWEST_INFORMATIVE_SWITCHERS
from analysis.results.estimates import EFFECT_COMPONENTS
from analysis.specification import Specification
from analysis.specification.choices import RECOMMENDED

PERSON_CONTROLS = ("age_years", "is_male", "is_divorced_or_separated", "is_never_married", "is_homeowner")
INFERENCE = ("county", "state", RECOMMENDED)
EFFECTS = (*EFFECT_COMPONENTS, "population_average")
# One row of a model is the effect; a matched difference stands beside its adjusted form.
NOT_SHOWN = ("adjusted_difference",)
# Draws cost most of the time, and a cell with so few informative switchers will not be judged in any case. Half the
# fewest, so that among judged cells nothing hangs on a replication's own count.
FEWEST_TO_DRAW_FOR = FEWEST_INFORMATIVE_SWITCHERS / 2


def study_specifications(
    registered: Iterable[Specification], populations: Sequence[str] = ("latino",)
) -> dict[str, Specification]:
    """Return the study's specifications by the name they have in its table, made from those of the registry.

    Control set none; the first takes in addition the controls of persons by which the twin's risk differs. Raises
    KeyError when the registry lacks a specification the study starts from.
    """
    by_name = {specification.name: specification for specification in registered}
    shared: dict[str, Any] = {"populations": tuple(populations), "controls_id": "none", "controls": ()}
    main = replace(by_name["paper_all_policies"], **shared, inference=INFERENCE)
    controls = tuple(c for c in by_name["paper_all_policies"].controls if c.column in PERSON_CONTROLS)
    fixed = replace(by_name["person_fixed_effects"], **shared, inference=INFERENCE)
    county = {**shared, "inference": ("county",)}
    by_group = replace(fixed, time_terms=(*fixed.time_terms, "group_half_year"))
    return {
        "between-within, controls": replace(main, controls_id="persons", controls=controls),
        "between-within": replace(main, inference=("county", "state")),
        "between-within, no time": replace(
            by_name["paper_all_policies_no_time"], **shared, inference=("county", "state")
        ),
        "conditional logit": fixed,
        # Groups' own half-years say nothing of a single group.
        **(
            {"conditional logit, time by group": replace(by_group, populations=("all",))}
            if "all" in populations
            else {}
        ),
        "conditional logit, no time": replace(
            by_name["person_fixed_effects_no_time"], **shared, inference=("county", "state")
        ),
        "two-way linear": replace(by_name["two_way_effects"], **shared, inference=INFERENCE),
        "triple difference": replace(
            by_name["triple_difference"],
            **shared | {"populations": ("latino",), "inference": INFERENCE},
        ),
        "Callaway-Sant'Anna": replace(by_name["staggered"], **county),
        "imputation": replace(by_name["staggered_imputation"], **county),
        "matched": replace(by_name["matched"], **county),
        "pooled logit": replace(fixed, estimator="pooled_logit", inference=("county",)),
    }


def model_rows(
    panel: pd.DataFrame | EstimationInputs, specification: Specification, starts: dict[str, Start] | None = None
) -> pd.DataFrame:
    """Return the effects of a specification on a panel, one row a population and policy.

    Columns: term, population, estimate, std_error, p_value, conf_low, conf_high (by county), n_informative_switchers,
    is_separated (switchers whose outcome varies and yet no finite estimate), recommended_inference, and its
    recommended_p_value, recommended_conf_low and recommended_conf_high, missing where the model does not offer it.
    starts: estimates of an earlier panel, where the search begins; renewed in place.
    """
    inputs = panel if isinstance(panel, EstimationInputs) else EstimationInputs(panel)
    starts = {} if starts is None else starts
    found: list[Row] = []
    for population in specification.populations:
        drawn_for = tuple(
            policy
            for policy, n in informative_switchers(inputs, specification, population).items()
            if n >= FEWEST_TO_DRAW_FOR
        )
        output = model_of(specification.estimator)(ModelTask(inputs, specification, population, starts, drawn_for))
        found += [{**row, "population": population} for row in _effects(output, specification)]
    return pd.DataFrame(found)


def informative_switchers(inputs: EstimationInputs, specification: Specification, population: str) -> dict[str, int]:
    """Return by policy the persons whose exposure and whose outcome vary."""
    columns = inputs.columns
    is_member = np.ones(len(columns), bool) if population == "all" else columns.levels("population_group") == population
    person = columns.person_codes[is_member]
    names = {policy: specification.exposure_column(policy) for policy in specification.policies}
    frame = pd.DataFrame({column: columns.numbers(column)[is_member] for column in names.values()})
    by_person = frame.assign(outcome=columns.numbers(specification.outcome)[is_member]).groupby(person)
    varies = by_person.max() > by_person.min()
    return {policy: int((varies[column] & varies["outcome"]).sum()) for policy, column in names.items()}


def _effects(output: ModelOutput, specification: Specification) -> list[Row]:
    rows = {
        row["term"]: row
        for row in output.estimates
        if row["term"] in specification.policies and row["component"] in EFFECTS and row["component"] not in NOT_SHOWN
    }
    inferences = {(row["term"], row["inference"]): row for row in output.inferences}
    return [_effect(term, rows.get(term), inferences) for term in specification.policies]


def _effect(term: str, row: Row | None, inferences: Mapping[tuple[str, str], Row]) -> Row:
    if row is None or row["status"] != "ok":
        n_informative = (row or {}).get("n_informative_switchers", 0) or 0
        return {"term": term, "estimate": np.nan, "std_error": np.nan, "n_informative_switchers": n_informative,
                "is_separated": n_informative > 0}  # fmt: skip
    scale = 100.0 if row["scale"] == PROBABILITY else 1.0
    name = row.get("recommended_inference")
    # The estimate's own row is that of counties; models without a table of inferences offer no other.
    advised = row if name == "county" else inferences.get((term, name), {})
    return {
        "term": term,
        **{field: scale * row[field] for field in ("estimate", "std_error", "conf_low", "conf_high")},
        "p_value": row["p_value"],
        "n_informative_switchers": row.get("n_informative_switchers", np.nan),
        "is_separated": False,
        "recommended_inference": name,
        "recommended_p_value": advised.get("p_value", np.nan),
        "recommended_conf_low": scale * advised.get("conf_low", np.nan),
        "recommended_conf_high": scale * advised.get("conf_high", np.nan),
    }
