"""Sun and Abraham (2021): a saturated regression, averaged over cohorts by their shares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators.screening import Fault
from analysis.estimators.staggered.effects import (
    LIBRARY_COLUMNS,
    FitOptions,
    StaggeredEffects,
    effect_rows,
    survey_design,
)


def sun_abraham(rows: pd.DataFrame, options: FitOptions) -> StaggeredEffects:
    """Fit by diff-diff; errors clustered, with the shares of cohorts taken as known."""
    from diff_diff import SunAbraham

    fault = _without_reference(rows, options)
    if fault is not None:
        return StaggeredEffects(effect_rows("att", ["simple"], np.nan), fault=fault)
    estimator = SunAbraham(
        control_group=options.control,
        anticipation=options.anticipation,
        cluster="cluster" if options.is_clustered else None,
    )
    fitted = estimator.fit(
        rows, **LIBRARY_COLUMNS, covariates=list(options.covariates) or None, survey_design=survey_design(options)
    )
    cells = pd.DataFrame(
        [(int(g), int(g + e), c["effect"], c["se"]) for (g, e), c in fitted.cohort_effects.items()],
        columns=["cohort", "period", "estimate", "std_error"],
    ).sort_values(["cohort", "period"])
    treated = cells[cells["period"] >= cells["cohort"] - options.anticipation]
    sizes = rows.drop_duplicates("unit").groupby("cohort")["weight"].sum()
    table = pd.concat(
        [
            effect_rows("att", ["simple"], [fitted.overall_att], [fitted.overall_se]),
            _averages(treated, "cohort", "group", pd.Series(1.0, index=sizes.index)),
            _averages(treated, "period", "calendar", sizes),
            effect_rows(
                "group_time",
                [f"{g}:{t}" for g, t in zip(cells["cohort"], cells["period"], strict=True)],
                cells["estimate"],
                cells["std_error"],
            ),
        ],
        ignore_index=True,
    )
    effects = fitted.event_study_effects
    reference = int(fitted.reference_period)
    records = [(int(e), row["effect"], row["se"], False) for e, row in effects.items()]
    if fitted.reference_observed:
        records.append((reference, 0.0, np.nan, True))
    events = pd.DataFrame(
        sorted(records),
        columns=["event_time", "estimate", "std_error", "is_reference"],
    )
    index = [int(e) for e in fitted.event_study_vcov_index or []]
    covariance = None if fitted.event_study_vcov is None else pd.DataFrame(fitted.event_study_vcov, index, index)
    return StaggeredEffects(table, events, covariance, references=(reference,))


def _without_reference(rows: pd.DataFrame, options: FitOptions) -> Fault | None:
    """A cohort unseen at the reference has one indicator too many; the library drops any and shifts all others."""
    treated = rows[rows["cohort"] > 0]
    at_reference = treated[treated["period"] == treated["cohort"] - 1 - options.anticipation]
    unseen = sorted(set(treated["cohort"]) - set(at_reference["cohort"]))
    if not unseen:
        return None
    return Fault(
        "not_estimable",
        f"cohorts {', '.join(map(str, unseen))} are not seen at event time {-1 - options.anticipation}, against which "
        "this method measures; 'callaway_santanna' takes the last period before",
    )


def _averages(cells: pd.DataFrame, key: str, component: str, sizes: pd.Series) -> pd.DataFrame:
    """Averages of cells by cohort or period, without errors: the library keeps no covariance of the cells."""
    weighted = cells.assign(size=cells["cohort"].map(sizes))
    means = weighted.groupby(key).apply(lambda part: np.average(part["estimate"], weights=part["size"]))
    return effect_rows(component, [f"{label}" for label in means.index], means.to_numpy())
