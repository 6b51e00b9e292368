"""Invents 287(g) agreements: who signed which model when, what was signed anew, and how it ended.

About 45 jail, 30 task force and 12 hybrid agreements begin between 2005 and 2010. Every task force ends by the last day
of its regime (the end of 2012, in Arizona earlier); a hybrid then goes on as a jail agreement; some jail agreements end
earlier. What survives is signed anew between 2016 and 2020. Most are county sheriffs, some city police (one city lies
in two counties), one is a state agency, which signed first, in 2003, covers no single county and so has no effect
on any. Every source of agreements the twin writes is a view of this one table.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from orchestration.twin.legal_facts import FOREVER, task_force_last_day
from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO, state_names

JAIL, TASK_FORCE, HYBRID = "287g_jail", "287g_task_force", "287g_hybrid"
N_AGREEMENTS = {JAIL: 45, TASK_FORCE: 30, HYBRID: 12}
N_MUNICIPAL = {JAIL: 4, TASK_FORCE: 8, HYBRID: 0}
STATE_AGENCY_SIGNING = dt.date(2003, 9, 10)
FIRST_SIGNING, LAST_SIGNING = dt.date(2005, 3, 1), dt.date(2010, 12, 15)
# The Inspector General's table of October 2009 is the only one that tells hybrids apart, and it holds them all.
LAST_HYBRID_SIGNING = dt.date(2009, 9, 30)
# A revised memorandum was signed by everybody in the autumn of 2009.
RENEWAL = (dt.date(2009, 10, 15), dt.date(2009, 11, 30))
SIGNED_ANEW_FROM, SIGNED_ANEW_DAYS = dt.date(2016, 6, 8), 1500
SHARE_RENEWED, SHARE_JAIL_ENDED, SHARE_TASK_FORCE_ENDED_EARLY = 0.6, 0.2, 0.3
SHARE_IN_SAMPLED_COUNTIES = 0.8


def invent_agreements(people: pd.DataFrame, sampled: pd.Series, cities: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return one row an agreement.

    Columns: state_fips, state_name, agency, level (county, municipal, state), county_name, counties (tuple, empty for
    a state agency), model, signed, renewed (or None), last_day and signed_anew (of each agreement one is None: what
    ended, and when what did not was signed again).
    """
    random = random_stream(seed, "287(g) agreements")
    # Task forces were mostly a matter of smaller places.
    by_model = {JAIL: 0.5, TASK_FORCE: 0.1, HYBRID: 0.1}
    taken: set[object] = set()
    police = _police_departments(cities, people, random)
    rows = []
    for model, count in N_AGREEMENTS.items():
        n_police = N_MUNICIPAL[model]
        n_state = 1 if model == TASK_FORCE else 0
        agencies = [police.pop(0) for _ in range(n_police)]
        agencies += [_state_agency(people)] * n_state
        sheriffs = [s for s in _sheriffs(people, sampled, by_model[model], random) if s["counties"] not in taken]
        agencies += sheriffs[: count - n_police - n_state]
        taken.update(agency["counties"] for agency in agencies)
        rows += [{**agency, "model": model, **_dates(model, agency, random)} for agency in agencies]
    table = pd.DataFrame(rows)
    return table.sort_values(["state_name", "agency"], ignore_index=True)


def _sheriffs(
    people: pd.DataFrame, sampled: pd.Series, power: float, random: np.random.Generator
) -> list[dict[str, object]]:
    """Return sheriffs in random order, likelier where the survey looks and by a power of the number of Latinos."""
    counties = people[(people["state_fips"] != PUERTO_RICO) & people["name"].str.endswith((" County", " Parish"))]
    latinos = counties["population"] * counties["share_latino"]
    is_sampled = counties["county_fips"].isin(sampled).to_numpy()
    chance = latinos.to_numpy() ** power
    for members, share in ((is_sampled, SHARE_IN_SAMPLED_COUNTIES), (~is_sampled, 1 - SHARE_IN_SAMPLED_COUNTIES)):
        chance[members] *= share / max(chance[members].sum(), 1e-9)
    order = np.argsort(random.exponential(size=len(counties)) / chance, kind="stable")
    names = state_names()
    return [
        {
            "state_fips": row.state_fips,
            "state_name": names[row.state_fips],
            "agency": f"{row.name} Sheriff's Office",
            "level": "county",
            "county_name": row.name,
            "counties": (row.county_fips,),
        }
        for row in counties.iloc[order][["state_fips", "name", "county_fips"]].itertuples(index=False)
    ]


def _police_departments(
    cities: pd.DataFrame, people: pd.DataFrame, random: np.random.Generator
) -> list[dict[str, object]]:
    """Return city departments, the one that spans two counties first (it runs a jail, which has no effect)."""
    county_names = dict(zip(people["county_fips"], people["name"], strict=True))
    names, departments = state_names(), []
    for city, rows in cities.groupby("city", sort=True):
        counties = tuple(rows["county_fips"])
        departments.append(
            {
                "state_fips": rows["state_fips"].iloc[0],
                "state_name": names[rows["state_fips"].iloc[0]],
                "agency": f"{city.title()} Police Department",
                "level": "municipal",
                "county_name": county_names[counties[0]],
                "counties": counties,
            }
        )
    spanning = [found for found in departments if len(found["counties"]) > 1]
    others = [found for found in departments if len(found["counties"]) == 1]
    return spanning + [others[position] for position in random.permutation(len(others))]


def _state_agency(people: pd.DataFrame) -> dict[str, object]:
    state = people.loc[people["population"].idxmax(), "state_fips"]
    name = state_names()[state]
    return {
        "state_fips": state,
        "state_name": name,
        "agency": f"{name} Department of Public Safety",
        "level": "state",
        "county_name": "#N/A",
        "counties": (),
    }


def _dates(model: str, agency: dict[str, object], random: np.random.Generator) -> dict[str, dt.date | None]:
    span = ((LAST_HYBRID_SIGNING if model == HYBRID else LAST_SIGNING) - FIRST_SIGNING).days
    # Most signings fall into 2007 to 2009.
    signed = FIRST_SIGNING + dt.timedelta(days=round(span * random.beta(3.0, 2.5)))
    if agency["level"] == "state":
        signed = STATE_AGENCY_SIGNING
    can_renew = signed < dt.date(2009, 7, 1) and random.random() < SHARE_RENEWED
    renewed = RENEWAL[0] + dt.timedelta(days=int(random.integers(0, (RENEWAL[1] - RENEWAL[0]).days)))
    chance = random.random()
    last_day = None
    if model == TASK_FORCE:
        early = dt.date(2012, 3, 1) + dt.timedelta(days=int(random.integers(0, 280)))
        regime_end = task_force_last_day(str(agency["state_fips"]))
        last_day = min(early, regime_end) if chance < SHARE_TASK_FORCE_ENDED_EARLY else regime_end
    elif model == JAIL and chance < SHARE_JAIL_ENDED:
        last_day = max(dt.date(2011, 1, 1), renewed) + dt.timedelta(days=int(random.integers(0, 1200)))
    anew = SIGNED_ANEW_FROM + dt.timedelta(days=int(random.integers(0, SIGNED_ANEW_DAYS)))
    return {
        "signed": signed,
        "renewed": renewed if can_renew else None,
        "last_day": last_day,
        "signed_anew": anew if last_day is None else None,
    }


def agreement_spells(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return spells by county for the two exposures: policy, county_fips, first_day, last_day (inclusive).

    A hybrid counts as jail throughout and as task force until the task forces of its state ended.
    """
    spells = []
    for row in agreements.itertuples(index=False):
        end = FOREVER if row.last_day is None else row.last_day
        exposures = {JAIL: [(JAIL, end)], TASK_FORCE: [(TASK_FORCE, end)]}
        exposures[HYBRID] = [(JAIL, end), (TASK_FORCE, task_force_last_day(row.state_fips))]
        for county in row.counties:
            spells += [(policy, county, row.signed, last) for policy, last in exposures[row.model]]
    return pd.DataFrame(spells, columns=["policy", "county_fips", "first_day", "last_day"])
