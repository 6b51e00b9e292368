"""From persons to adoption units: when each county adopts, and how exposed its interviews are by event time.

The unit is the county, time the calendar half-year of the midpoint of an interview's reference period. Event time 0
is the first half-year with any exposure: reference periods there lie across the adoption date, so it is the partly
exposed window and stands apart. Full exposure follows at event time 1 where adoption falls near the middle between two
half-years' midpoints, at 2 where it does not; `full_half_year` and `exposure_by_event_time` say which. With this rule
the half-year before event time 0, the base of every comparison, holds no exposed interview.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric

ADOPTION_COLUMNS = (
    "cohort", "full_half_year", "repeal_half_year", "first_half_year", "last_half_year", "is_treated_from_first",
    "n_half_years", "n_interviews",
)  # fmt: skip


def adoption_cohorts(
    frame: pd.DataFrame, county: str, half_year_index: str, exposure_full: str, exposure_any: str
) -> pd.DataFrame:
    """One row a county, its id under its own name, with ADOPTION_COLUMNS.

    frame: one row an interview; half_year_index: whole numbers from 1 on; exposure_full and exposure_any: 0/1, whether
    the policy was in force during all, or any, of the reference period.

    cohort            first half-year with any exposed interview: event time 0; 0 without one
    full_half_year    first half-year from there on whose interviews are all fully exposed, missing without one
    repeal_half_year  first half-year after full exposure with an interview that is not fully exposed, or after
                      adoption without any exposed one; missing without a repeal
    is_treated_from_first  exposed in the first half-year seen: when it adopted is not known

    Raises KeyError for unknown columns, ValueError for missing or other values and for full exposure without any.
    """
    names = [county, half_year_index, exposure_full, exposure_any]
    _check(frame, names)
    cells = _exposure_cells(frame, county, half_year_index, exposure_full, exposure_any)
    by_county = cells.groupby(county, sort=True)
    counties = by_county.agg(
        first_half_year=("half_year", "min"),
        last_half_year=("half_year", "max"),
        n_half_years=("half_year", "size"),
        n_interviews=("n_interviews", "sum"),
    )
    adopted = _first(cells[cells["share_any"] > 0], county)
    counties["cohort"] = adopted.reindex(counties.index).fillna(0).astype(np.int64)
    counties["full_half_year"] = _first(cells[cells["share_full"] == 1], county).reindex(counties.index).astype("Int64")
    counties["repeal_half_year"] = _repeals(cells, counties, county).reindex(counties.index).astype("Int64")
    counties["is_treated_from_first"] = counties["cohort"] == counties["first_half_year"]
    return counties[list(ADOPTION_COLUMNS)].reset_index()


def exposure_by_event_time(
    frame: pd.DataFrame,
    county: str,
    half_year_index: str,
    exposure_full: str,
    exposure_any: str,
    cohorts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Share of interviews with any and with full exposure by event time, with counties and interviews.

    cohorts: of `adoption_cohorts`, made where not given. Columns event_time, share_any, share_full, n_counties,
    n_interviews.
    """
    if cohorts is None:
        cohorts = adoption_cohorts(frame, county, half_year_index, exposure_full, exposure_any)
    cells = _exposure_cells(frame, county, half_year_index, exposure_full, exposure_any)
    adopted = cells[county].map(cohorts.set_index(county)["cohort"])
    cells = cells[adopted > 0].assign(event_time=cells["half_year"] - adopted)
    cells = cells.assign(
        n_any=cells["share_any"] * cells["n_interviews"], n_full=cells["share_full"] * cells["n_interviews"]
    )
    sums = cells.groupby("event_time").agg(
        n_any=("n_any", "sum"),
        n_full=("n_full", "sum"),
        n_counties=(county, "nunique"),
        n_interviews=("n_interviews", "sum"),
    )
    shares = sums[["n_any", "n_full"]].div(sums["n_interviews"], axis=0)
    sums = sums.assign(share_any=shares["n_any"], share_full=shares["n_full"]).reset_index().astype({"event_time": int})
    return sums[["event_time", "share_any", "share_full", "n_counties", "n_interviews"]]


def _check(frame: pd.DataFrame, names: Sequence[str]) -> None:
    half_year_index, exposure_full, exposure_any = names[1:]
    require_columns(frame, names)
    require_numeric(frame, names[1:])
    n_missing = frame[list(names)].isna().any(axis=1).sum()
    if n_missing:
        raise ValueError(f"{n_missing:,} rows lack {', '.join(names)}; leave them out before cohorts are made")
    half_years = frame[half_year_index].to_numpy()
    if len(frame) and ((half_years % 1 != 0) | (half_years < 1)).any():
        raise ValueError(f"'{half_year_index}' must count half-years in whole numbers from 1 on")
    full, any_exposure = frame[exposure_full].to_numpy(), frame[exposure_any].to_numpy()
    if not (np.isin(full, (0, 1)).all() and np.isin(any_exposure, (0, 1)).all()):
        raise ValueError(f"'{exposure_full}' and '{exposure_any}' must hold 0 and 1 only")
    n_contrary = int((full > any_exposure).sum())
    if n_contrary:
        raise ValueError(f"{n_contrary:,} rows are exposed by '{exposure_full}' but not by '{exposure_any}'")


def _exposure_cells(frame: pd.DataFrame, county: str, half_year: str, full: str, any_exposure: str) -> pd.DataFrame:
    """Interviews and shares exposed by county and half-year, sorted; sums by code, for a million rows."""
    codes, counties = pd.factorize(frame[county], sort=True)
    half_years = frame[half_year].to_numpy(dtype=np.int64)
    first = half_years.min() if len(frame) else 1
    width = int(half_years.max() - first) + 1 if len(frame) else 1
    cells = codes * width + (half_years - first)
    sizes = np.bincount(cells)
    present = np.flatnonzero(sizes)
    n_interviews = sizes[present]
    return pd.DataFrame(
        {
            county: counties.take(present // width),
            "half_year": present % width + first,
            "n_interviews": n_interviews,
            "share_any": np.bincount(cells, frame[any_exposure].to_numpy(dtype=np.float64))[present] / n_interviews,
            "share_full": np.bincount(cells, frame[full].to_numpy(dtype=np.float64))[present] / n_interviews,
        }
    )


def _first(cells: pd.DataFrame, county: str) -> pd.Series:
    return cells.groupby(county)["half_year"].min()


def _repeals(cells: pd.DataFrame, counties: pd.DataFrame, county: str) -> pd.Series:
    facts = counties[["cohort", "full_half_year"]].reset_index()
    seen = cells.merge(facts, on=county)
    seen["full_half_year"] = seen["full_half_year"].astype("float64")
    is_after_full = (seen["half_year"] > seen["full_half_year"]) & (seen["share_full"] < 1)
    is_gap = (seen["cohort"] > 0) & (seen["half_year"] > seen["cohort"]) & (seen["share_any"] == 0)
    return _first(seen[is_after_full | is_gap], county)
