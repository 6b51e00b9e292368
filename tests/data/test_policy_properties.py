"""What must hold of the policy models whatever the sources say: hypothesis invents the sources."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.data.compiled_models import ModelRoom

pytestmark = pytest.mark.slow

FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MODELS = ("287g_jail", "287g_task_force", "287g_hybrid", "287g_warrant_service")
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2016, 12, 31))
LIST_DAYS = st.lists(st.dates(dt.date(2007, 1, 1), dt.date(2016, 12, 31)), min_size=2, max_size=6, unique=True)
CLAIM_COLUMNS = {
    "claim_id": "varchar", "source_id": "varchar", "state_fips": "varchar", "agency_key": "varchar",
    "policy": "varchar", "listing_number": "bigint", "known_on": "date", "in_force_from": "date", "in_force_to": "date",
    "signed_on": "date", "start_earliest": "date", "start_latest": "date", "end_latest": "date",
    "is_synthetic": "boolean",
}  # fmt: skip
LIST_COLUMNS = {"source_id": "varchar", "as_of": "date", "known_on": "date", "is_complete": "boolean"}
REGIME_COLUMNS = {
    "policy": "varchar", "state_fips": "varchar", "starts_on": "date", "ends_on": "date",
    "start_known_on": "date", "end_known_on": "date",
}  # fmt: skip
TASK_FORCE_END = dt.date(2012, 12, 31)
REGIMES = [
    {"policy": "287g_jail", "state_fips": "01", "starts_on": dt.date(2002, 7, 1)},
    {"policy": "287g_warrant_service", "state_fips": "01", "starts_on": dt.date(2002, 7, 1)},
    *(
        {"policy": policy, "state_fips": "01", "starts_on": dt.date(2002, 7, 1), "ends_on": TASK_FORCE_END,
         "end_known_on": dt.date(2012, 12, 21)}
        for policy in ("287g_task_force", "287g_hybrid")
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def room(refreshed_home: Path) -> Iterator[ModelRoom]:
    """Return a room for compiled models; a whole refresh has compiled them."""
    assert refreshed_home.exists()
    room = ModelRoom()
    yield room
    room.close()


@st.composite
def sources(draw: st.DrawFn) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Invent lists of one agency and, at times, a reconstruction of it that may contradict them."""
    days = sorted(draw(LIST_DAYS))
    lists = [{"source_id": "list", "as_of": day, "known_on": day, "is_complete": True} for day in days]
    claims = []
    for day in days:
        for policy in draw(st.lists(st.sampled_from(MODELS), max_size=2, unique=True)):
            signed = draw(st.none() | DAYS)
            signed = signed if signed is None or signed <= day else None
            claims.append(_claim(len(claims), "list", policy, day, day, day, signed_on=signed))
    if draw(st.booleans()):
        start, end = sorted([draw(DAYS), draw(DAYS)])
        ends = draw(st.none() | st.integers(0, 400))
        claims.append(
            _claim(
                len(claims), "ice_287g_reconstruction", "287g_jail", start, end, dt.date(2017, 8, 1),
                signed_on=start, start_earliest=start, start_latest=start,
                end_latest=None if ends is None else end + dt.timedelta(days=ends),
            )
        )  # fmt: skip
    return lists, claims


def _claim(
    number: int,
    source: str,
    policy: str,
    in_force_from: dt.date,
    in_force_to: dt.date,
    known_on: dt.date,
    **bounds: object,
) -> dict[str, object]:
    return {
        "claim_id": f"c{number}", "source_id": source, "state_fips": "01", "agency_key": "agency", "policy": policy,
        "listing_number": 1, "known_on": known_on, "in_force_from": in_force_from, "in_force_to": in_force_to,
        "is_synthetic": False,
        **bounds,
    }  # fmt: skip


def _spells(room: ModelRoom, lists: list[dict[str, object]], claims: list[dict[str, object]]) -> None:
    known = sorted({row["known_on"] for row in [*lists, *claims]})
    room.give("intermediate.int_287g_lists", LIST_COLUMNS, lists)
    room.give("intermediate.int_287g_claims", CLAIM_COLUMNS, claims)
    room.give("intermediate.int_287g_knowledge_dates", {"known_by": "date"}, [{"known_by": day} for day in known])
    room.give("intermediate.int_policy_regimes", REGIME_COLUMNS, REGIMES)
    room.run("int_287g_stretches", "int_287g_agreements", "int_287g_spells")


@FEW
@given(sources())
def test_spells_of_one_agreement_never_overlap(room: ModelRoom, invented: tuple) -> None:
    _spells(room, *invented)
    spells = room.rows("select * from intermediate.int_287g_spells order by known_by, agreement_id, start_latest")
    for _, agreement in spells.groupby(["known_by", "agreement_id"]):
        rows = agreement.to_dict("records")
        for row in rows:
            assert row["start_earliest"] <= row["start_latest"]
            if row["end_latest"] == row["end_latest"]:
                assert row["end_earliest"] <= row["end_latest"]
                assert row["start_earliest"] <= row["end_earliest"] and row["start_latest"] <= row["end_latest"]
        for earlier, later in pairwise(rows):
            assert later["start_earliest"] > earlier["end_earliest"], rows
            assert later["start_latest"] > earlier["end_latest"], rows


@FEW
@given(sources())
def test_every_claim_lies_in_a_spell_of_its_model_as_known_last(room: ModelRoom, invented: tuple) -> None:
    lists, claims = invented
    _spells(room, lists, claims)
    for claim in claims:
        found = room.rows(
            "select count(*) as n from intermediate.int_287g_spells"
            " where known_by = (select max(known_by) from intermediate.int_287g_knowledge_dates)"
            f" and policy = '{claim['policy']}' and start_latest <= date '{claim['in_force_to']}'"
            f" and (end_earliest is null or end_earliest >= date '{claim['in_force_from']}')"
        )
        assert found["n"].iloc[0] >= 1, claim


@FEW
@given(sources())
def test_no_version_knows_what_only_a_later_source_says(room: ModelRoom, invented: tuple) -> None:
    lists, claims = invented
    days = sorted({row["known_on"] for row in [*lists, *claims]})
    _spells(room, lists, claims)
    columns = "agreement_id, policy, start_earliest, start_latest, end_earliest, end_latest"
    whole = room.rows(
        f"select {columns} from intermediate.int_287g_spells where known_by = date '{days[0]}' order by all"
    )
    known = [row for row in claims if row["known_on"] <= days[0]]
    _spells(room, [row for row in lists if row["known_on"] <= days[0]], known)
    alone = room.rows(
        f"select {columns} from intermediate.int_287g_spells where known_by = date '{days[0]}' order by all"
    )
    assert whole.equals(alone)


@st.composite
def county_spells(draw: st.DrawFn) -> list[dict[str, object]]:
    """Invent spells of two counties with exact or uncertain dates."""
    spells = []
    for number in range(draw(st.integers(1, 5))):
        first, second = sorted([draw(DAYS), draw(DAYS)])
        width_start, width_end = draw(st.integers(0, 500)), draw(st.integers(0, 500))
        is_open = draw(st.booleans())
        spells.append(
            {
                "jurisdiction_id": draw(st.sampled_from(["c1", "c2"])), "policy": "287g_jail", "spell_id": str(number),
                "coverage_level": "county",
                "start_earliest": first, "start_latest": first + dt.timedelta(days=width_start),
                "end_earliest": None if is_open else second + dt.timedelta(days=width_start),
                "end_latest": None if is_open else second + dt.timedelta(days=width_start + width_end),
                "is_counted": True, "is_synthetic": False,
            }
        )  # fmt: skip
    return spells


def _spell(number: int, *days: tuple[int, int, int]) -> dict[str, object]:
    earliest, latest, end = (dt.date(*day) for day in days)
    return {
        "jurisdiction_id": "c1", "policy": "287g_jail", "spell_id": str(number), "coverage_level": "county",
        "start_earliest": earliest, "start_latest": latest, "end_earliest": end, "end_latest": end,
        "is_counted": True, "is_synthetic": False,
    }  # fmt: skip


# Days that the wide start of the first spell leaves open are known from the second.
OPEN_AND_KNOWN = [
    _spell(0, (2005, 7, 2), (2006, 7, 4), (2007, 1, 3)),
    _spell(1, (2005, 6, 9), (2005, 7, 25), (2006, 2, 16)),
]
MONTHS = [dt.date(year, month, 1) for year in range(2004, 2019) for month in range(1, 13)]
TIMELINE_COLUMNS = {
    "jurisdiction_id": "varchar", "policy": "varchar", "spell_id": "varchar", "coverage_level": "varchar",
    "start_earliest": "date", "start_latest": "date", "end_earliest": "date", "end_latest": "date",
    "is_counted": "boolean", "is_synthetic": "boolean",
}  # fmt: skip


def _panel(room: ModelRoom, spells: list[dict[str, object]]) -> None:
    room.give("marts.policy_timeline", TIMELINE_COLUMNS, spells)
    room.give("marts.jurisdiction_counties", {"jurisdiction_id": "varchar", "county_fips": "varchar"}, [
        {"jurisdiction_id": "c1", "county_fips": "01001"}, {"jurisdiction_id": "c2", "county_fips": "01003"},
    ])  # fmt: skip
    room.give("marts.policies", {
        "policy": "varchar", "is_statewide_counted": "boolean", "is_changed_by_counting": "boolean",
    }, [{"policy": "287g_jail", "is_statewide_counted": False, "is_changed_by_counting": True}])  # fmt: skip
    room.give("marts.counting_rules", {
        "counting_rule": "varchar", "is_statewide_agreement_counted": "boolean", "is_municipal_counted": "boolean",
        "hybrid_counted_as": "varchar",
    }, [{"counting_rule": "default", "is_statewide_agreement_counted": False, "is_municipal_counted": True,
         "hybrid_counted_as": "both"}])  # fmt: skip
    room.give("staging.hybrid_counting", {"hybrid_counted_as": "varchar", "counted_as": "varchar"}, [])
    room.give("intermediate.int_months", {"month_start": "date", "month_end": "date", "days_in_month": "bigint"}, [
        {"month_start": month, "month_end": _last_day(month), "days_in_month": _last_day(month).day} for month in MONTHS
    ])  # fmt: skip
    room.give(
        "intermediate.int_counties", {"county_fips": "varchar"}, [{"county_fips": "01001"}, {"county_fips": "01003"}]
    )
    room.give("intermediate.int_policy_spells", {"policy": "varchar"}, [{"policy": "287g_jail"}])
    room.give("intermediate.int_policy_coverage", {
        "policy": "varchar", "month_start": "date", "coverage": "varchar", "is_synthetic": "boolean",
    }, [{"policy": "287g_jail", "month_start": month, "coverage": "assumed_absent", "is_synthetic": False}
        for month in MONTHS])  # fmt: skip
    room.give("intermediate.int_secure_communities_counties", {
        "county_fips": "varchar", "set_aside_reason": "varchar", "is_synthetic": "boolean",
    }, [])  # fmt: skip
    room.run("int_counted_spells", "int_county_stretches", "policy_county_month")


def _last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


FOREVER = dt.date(2999, 12, 31)


def _middle(earliest: dt.date, latest: dt.date) -> dt.date | None:
    """Return the day that stands for an interval of a year at most."""
    width = (latest - earliest).days
    return earliest + dt.timedelta(days=width // 2) if width <= 366 else None


def _expected(spells: list[dict[str, object]], county: str, month: dt.date) -> tuple[object, ...]:
    """Count the days of a month one by one: share, active, certain, possible."""
    last = _last_day(month)
    days = [month + dt.timedelta(days=n) for n in range(last.day)]
    states = dict.fromkeys(days, "out")
    is_certain = is_possible = False
    for spell in spells:
        if {"c1": "01001", "c2": "01003"}[spell["jurisdiction_id"]] != county:
            continue
        end_earliest, end_latest = spell["end_earliest"] or FOREVER, spell["end_latest"] or FOREVER
        start = _middle(spell["start_earliest"], spell["start_latest"])
        end = FOREVER if spell["end_latest"] is None else _middle(end_earliest, end_latest)
        for day in days:
            is_certain |= spell["start_latest"] <= day <= end_earliest
            is_possible |= spell["start_earliest"] <= day <= end_latest
            if (start or spell["start_latest"]) <= day <= (end or end_earliest):
                states[day] = "in"
            elif states[day] != "in" and (
                (start is None and spell["start_earliest"] <= day < spell["start_latest"] and day <= end_latest)
                or (end is None and end_earliest < day <= end_latest)
            ):
                states[day] = "open"
    n_in, n_open = (sum(state == kind for state in states.values()) for kind in ("in", "open"))
    if not is_possible:
        return 0.0, False, False, False
    share = 1.0 if n_in == len(days) else None if n_open else n_in / len(days)
    active = True if n_in else None if n_open else False
    return share, active, is_certain, True


@settings(parent=FEW, max_examples=15)
@given(county_spells())
@example(OPEN_AND_KNOWN)
def test_the_panel_equals_the_spells_at_every_month(room: ModelRoom, spells: list[dict[str, object]]) -> None:
    _panel(room, spells)
    panel = room.connection.execute(
        "select county_fips, month_start, active_share, is_active, is_active_certain, is_active_possible"
        " from marts.policy_county_month where policy = '287g_jail'"
    ).fetchall()
    assert len(panel) == 2 * len(MONTHS)
    for county, month, share, active, certain, possible in panel:
        expected = _expected(spells, county, month)
        assert (active, certain, possible) == expected[1:], (county, month, spells)
        assert share == (None if expected[0] is None else pytest.approx(expected[0])), (county, month, spells)
