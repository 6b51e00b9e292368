"""Rows of results.inferences: each effect's error by every inference asked for, and which of them to trust."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.design.population_design import PopulationDesign
from analysis.inference.recommendation import REFUSED, Recommendation
from analysis.models.advice import advised_inference, recommendation
from analysis.models.cluster_levels import EffectEstimates, level_table, treated_clusters
from analysis.models.output import Row
from analysis.models.shared_fields import specification_key
from analysis.specification import Specification
from analysis.specification.choices import RECOMMENDED

LEVELS = ("model", "county", "state")
_ERROR_FIELDS = ("std_error", "p_value", "conf_low", "conf_high", "n_clusters")


def inference_rows(
    specification: Specification,
    population: str,
    design: PopulationDesign,
    effects: EffectEstimates,
    drawn: Mapping[tuple[str, str], Mapping[str, Row]] | None = None,
) -> list[Row]:
    """One row an effect and inference, errors by level from the influence of counties.

    drawn: for an effect, the fields of inferences that rest on draws ('score_wild_bootstrap', 'randomization').
    """
    # An error by state costs a sum over counties, so it is there wherever it may be recommended.
    may_be_advised = ("state",) if RECOMMENDED in specification.inference else ()
    asked = [name for name in LEVELS if name in (*specification.inference, *may_be_advised)]
    if effects.influence is None:
        asked = [name for name in asked if name == "model"]
    tables = {level: level_table(level, effects, design, specification.confidence_level) for level in asked}
    return rows_of_levels(specification, population, design, tables, drawn)


def rows_of_levels(
    specification: Specification,
    population: str,
    design: PopulationDesign,
    tables: Mapping[str, pd.DataFrame],
    drawn: Mapping[tuple[str, str], Mapping[str, Row]] | None = None,
) -> list[Row]:
    """The same from a table a level, each with term, component, estimate and the fields of an error."""
    rows: list[Row] = []
    first = next(iter(tables.values())) if tables else pd.DataFrame(columns=["term", "component", "estimate"])
    for effect in first.to_dict("records"):
        term, component = effect["term"], effect["component"]
        advice = recommendation(specification, design, term)
        found = {level: _fields_of_level(level, table, effect, design) for level, table in tables.items()}
        found |= (drawn or {}).get((term, component), {})
        shared = {**specification_key(specification, population), "term": term, "component": component}
        shared |= {"estimate": effect["estimate"], "synthetic_inputs": design.is_synthetic}
        rows += [{**shared, **_with_advice(name, fields, advice)} for name, fields in found.items()]
    return rows


def _fields_of_level(level: str, table: pd.DataFrame, effect: Row, design: PopulationDesign) -> Row:
    term = effect["term"]
    row = table[(table["term"] == term) & (table["component"] == effect["component"])].iloc[0]
    fields = {name: row[name] for name in _ERROR_FIELDS}
    if level != "model" and term in design.exposures:
        fields["n_treated_clusters"] = treated_clusters(level, design.exposures[term], design)
    return fields


def _with_advice(inference: str, fields: Row, advice: Recommendation | None) -> Row:
    found = {name: value for name, value in fields.items() if name != "note"} | {"inference": inference}
    words, is_advised = [fields.get("note", "")], None
    if advice is not None:
        advised = advised_inference(advice)
        is_advised = inference == advised
        trusted = "none is to be trusted" if advised == REFUSED else f"{advised} is to be trusted"
        words.append(advice.reason if is_advised else f"{trusted}: {advice.reason}")
    return {**found, "is_recommended": is_advised, "reason": "; ".join(filter(None, words))}
