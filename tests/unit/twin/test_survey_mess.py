"""What is spoilt in the twin's files on purpose is listed, takes nothing else with it, and comes in several forms."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd

from orchestration.sources.catalog import load_catalog
from orchestration.sources.readers import read
from orchestration.twin.survey_files import survey_file_names
from tests.unit.twin.tiny import WrittenTwin


def test_spoilt_cells_and_rows_are_those_the_manifest_lists(tiny_twin: WrittenTwin) -> None:
    person, household, incident = (
        tiny_twin.survey(f"ncvs_{records}") for records in ("person", "household", "incident")
    )
    area = tiny_twin.survey("ncvs_area")
    everybody = person["IDHH"] + person["IDPER"].str[25:].str.zfill(2)
    found = {
        ("ncvs_person", 2005, "wgtpercy"): person["WGTPERCY"].str.startswith("-"),
        ("ncvs_person", 2006, "wgtpercy"): person["WGTPERCY"] == "",
        ("ncvs_person", 2007, "v3018"): ~person["V3018"].isin(["1", "2"]),
        ("ncvs_person", 2008, "idper"): person["IDPER"].str.len() != 27,
        ("ncvs_person", 2009, "v3014"): ~person["V3014"].str.fullmatch(r"\d+"),
        ("ncvs_household", 2010, "v2015"): household["V2015"].str.fullmatch(r"[^\d]+"),
        ("ncvs_incident", 2010, "v4399"): ~incident["V4399"].isin(["1", "2", "3"]),
        ("ncvs_incident", 2011, "v4529"): ~incident["V4529"].str.match(r"^\(?\d+"),
        ("ncvs_incident", 2012, "idper"): ~incident["IDPER"].isin(everybody),
        ("ncvs_area", 2014, "idper"): ~area["IDPER"].isin(everybody),
    }
    years = {"ncvs_person": person, "ncvs_household": household, "ncvs_incident": incident, "ncvs_area": area}
    listed = {(entry["source"], entry["file_name"], entry["column_name"]) for entry in tiny_twin.manifest.planted_mess}
    for (source, year, column), is_spoilt in found.items():
        assert years[source].loc[is_spoilt, "year"].tolist() == [year], column
        assert (source, survey_file_names(year)[source], column) in listed


def test_what_is_spoilt_takes_no_weight_and_no_incident_with_it(tiny_twin: WrittenTwin) -> None:
    person, incident = tiny_twin.survey("ncvs_person"), tiny_twin.survey("ncvs_incident")
    absent = person["V3011"].isin(["5", "6"])
    assert absent[pd.to_numeric(person["WGTPERCY"]).fillna(-1) < 0].all()
    spoilt = person[(person["V3018"] == "7") | (person["IDPER"].str.len() == 26) | (person["V3014"] == "forty")]
    assert len(spoilt) == 3
    idper = spoilt["IDHH"] + spoilt["IDPER"].str[25:].str.zfill(2)
    victims = set(zip(incident["year"], incident["IDPER"], strict=True))
    assert not victims & set(zip(spoilt["year"], idper, strict=True))


def test_files_come_in_the_forms_archives_deliver(tiny_twin: WrittenTwin) -> None:
    suffixes = {"".join(path.suffixes) for path in tiny_twin.directory.glob("ncvs_*/*")}
    assert suffixes == {".tsv", ".tsv.gz", ".csv", ".dta"}
    path = tiny_twin.directory / "ncvs_household" / survey_file_names(2012)["ncvs_household"]
    labelled = pd.read_stata(path)
    assert set(labelled["V2127B"]) <= {"(1) Northeast", "(2) Midwest", "(3) South", "(4) West"}
    raw = read(path, load_catalog()["ncvs_household"]).table.to_pandas()
    assert raw["idhh"].str.fullmatch(r"\d{25}").all() and raw["v2127b"].isin(["1", "2", "3", "4"]).all()
    assert raw["yearq"].isin(["2012.1", "2012.2", "2012.3", "2012.4"]).all()
    quoted = tiny_twin.directory / "ncvs_person" / survey_file_names(2008)["ncvs_person"]
    assert quoted.read_text(encoding="utf-8").startswith('"YEARQ","IDHH","IDPER"')


def test_every_spoilt_cell_of_the_census_is_listed(tiny_twin: WrittenTwin) -> None:
    stated = Counter(entry["source"] for entry in tiny_twin.manifest.planted_mess)
    answers = (tiny_twin.directory / "acs5").glob("*.json")
    cells = [cell for path in answers for row in json.loads(path.read_text(encoding="utf-8"))[1:] for cell in row[1:]]
    assert sum(not cell.lstrip("-").isdigit() for cell in cells) == stated["acs5_b19057"]
    assert stated["ice_287g_participating"] == 6
