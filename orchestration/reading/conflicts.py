"""The command `fedlocal conflicts`: where sources differ, in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from orchestration.console import print_table
from orchestration.query import require_format
from orchestration.reading.errors import ReadingError
from orchestration.reading.output import print_csv, print_json, write_rows
from orchestration.reading.places import state_of
from orchestration.reading.published_rows import policy_names_of, require_policy, rows_of, states_of
from orchestration.settings import Settings
from orchestration.warehouse import published

CONFLICTS = """
select
    kind, policy, state_fips, agency_name, source_kept, value_kept, source_set_aside, value_set_aside, difference_days,
    rule, file_name, row_number, is_synthetic
from marts.policy_conflicts
where ($policy is null or policy = $policy) and ($state_fips is null or state_fips = $state_fips)
order by kind, state_fips, agency_name, policy, value_kept, value_set_aside, source_set_aside
"""
LINE_COLUMNS = ["kind", "who", "policy", "believed", "set aside", "why"]


def show_conflicts(
    settings: Settings,
    policy: str | None,
    kind: str | None,
    state: str | None,
    output_format: str = "table",
    output: Path | None = None,
    force: bool = False,
) -> None:
    """Print the conflicts of one policy, kind or state, or write them to a file.

    Raises ReadingError for an unknown policy, kind or state, QueryError for an unknown format.
    """
    require_format(output_format)
    with published(settings) as connection:
        require_policy(policy, policy_names_of(connection))
        states = states_of(connection).set_index("state_usps")
        state_fips = states.loc[state_of(state, states.reset_index()), "state_fips"] if state else None
        rows = rows_of(connection, CONFLICTS, {"policy": policy, "state_fips": state_fips})
        rows = of_kind(rows, kind, rows_of(connection, "select distinct kind from marts.policy_conflicts order by 1"))
        if output is not None:
            write_rows(connection, rows, output, force, "Conflicts between sources of the policy timeline")
            return
    if output_format == "csv":
        print_csv(rows)
    elif output_format == "json":
        print_json(rows)
    else:
        usps = {row.state_fips: row.Index for row in states.itertuples()}
        print_table(conflict_lines(rows, usps), f"{len(rows)} conflicts{synthetic_label(rows)}")


def of_kind(rows: pd.DataFrame, kind: str | None, kinds: pd.DataFrame) -> pd.DataFrame:
    """Return the conflicts of a kind.

    Raises ReadingError when the version has no conflict of that kind.
    """
    known = kinds["kind"].tolist()
    if kind is not None and kind not in known:
        raise ReadingError(f"No conflict is of the kind {kind!r}.", f"choose one of {', '.join(known)}.")
    return rows if kind is None else rows[rows["kind"] == kind].reset_index(drop=True)


def conflict_lines(conflicts: pd.DataFrame, usps: dict[str, str] | None = None) -> pd.DataFrame:
    """Return conflicts as people read them: kind, who, policy, believed, set aside, why."""
    lines = [
        {
            "kind": conflict.kind,
            "who": _who(conflict, usps or {}),
            "policy": conflict.policy,
            "believed": _said(conflict.value_kept, conflict.source_kept),
            "set aside": _said(conflict.value_set_aside, conflict.source_set_aside),
            "why": conflict.rule,
        }
        for conflict in conflicts.itertuples()
    ]
    return _counts_together(pd.DataFrame(lines, columns=LINE_COLUMNS))


def _counts_together(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one line for the counts an agreement may belong to: they differ in nothing but the count."""
    is_member = lines["kind"] == "count_member"
    keys = [column for column in LINE_COLUMNS if column != "set aside"]
    together = lines[is_member].groupby(keys, sort=False, dropna=False)["set aside"].agg("; ".join).reset_index()
    return pd.concat([lines[~is_member], together[LINE_COLUMNS]], ignore_index=True)


def synthetic_label(rows: pd.DataFrame) -> str:
    """Return what a heading adds when any of its rows is synthetic."""
    return ", some on SYNTHETIC sources" if rows["is_synthetic"].any() else ""


def _who(conflict, usps: dict[str, str]) -> str:
    parts = [conflict.agency_name, usps.get(getattr(conflict, "state_fips", None))]
    return ", ".join(part for part in parts if isinstance(part, str))


def _said(value: object, source: object) -> str:
    known = value if isinstance(value, str) else "nothing"
    return f"{known} ({source})" if isinstance(source, str) else known
