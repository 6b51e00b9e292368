"""What the curve keeps of a model: its policies' effects, and how much each county moves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.models.output import ModelOutput
from analysis.power import FEWEST_INFORMATIVE_SWITCHERS
from analysis.results.specification_curve import SPECIFICATION_CURVE
from analysis.specification import Specification

WITHIN = "within"
COUNTY = "county_fips"

Models = Iterable[tuple[str, ModelOutput]]


def curve_effects(
    specification: Specification, models: Models, data_version: str, code_version: str, registration: str
) -> pd.DataFrame:
    """One row a population and policy; a policy that could not be estimated keeps its status and reason."""
    said = {"data_version": data_version, "code_version": code_version, "registration": registration}
    rows = []
    for _, output in models:
        for row in output.estimates:
            if row["component"] == WITHIN and row["term"] in specification.policies:
                kept = {name: row[name] for name in SPECIFICATION_CURVE.columns if name in row}
                rows.append({**kept, **said, "title": specification.title, "is_thin": _is_thin(row)})
    return SPECIFICATION_CURVE.frame(rows)


def county_influence(specification: Specification, models: Models) -> pd.DataFrame:
    """One row a population and county, a column a policy: null where the policy has no estimate."""
    frames = [pd.DataFrame(columns=["specification_id", "population", COUNTY, *specification.policies])]
    for population, output in models:
        found = output.influence
        if found is None:
            continue
        columns = {term: found.influence[:, n] for n, (term, part) in enumerate(found.terms) if part == WITHIN}
        own = {policy: values for policy, values in columns.items() if policy in specification.policies}
        keys = {"specification_id": specification.specification_id, "population": population, COUNTY: found.labels}
        frames.append(pd.DataFrame({**keys, **own}))
    types = dict.fromkeys(specification.policies, "float64")
    return pd.concat([frames[0], *frames[1:]], ignore_index=True).astype(types)


def with_choices(effects: pd.DataFrame, specifications: Sequence[Specification], axes: Sequence[str]) -> pd.DataFrame:
    """The effects with a column `choice_<axis>` for each axis of the curve, in words."""
    by_id = {specification.specification_id: specification for specification in specifications}
    ids = effects["specification_id"]
    chosen = {f"choice_{axis}": [choice_words(by_id[i], axis) for i in ids] for axis in axes}
    return effects.assign(**{name: pd.array(values, dtype="string") for name, values in chosen.items()})


def choice_words(specification: Specification, axis: str) -> str:
    """What a specification chose on an axis."""
    value = specification.controls_id if axis == "controls" else getattr(specification, axis)
    if isinstance(value, tuple):
        return " + ".join(str(entry) for entry in value).replace("_", " ") or "none"
    return str(value).replace("_", " ")


def _is_thin(row: dict) -> bool:
    n_informing = row.get("n_informative_switchers")
    return n_informing is None or n_informing < FEWEST_INFORMATIVE_SWITCHERS
