"""The precomputed paper-size table as lines, with the run it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report import formatting as text
from analysis.report.cells import cells_of
from analysis.report.estimate_tables import EstimateLine, estimate_line
from analysis.report.specification_roles import main_role, specification_roles


@dataclass(frozen=True)
class PaperExampleSection:
    """What the section prints: whose run it was and the lines of its main specification."""

    specification: str
    scale: str
    scenario: str
    seed: str
    made_on: str
    lines: list[EstimateLine]


def paper_example_section(example: pd.DataFrame | None) -> PaperExampleSection | None:
    """The main specification of the kept run; None when it has not been made."""
    if example is None or example.empty:
        return None
    role = main_role(specification_roles(example))
    if role is None:
        return None
    rows = example[example["specification_id"] == role.specification_id]
    cells = [cell for cell in cells_of(rows, set()) if cell.row is not None]
    first = rows.iloc[0]
    return PaperExampleSection(
        specification=role.name,
        scale=text.format_text(first["scale"]),
        scenario=text.format_text(first["scenario"]),
        seed=text.format_text(first["seed"]),
        made_on=text.format_time(first["finished_at"]),
        lines=[estimate_line(cell, cell.value("planted_odds_ratio"), is_gated=False) for cell in cells],
    )
