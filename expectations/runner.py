"""Run a suite against the frames of a table: one result a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from expectations.declaration import ERROR, ProfileExpectation
from expectations.gx_bridge import BrokenExpectation, validate
from expectations.observation import describe_observation, name_slices
from expectations.suites import LAYERS, suite_of

KIND = "great_expectations"
NOTHING_THERE = "nothing to look at"

__all__ = ["BrokenExpectation", "CheckResult", "expected_checks", "run_suite"]


@dataclass(frozen=True)
class CheckResult:
    """One row of `quality.check_results`, without the run it belongs to."""

    layer: str
    table_name: str
    check_name: str
    kind: str
    severity: str
    is_blocking: bool
    is_passed: bool
    observed: str
    description: str


def expected_checks(table_name: str) -> list[tuple[str, str, str]]:
    """(check name, severity, description) of every check of a table, without importing Great Expectations."""
    return [(claim.check_name, claim.severity, claim.description) for claim in suite_of(table_name)]


def run_suite(table_name: str, frames: Mapping[str, pd.DataFrame], is_gated: bool = False) -> list[CheckResult]:
    """Judge every claim of the table's suite on `frames` (see profile_frame.py), in the suite's order.

    With `is_gated` observed counts are rounded for release; values of single rows are never in `observed`.
    Raises BrokenExpectation when a claim cannot be judged: its frame or column is not there, or Great
    Expectations reports an exception. KeyError for a table without a suite.
    """
    return [judge(table_name, claim, frames, is_gated) for claim in suite_of(table_name)]


def judge(
    table_name: str,
    claim: ProfileExpectation,
    frames: Mapping[str, pd.DataFrame],
    is_gated: bool,
) -> CheckResult:
    """Judge one claim; see run_suite."""
    rows = rows_of(table_name, claim, frames)
    large = rows[rows["n_rows"] >= claim.smallest_n_rows].reset_index(drop=True) if claim.smallest_n_rows else rows
    if claim.metric is not None and claim.metric not in rows.columns:
        raise BrokenExpectation(
            f"{table_name}.{claim.check_name}: frame {claim.frame!r} has no column {claim.metric!r}"
        )
    gaps = large[large[claim.metric].isna()] if claim.metric else large.iloc[:0]
    if claim.metric and (rows.empty or (not large.empty and len(gaps) == len(large))):
        is_passed, observed = claim.may_be_absent, NOTHING_THERE
    elif claim.metric and large.empty:
        is_passed, observed = True, f"no slice has {claim.smallest_n_rows:,} rows: not judged"
    elif not gaps.empty and not claim.may_be_absent:
        is_passed, observed = False, f"no value: {name_slices(gaps)}"
    else:
        is_passed, offending = validate(table_name, claim, large)
        observed = describe_observation(claim, large, offending, is_gated)
    return CheckResult(
        layer=LAYERS[table_name],
        table_name=table_name,
        check_name=claim.check_name,
        kind=KIND,
        severity=claim.severity,
        is_blocking=claim.severity == ERROR,
        is_passed=is_passed,
        observed=observed,
        description=claim.description,
    )


def rows_of(table_name: str, claim: ProfileExpectation, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of the frame the claim is about, before small slices are set aside.

    Raises BrokenExpectation when the frame is not there or the column was never profiled.
    """
    where = f"{table_name}.{claim.check_name}"
    if claim.frame not in frames:
        raise BrokenExpectation(f"{where}: no frame {claim.frame!r}; got {', '.join(frames) or 'none'}")
    rows = frames[claim.frame]
    if claim.column is not None:
        is_profiled = any((frame["column_name"] == claim.column).any() for frame in frames.values())
        if not is_profiled:
            raise BrokenExpectation(f"{where}: quality.profile has no rows of column {claim.column!r}; profile it")
        rows = rows[rows["column_name"] == claim.column]
    if claim.years is not None:
        rows = rows[rows["year"].between(*claim.years)]
    if claim.group is not None:
        rows = rows[rows["row_group"] == claim.group]
    return rows.reset_index(drop=True)
