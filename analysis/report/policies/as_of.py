"""The table function by example: what was in force on one day, as known on others."""

from __future__ import annotations

import pandas as pd

from analysis.report.formatting import format_count
from analysis.report.policies.names import PolicyNames, day, in_page_order, words
from analysis.report.provenance import is_true
from analysis.report.tables import Column, Table, make_table, number_columns


def as_of_table(result: pd.DataFrame, names: PolicyNames) -> Table | None:
    """Spells by policy and certainty, a column a day of knowledge; a policy nobody knew of then has a dash."""
    if result.empty:
        return None
    counted = result.groupby(["policy", "in_force", "known_on"])["n_spells"].sum().unstack("known_on")
    order = {code: number for number, code in enumerate(in_page_order(result["policy"]))}
    rows = [
        [names.of(policy), words(in_force), *(format_count(n) for n in counted.loc[(policy, in_force)])]
        for policy, in_force in sorted(counted.index, key=lambda key: (order[key[0]], key[1]))
    ]
    headings = number_columns(*(f"Spells, as known on {day(known_on)}" for known_on in counted.columns))
    is_synthetic = bool(result["is_synthetic"].map(is_true).any())
    return make_table("Results side by side.", [Column("Policy"), Column("In force"), *headings], rows, is_synthetic)
