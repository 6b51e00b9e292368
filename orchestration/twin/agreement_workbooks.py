"""Writes the lists of 287(g) agreements as ICE published them, one workbook a capture.

One capture a quarter from 2004 (the reference periods of the first interviews) to 2014 in the oldest layout (dates as
text), then one capture in each later layout:
March 2025 (with TYPE), April 2025 (with COUNTY), December 2025 (with ADDENDUM and blank header cells), and one list
of pending applications. A hybrid agreement is spelt "Hybrid Model" under SUPPORT TYPE. A renewed agreement shows its
new date only; an ended one is absent from the next list. Later lists carry the mess of the real ones: trailing
blanks, curly apostrophes, #N/A, UTAh, blank rows, and two spoilt dates each: one true date typed with a slash too
many, which can still be read, and one day the calendar does not have.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.agreements import HYBRID, JAIL, TASK_FORCE
from orchestration.twin.legal_facts import task_force_last_day
from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import state_names
from orchestration.twin.workbooks import write_workbook

SUPPORT_TYPES = {JAIL: "Jail Enforcement Model", TASK_FORCE: "Task Force Model", HYBRID: "Hybrid Model"}
WARRANT_SERVICE = "Warrant Service Officer"
LEVEL_TYPES = {"county": "County", "municipal": "Municipality", "state": "State Agency"}
CAPTURE_MONTHS_AND_DAYS = ((2, 12), (5, 14), (8, 13), (11, 15))
IMPOSSIBLE_DATE = "2025-02-30"
N_RECENT = 40
RECENT_CAPTURES = {
    "with_type": (dt.date(2025, 3, 1), "participatingAgencies-20250301180751.xlsx"),
    "with_county": (dt.date(2025, 4, 1), "participatingAgencies-20250401123225.xlsx"),
    "with_addendum": (dt.date(2025, 12, 1), "participatingAgencies12012025am.xlsx"),
}
RECENT_HEADERS = {
    "with_type": ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "SUPPORT TYPE", "SIGNED", "MOA"],
    "with_county": ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"],
    "with_addendum": [
        "STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM",
        None, None, None,
    ],
}  # fmt: skip


def capture_days() -> list[dt.date]:
    """Return the days of the quarterly captures, 2004 to 2014."""
    return [dt.date(year, month, day) for year in range(2004, 2015) for month, day in CAPTURE_MONTHS_AND_DAYS]


def write_participating(directory: Path, agreements: pd.DataFrame, people: pd.DataFrame, seed: int) -> None:
    """Write every capture of the list of agreements in force."""
    for day in capture_days():
        rows = [["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED", "MOA"]]
        rows += [_early_row(row, day) for row in agreements.itertuples(index=False) if is_in_force(row, day)]
        write_workbook(directory / f"ParticipatingEntities-{day:%Y%m%d}093000.xlsx", "287(g) Agreements", rows)
    recent = recent_agreements(agreements, people, seed)
    for layout, (day, name) in RECENT_CAPTURES.items():
        listed = recent[[signed <= day for signed in recent["signed"]]]
        header = RECENT_HEADERS[layout]
        rows = [header, *_with_bad_dates([_recent_row(row, header) for row in listed.itertuples(index=False)], header)]
        # Blank rows inside the used range, as in the real lists.
        rows[4:4] = [[None] * len(header)]
        rows += [[None] * len(header)] * 3
        write_workbook(directory / name, "Sheet1", rows, link_column=header.index("MOA"))


def is_in_force(row: tuple, day: dt.date) -> bool:
    """Say whether an agreement, a row of the invented table, is in force on a day."""
    return row.signed <= day and (row.last_day is None or row.last_day >= day)


def _early_row(row: tuple, day: dt.date) -> list[str]:
    model = JAIL if row.model == HYBRID and day > task_force_last_day(row.state_fips) else row.model
    signed = row.renewed if row.renewed is not None and row.renewed <= day else row.signed
    slug = "".join(letter for letter in row.agency if letter.isalnum())
    address = f"https://www.ice.gov/doclib/287gMOA/synthetic_{slug}_{signed:%Y%m%d}.pdf"
    # One agency in seven has a trailing blank in some lists, as typing comes and goes.
    blank = " " if (len(row.agency) + day.month) % 7 == 0 else ""
    return [row.state_name.upper(), row.agency + blank, SUPPORT_TYPES[model], signed.isoformat(), address]


def recent_agreements(agreements: pd.DataFrame, people: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return agreements in force in 2025: the surviving jails, signed anew, and warrant service officers since 2019."""
    random = random_stream(seed, "recent 287(g) agreements")
    survivors = agreements[agreements["last_day"].isna()].copy()
    survivors["support_type"] = SUPPORT_TYPES[JAIL]
    survivors["signed"] = survivors["signed_anew"]
    counties = people[people["name"].str.endswith(" County")].sample(
        N_RECENT, random_state=int(random.integers(1 << 31))
    )
    added = pd.DataFrame(
        {
            "state_fips": counties["state_fips"].to_numpy(),
            "state_name": counties["state_fips"].map(state_names()).to_numpy(),
            "agency": (counties["name"] + " Sheriff's Office").to_numpy(),
            "level": "county",
            "county_name": counties["name"].to_numpy(),
            "counties": [(code,) for code in counties["county_fips"]],
            "support_type": np.where(np.arange(N_RECENT) % 4 == 3, SUPPORT_TYPES[TASK_FORCE], WARRANT_SERVICE),
        }
    )
    is_task_force = added["support_type"] == SUPPORT_TYPES[TASK_FORCE]
    first = np.where(is_task_force, dt.date(2025, 2, 1), dt.date(2019, 5, 6))
    days = np.where(is_task_force, random.integers(0, 250, N_RECENT), random.integers(0, 2000, N_RECENT))
    added["signed"] = [start + dt.timedelta(days=int(d)) for start, d in zip(first, days, strict=True)]
    recent = pd.concat([survivors, added], ignore_index=True)
    recent = recent.drop_duplicates(["state_name", "agency", "support_type"])
    return recent.sort_values(["state_name", "agency", "support_type"], ignore_index=True)


def _recent_row(row: tuple, header: list[str | None]) -> list[object]:
    state = "UTAh" if row.state_name == "Utah" else row.state_name.upper()
    curly = len(row.agency) % 5 == 0
    agency = row.agency.replace("'", "\u2019") if curly else row.agency
    county = "#N/A" if row.level != "county" else row.county_name
    cells = {
        "STATE": state,
        "LAW ENFORCEMENT AGENCY": agency + (" " if len(row.agency) % 6 == 0 else ""),
        "TYPE": LEVEL_TYPES[row.level] + (" " if len(row.agency) % 4 == 0 else ""),
        "COUNTY": county,
        "SUPPORT TYPE": row.support_type + (" " if len(row.agency) % 9 == 0 else ""),
        "SIGNED": dt.datetime.combine(row.signed, dt.time()),
        "MOA": ("link", f"https://www.ice.gov/doclib/287gMOA/synthetic_{row.signed:%Y%m%d}.pdf"),
    }
    return [cells.get(name) for name in header]


def _with_bad_dates(rows: list[list[object]], header: list[str | None]) -> list[list[object]]:
    """Spoil the dates of the second and the fifth row; both are of agreements outside the panel's years."""
    signed = header.index("SIGNED")
    rows[1][signed] = malformed(rows[1][signed])
    rows[4][signed] = IMPOSSIBLE_DATE
    return rows


def malformed(day: dt.date) -> str:
    """Return a day as a hurried hand types it into the list: month first, with a slash too many."""
    return f"{day.month}/{day.day}//{day.year}"


def write_pending(directory: Path, people: pd.DataFrame, seed: int) -> None:
    """Write one list of pending applications."""
    random = random_stream(seed, "pending 287(g) applications")
    counties = people[people["name"].str.endswith(" County")].sample(18, random_state=int(random.integers(1 << 31)))
    states = counties["state_fips"].map(state_names()).str.upper()
    rows: list[list[object]] = [["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE"]]
    rows += [
        [state, f"{name} Sheriff's Office", "County", name, WARRANT_SERVICE]
        for state, name in sorted(zip(states, counties["name"], strict=True))
    ]
    rows.append(["FLORIDA", "Thornwick Police Department", "Municipality", "#N/A", "Task Force Model"])
    write_workbook(directory / "pendingAgencies-20250401123225.xlsx", "Sheet1", rows)
