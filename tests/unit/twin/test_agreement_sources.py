"""The five sources of 287(g) agreements are views of one table: nothing they say contradicts it or one another."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from orchestration.twin.agencies import invent_cities
from orchestration.twin.agreement_lists import OIG_DAY, ROSTER_DAY, write_oig_table, write_roster
from orchestration.twin.agreement_reconstruction import LAST_CAPTURE, write_reconstruction
from orchestration.twin.agreement_workbooks import capture_days, is_in_force
from orchestration.twin.agreement_years import USED_ROWS, WRONG_FIPS, YEARS
from orchestration.twin.agreements import HYBRID, JAIL, TASK_FORCE, agreement_spells, invent_agreements
from orchestration.twin.legal_facts import task_force_last_day
from tests.unit.twin.tiny import SEED, WrittenTwin

FILES = {
    "ice_287g_oig": "oig_2009_synthetic.csv",
    "ice_287g_roster": "roster_2010-10-29_synthetic.csv",
    "ice_287g_reconstruction": "agreements_2002_2017_best_guess_synthetic.csv",
    "ice_287g_curated": "curated_2018_synthetic.xlsx",
}
HEADERS = {
    "ice_287g_oig": ["source", "as_of", "state", "agency", "model", "date_signed_original", "status"],
    "ice_287g_roster": [
        "snapshot_ts", "capture_date", "caption", "caption_n", "content_asof", "asof_basis", "state", "agency",
        "support_type", "date_signed", "moa_file",
    ],
    "ice_287g_reconstruction": [
        "state", "agency", "jurisdiction_level", "county_fips", "first_signed_best", "signing_dates", "models",
        "active_from", "active_to", "terminated", "confidence",
    ],
    "ice_287g_curated": [
        "Sheriff", "State", "County", "ori", "bsu", "FIPS", "SUBSET", "ignore", "Joined after 2018? (Y/N)",
        *(f"y{year}" for year in range(2005, 2020)), "NOTES", "SHERIFF? (for counties that ended agreements) ", None,
    ],
}  # fmt: skip
MODELS = {JAIL: "Jail Enforcement", TASK_FORCE: "Task Force", HYBRID: "Hybrid"}
SEEDS = (SEED, 1, 2, 7)


def _header(path: Path) -> list[str | None]:
    if path.suffix == ".xlsx":
        return list(next(openpyxl.load_workbook(path).active.values))
    with path.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def _rows(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _agreements(people: pd.DataFrame, sampled: pd.DataFrame, seed: int) -> pd.DataFrame:
    return invent_agreements(people, sampled["county_fips"], invent_cities(people, seed), seed)


@pytest.mark.parametrize("source", FILES)
def test_each_source_stands_under_its_own_header(tiny_twin: WrittenTwin, source: str) -> None:
    assert _header(tiny_twin.directory / source / FILES[source]) == HEADERS[source]


@pytest.mark.real
@pytest.mark.parametrize("source", FILES)
def test_the_headers_are_those_of_the_real_files(shared_directory: Path, source: str) -> None:
    name = FILES[source].replace("_synthetic", "")
    assert _header(shared_directory / "data/policy/ice_287g" / name) == HEADERS[source]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_of_2009_tells_hybrids_and_what_was_pending(
    people: pd.DataFrame, sampled: pd.DataFrame, tmp_path: Path, seed: int
) -> None:
    agreements = _agreements(people, sampled, seed).set_index(["state_name", "agency"])
    write_oig_table(tmp_path / "oig.csv", agreements.reset_index(), seed)
    listed = _rows(tmp_path / "oig.csv").set_index(["state", "agency"])
    told = agreements.loc[listed.index]
    assert (listed["model"] == told["model"].map(MODELS)).all()
    assert (listed["model"] == "Hybrid").sum() == (agreements["model"] == HYBRID).sum() == 12
    applied = listed["date_signed_original"] == ""
    assert (listed.loc[applied, "status"] == "pending").all()
    assert (told.loc[applied.to_numpy(), "signed"] > OIG_DAY).all()
    signed = listed.loc[~applied, "date_signed_original"]
    assert (signed == told.loc[~applied.to_numpy(), "signed"].map(dt.date.isoformat)).all()
    in_force = agreements[agreements["signed"] <= OIG_DAY]
    assert len(in_force) - len(signed) == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_of_2010_is_complete_and_prints_hybrids_as_jail(
    people: pd.DataFrame, sampled: pd.DataFrame, tmp_path: Path, seed: int
) -> None:
    agreements = _agreements(people, sampled, seed)
    write_roster(tmp_path / "roster.csv", agreements)
    listed = _rows(tmp_path / "roster.csv")
    in_force = agreements[[is_in_force(row, ROSTER_DAY) for row in agreements.itertuples()]]
    assert listed["agency"].tolist() == in_force["agency"].tolist()
    assert listed["date_signed"].tolist() == [day.isoformat() for day in in_force["signed"]]
    assert (listed["support_type"] == "Jail Enforcement").sum() == in_force["model"].isin([JAIL, HYBRID]).sum()
    assert set(listed["caption_n"]) == {str(len(listed))}
    assert listed["state"].str.endswith("**").sum() == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reconstruction_tells_true_signings_and_bounds_that_allow_the_true_end(
    people: pd.DataFrame, sampled: pd.DataFrame, tmp_path: Path, seed: int
) -> None:
    agreements = _agreements(people, sampled, seed)
    write_reconstruction(tmp_path / "reconstruction.csv", agreements)
    told = _rows(tmp_path / "reconstruction.csv")
    assert told["first_signed_best"].tolist() == [day.isoformat() for day in agreements["signed"]]
    assert not told["models"].str.contains("->").any()
    assert set(told["models"]) == {"Jail Enforcement", "Task Force", ""}
    for row, listed in zip(agreements.itertuples(), told.itertuples(), strict=True):
        end = dt.date.fromisoformat(listed.active_to)
        regime_end = task_force_last_day(row.state_fips)
        if row.last_day is None:
            assert (listed.terminated, end) == ("FALSE", LAST_CAPTURE)
        elif row.model == TASK_FORCE and end >= regime_end:
            # what is tallied beyond the regime is read as lasting to its end
            assert (end, row.last_day) == (dt.date(2013, 9, 30), regime_end)
        elif (end.month, end.day) == (9, 30):
            assert dt.date(end.year - 1, 10, 1) <= row.last_day <= end
        else:
            assert end in capture_days() and row.signed <= end <= row.last_day


def test_the_reconstruction_is_as_untidy_as_the_real_one(
    people: pd.DataFrame, sampled: pd.DataFrame, tmp_path: Path
) -> None:
    write_reconstruction(tmp_path / "reconstruction.csv", _agreements(people, sampled, SEED))
    told = _rows(tmp_path / "reconstruction.csv")
    assert (told["active_from"] < told["first_signed_best"]).sum() > 30
    assert (told["active_from"] >= told["first_signed_best"]).sum() > 10
    assert told["signing_dates"].str.contains("; ").sum() > 20
    codes = told.loc[told["county_fips"].str.contains(";"), "county_fips"].str.split("; ")
    assert codes.map(lambda pair: pair[0] == pair[1]).any() and codes.map(lambda pair: pair[0] != pair[1]).sum() == 1
    assert (told["active_to"] == "2013-09-30").sum() > 10
    assert (told["models"] == "").sum() == 2


def test_the_yearly_workbook_marks_the_years_and_carries_its_mess(
    tiny_twin: WrittenTwin, people: pd.DataFrame, sampled: pd.DataFrame
) -> None:
    sheet = openpyxl.load_workbook(tiny_twin.directory / "ice_287g_curated" / FILES["ice_287g_curated"]).active
    assert sheet.dimensions == f"A1:AA{USED_ROWS}"
    header, *cells = sheet.values
    table = pd.DataFrame(cells, columns=[name or "" for name in header], dtype=object).dropna(how="all")
    heading = table["State"] == "State (Alphabetical)"
    assert heading.sum() == 1 and 10 < heading.to_numpy().argmax() < len(table) - 10
    assert (table.loc[~heading, "State"].isna()).sum() == 1
    assert table["FIPS"].dropna().map(type).eq(int).all() and (table["FIPS"] == WRONG_FIPS).sum() == 1
    bare = table["County"].str.endswith((" County", " Parish"))
    assert 2 <= bare.sum() <= 12
    agreements = _agreements(people, sampled, SEED)
    lasting = agreements[agreements["last_day"].isna()].iloc[0]
    row = table[(table["State"] == lasting["state_name"].upper()) & (table["County"] == lasting["agency"])].iloc[0]
    marked = [year for year in YEARS if row[f"y{year}"] == "X"]
    assert marked == list(range(lasting["signed"].year, 2020))


def test_rows_nobody_can_place_or_believe_are_named_in_the_manifest(tiny_twin: WrittenTwin) -> None:
    planted = pd.DataFrame(tiny_twin.manifest.planted_mess)
    assert planted.loc[planted["source"] == "ice_287g_curated", "n_cells"].sum() == 2
    assert planted.loc[planted["source"] == "dated_policies", "column_name"].tolist() == ["start_latest"]


@pytest.mark.parametrize("seed", SEEDS)
def test_task_forces_end_with_the_regime_of_their_state(people: pd.DataFrame, sampled: pd.DataFrame, seed: int) -> None:
    spells = agreement_spells(_agreements(people, sampled, seed))
    task_forces = spells[spells["policy"] == TASK_FORCE]
    latest = [task_force_last_day(county[:2]) for county in task_forces["county_fips"]]
    assert all(last <= limit for last, limit in zip(task_forces["last_day"], latest, strict=True))


def test_a_hybrid_of_arizona_goes_on_as_jail_when_the_task_forces_there_end() -> None:
    hybrid = pd.DataFrame(
        {"state_fips": ["04"], "counties": [("04001",)], "model": [HYBRID], "signed": [dt.date(2008, 3, 3)]}
    ).assign(last_day=None)
    spells = agreement_spells(hybrid).set_index("policy")
    assert spells.loc[TASK_FORCE, "last_day"] == dt.date(2012, 6, 25)
    assert spells.loc[JAIL, "last_day"] > dt.date(2014, 12, 31)
