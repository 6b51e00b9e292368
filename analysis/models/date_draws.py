"""A model repeated over draws of the policies' uncertain dates, and what that uncertainty adds to its errors.

A draw gives every uncertain date one day within its bounds (marts.policy_date_draws); where that changes an
interview's exposure, marts.county_exposure_draws says how. Estimates over draws combine as multiple imputations do:
the variance within, and (1 + 1/m) times the variance between, which is the date uncertainty. Tests, balance and
counties' influence of single draws do not combine in this way and are left out.

Method: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.design.columns_needed import columns_needed
from analysis.design.panel_columns import IS_SYNTHETIC
from analysis.design.redrawn_exposures import DEFINITIONS, redrawn_exposures
from analysis.estimators.result import tidy_table
from analysis.inference.multiple_imputation import pool
from analysis.models.output import ModelOutput, Row
from analysis.models.policy_fields import design_analysis, equivalence_fields
from analysis.models.shared_fields import LOG_ODDS, PROBABILITY, specification_fields
from analysis.models.task import ModelTask
from analysis.specification import Specification

_ERRORS = ("std_error", "p_value", "conf_low", "conf_high")
_OF_ESTIMATE = ("estimate", *_ERRORS, "odds_ratio", "effect_pp", "effect_pp_std_error", "p_equivalence")
_OF_DESIGN = ("mde", "power", "type_s", "type_m")
_COUNTS = ("n_switchers", "n_informative_switchers", "n_treated_counties", "n_treated_states")


@dataclass(frozen=True)
class CombinedEstimate:
    """An estimate over m draws: mean, standard error, degrees of freedom, and the dates' share of the variance."""

    estimate: float
    std_error: float
    degrees_of_freedom: float
    share_from_dates: float


def combine_draws(
    estimates: Sequence[float], std_errors: Sequence[float], complete: float = np.inf
) -> CombinedEstimate:
    """Combine one estimate and its standard error from each of m draws.

    estimates, std_errors: [m] of the same parameter. complete: degrees of freedom with known dates. Raises ValueError
    when they differ in length, are fewer than two or not all finite: a draw that could not be estimated cannot be left
    out silently.
    """
    points, errors = np.asarray(estimates, float), np.asarray(std_errors, float)
    if len(points) != len(errors) or len(points) < 2:
        raise ValueError(f"{len(points)} estimates and {len(errors)} errors; give both of two draws or more")
    if not (np.isfinite(points).all() and np.isfinite(errors).all()):
        raise ValueError("an estimate or error of a draw is missing; report the model as not estimable")
    pooled = pool(points[:, None], errors[:, None] ** 2, complete)
    increase = float(pooled.relative_increase_in_variance[0])
    return CombinedEstimate(
        estimate=float(points.mean()),
        std_error=float(pooled.std_errors[0]),
        degrees_of_freedom=float(pooled.degrees_of_freedom[0]),
        share_from_dates=increase / (1 + increase),
    )


def estimate_over_dates(task: ModelTask, model: Callable[[ModelTask], ModelOutput]) -> ModelOutput:
    """Make the model once a draw and combine the rows of each term.

    A term that some draw cannot estimate is a row that says so. Refused, with a row, where no draws were handed over or
    fewer than asked for.
    """
    specification, draws = task.specification, task.inputs.exposure_draws
    if refusal := _refusal(specification, draws):
        return ModelOutput([_refused(task, policy, refusal) for policy in specification.policies])
    columns = _columns(specification, task)
    redrawn = [redrawn_exposures(task.inputs.panel, draws, n + 1, columns) for n in range(specification.date_draws)]
    # A draw that changes nothing here is the model as it is; it is made once.
    as_known = None if all(redrawn) else model(task)
    outputs = [model(replace(task, inputs=task.inputs.with_columns(d))) if d else as_known for d in redrawn]
    level = specification.confidence_level
    estimates = _combined(specification, [output.estimates for output in outputs], ("term", "component"), level)
    for row in estimates:
        row["synthetic_inputs"] = bool(row["synthetic_inputs"] or draws["is_synthetic"].any())
    inferences = _combined(
        specification, [output.inferences for output in outputs], ("term", "component", "inference"), level
    )
    return ModelOutput(estimates, [row for row in inferences if row.get("status", "ok") == "ok"])


def _refusal(specification: Specification, draws: pd.DataFrame | None) -> str:
    if draws is None:
        return "no draws of uncertain dates: hand over marts.county_exposure_draws"
    n_known = int(draws["draw_number"].max()) if len(draws) else specification.date_draws
    if n_known < specification.date_draws:
        return (
            f"{specification.date_draws} draws of dates asked for, {n_known} there: raise var date_draws, or ask less"
        )
    return ""


def _columns(specification: Specification, task: ModelTask) -> list[str]:
    """Columns the model reads, and all definitions of a policy, which adoption is told from."""
    own = [f"exposure_{definition}_{policy}" for policy in specification.policies for definition in DEFINITIONS]
    return [name for name in dict.fromkeys([*columns_needed(specification), *own]) if name in task.inputs.panel]


def _refused(task: ModelTask, policy: str, message: str) -> Row:
    counts = dict.fromkeys(("n_persons", "n_interviews", "n_events"), 0)
    is_synthetic = bool(task.inputs.panel[IS_SYNTHETIC].any())
    return {
        **specification_fields(task.specification, task.population), **counts, "term": policy, "component": "within",
        "status": "refused", "message": message, "synthetic_inputs": is_synthetic,
    }  # fmt: skip


def _combined(
    specification: Specification, by_draw: Sequence[Sequence[Row]], key: Sequence[str], level: float
) -> list[Row]:
    """One row a key that any draw has, in the order of their first appearance."""
    keyed = [{tuple(row[name] for name in key): row for row in rows} for rows in by_draw]
    order = dict.fromkeys(found for rows in keyed for found in rows)
    return [_combined_row(specification, [rows.get(found) for rows in keyed], level) for found in order]


def _combined_row(specification: Specification, rows: Sequence[Row | None], level: float) -> Row:
    known = [row for row in rows if row is not None]
    first = dict(known[0])
    for name in _COUNTS:
        if all(name in row for row in known):
            first[name] = min(row[name] for row in known)
    estimated = [row for row in known if row.get("status", "ok") == "ok"]
    if len(estimated) < len(rows):
        return _without_estimate(first, rows)
    estimates = [row["estimate"] for row in rows]
    errors = np.array([row.get("std_error", np.nan) for row in rows], dtype=float)
    if not (np.isfinite(errors) & (errors > 0)).all():
        return first | dict.fromkeys(_ERRORS, np.nan) | {"estimate": float(np.mean(estimates))}
    n_clusters = first.get("n_clusters")
    combined = combine_draws(estimates, errors, np.inf if not _is_number(n_clusters) else n_clusters - 1)
    return first | _fields(specification, first, rows, combined, level)


def _fields(
    specification: Specification, first: Row, rows: Sequence[Row], combined: CombinedEstimate, level: float
) -> Row:
    """The combined estimate, its wider error, and what rests on them."""
    is_log_odds = first.get("scale", LOG_ODDS) == LOG_ODDS
    table = tidy_table(
        [("", "")], np.array([combined.estimate]), np.array([combined.std_error]), level,
        np.array([combined.degrees_of_freedom]), is_log_odds=is_log_odds,
    ).iloc[0]  # fmt: skip
    fields: Row = {"estimate": combined.estimate, **{name: float(table[name]) for name in _ERRORS}}
    if "status" not in first:
        return fields
    fields["message"] = "; ".join(filter(None, [_words(len(rows), combined), str(first.get("message") or "")]))
    if _is_number(first.get("odds_ratio")):
        fields["odds_ratio"] = float(np.exp(combined.estimate))
    effects = [(row.get("effect_pp"), row.get("effect_pp_std_error")) for row in rows]
    if all(_is_number(effect) and _is_number(error) and error > 0 for effect, error in effects):
        of_effect = combine_draws(*zip(*effects, strict=True))
        fields |= {"effect_pp": of_effect.estimate, "effect_pp_std_error": of_effect.std_error}
    if _is_number(first.get("mde")):
        scale, event_share = (LOG_ODDS if is_log_odds else PROBABILITY), first["n_events"] / first["n_interviews"]
        fields |= design_analysis(specification, combined.std_error, scale, event_share)
        fields |= equivalence_fields(specification, fields, scale, event_share)
    return fields


def _without_estimate(first: Row, rows: Sequence[Row | None]) -> Row:
    """What some draws could not estimate, with the first of their reasons."""
    failed = [row for row in rows if row is None or row.get("status", "ok") != "ok"]
    reason = next((str(row["message"]) for row in failed if row is not None and row.get("message")), "")
    status = next((row["status"] for row in failed if row is not None and "status" in row), "not_estimable")
    words = f"estimated under {len(rows) - len(failed)} of {len(rows)} draws of the uncertain dates"
    nothing = {name: None for name in (*_OF_ESTIMATE, *_OF_DESIGN) if name in first}
    return first | nothing | {"status": status, "message": f"{words}; {reason}" if reason else words}


def _words(n_draws: int, combined: CombinedEstimate) -> str:
    share = f"{100 * combined.share_from_dates:.1f} %"
    return f"uncertain dates redrawn {n_draws} times: {share} of the variance is from dates"


def _is_number(value: object) -> bool:
    return value is not None and not pd.isna(value) and np.isfinite(float(value))
