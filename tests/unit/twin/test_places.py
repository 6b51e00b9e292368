"""Counties, adjacency, gazetteers and tracts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orchestration.twin.counties import Counties, read_counties
from orchestration.twin.states import state_table
from tests.unit.twin.tiny import WrittenTwin


def test_all_counties_of_2010_are_there(counties: Counties) -> None:
    assert len(counties.table) == 3_221
    assert counties.table["county_fips"].is_unique
    assert (counties.table["land_m2"] > 0).all()


def test_adjacency_is_symmetric_and_holds_self_pairs(counties: Counties) -> None:
    pairs = set(zip(counties.adjacency["county_fips"], counties.adjacency["neighbor_fips"], strict=True))
    assert pairs == {(right, left) for left, right in pairs}
    assert {(county, county) for county in counties.table["county_fips"]} <= pairs


@pytest.mark.real
def test_adjacency_is_a_subset_of_the_census_file(counties: Counties, shared_directory: Path) -> None:
    census = pd.read_csv(shared_directory / "data/geography/county_adjacency_2010.tsv", sep="\t", dtype=str)
    known = set(zip(census["county_id"], census["adjacent_county_id"], strict=True))
    ours = set(zip(counties.adjacency["county_fips"], counties.adjacency["neighbor_fips"], strict=True))
    assert ours <= known
    # What the generalised boundaries miss lies across water or in territories without boundaries here.
    assert len(known - ours) == 383


@pytest.mark.real
def test_names_and_areas_agree_with_the_real_gazetteer(counties: Counties, shared_directory: Path) -> None:
    path = shared_directory / "data/geography/Gaz_counties_national_2010.txt"
    real = pd.read_csv(path, sep="\t", dtype=str, encoding="latin-1").set_index("GEOID")
    ours = counties.table.set_index("county_fips")
    assert ours["name"].equals(real["NAME"].str.strip().reindex(ours.index).rename("name"))
    assert np.allclose(ours["land_m2"], real["ALAND"].astype(float).reindex(ours.index), rtol=2e-4)


def test_a_real_gazetteer_replaces_areas_and_points() -> None:
    row = {"usps": "AL", "geoid": "01001", "name": "Autauga County", "aland": "1539582278", "awater": "25775735"}
    real = pd.DataFrame([{**row, "intptlat": "32.536382", "intptlong": "-86.644490   "}])
    table = read_counties(real).table.set_index("county_fips")
    assert table.loc["01001", "land_m2"] == 1_539_582_278
    assert table.loc["01001", "longitude"] == -86.644490
    assert table.loc["01003", "land_m2"] > 0


def test_gazetteer_of_counties_has_the_real_form(tiny_twin: WrittenTwin) -> None:
    content = (tiny_twin.directory / "gazetteer_county/Gaz_counties_national_2010.txt").read_bytes()
    lines = content.decode("latin-1").split("\r\n")
    assert lines[0].startswith("STUSPS\tGEOID\tANSICODE\tNAME\tALAND\tAWATER") and lines[0].endswith(" ")
    assert len(lines) == 3_221 + 2
    assert "Do\xf1a Ana County" in content.decode("latin-1")


def test_invented_people_keep_the_shares_of_their_state(people: pd.DataFrame) -> None:
    states = state_table().set_index("state_fips")
    latinos = (people["population"] * people["share_latino"]).groupby(people["state_fips"]).sum()
    share = latinos / people.groupby("state_fips")["population"].sum()
    large = ["06", "12", "17", "36", "48"]
    assert np.allclose(share[large], states.loc[large, "latino"], atol=0.01)
    border = people[(people["state_fips"] == "48") & (people["border_km"] < 50)]
    assert border["share_latino"].mean() > 1.5 * people.loc[people["state_fips"] == "48", "share_latino"].mean()


def test_sampled_counties_follow_the_design(sampled: pd.DataFrame, people: pd.DataFrame) -> None:
    assert len(sampled) == 60
    assert sampled["county_fips"].is_unique
    assert sampled["sample_share"].sum() == pytest.approx(1.0)
    assert not sampled["state_fips"].eq("72").any()
    assert sampled.groupby("psu")["state_fips"].nunique().max() == 1
    assert sampled.groupby("psu").size().max() <= 3
    drawn = sampled[~sampled["is_self_representing"]]
    assert drawn.groupby("stratum_2006")["psu"].nunique().min() >= 2


def test_tracts_lie_in_their_county_and_water_has_no_land(tracts: pd.DataFrame) -> None:
    assert tracts["tract_geoid"].is_unique
    assert tracts["tract_geoid"].str.fullmatch(r"\d{11}").all()
    assert (tracts["tract_geoid"].str[:5] == tracts["county_fips"]).all()
    water = tracts[tracts["tract_geoid"].str[5:7] == "99"]
    assert len(water) == 2
    assert (water["land_m2"] == 0).all() and (water["population"] == 0).all()
    assert (tracts.drop(water.index)["land_m2"] > 0).all()
