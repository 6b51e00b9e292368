"""The reading commands on a made-up warehouse: what they print, write and refuse."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.query import QueryError
from orchestration.reading.errors import ReadingError
from tests.command_line import query, run_fedlocal


def printed(home: Path, *arguments: str) -> str:
    """Return what a command prints; an error it raises is raised here."""
    result = CliRunner().invoke(app, [*arguments, "--home", str(home)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def cells_of(output: str, first: str) -> list[list[str]]:
    """Return the cells of the printed table lines that begin with a text."""
    lines = [line.split("│") for line in output.splitlines() if line.startswith(first) and "│" in line]
    return [[cell.strip() for cell in line] for line in lines]


def test_a_county_shows_everything_that_reaches_it_in_order_of_time(home: Path) -> None:
    output = printed(home, "county", "Maricopa, AZ")
    assert output.startswith("Maricopa County, Arizona (04013)\npopulation 1,234 (census of 2010)\n")
    spells = [line for line in output.split("Dated legal events")[0].splitlines() if "│" in line]
    rows = [[cell.strip() for cell in line.split("│")] for line in spells if "┃" not in line]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("2008-01-01", "in force, no end recorded", "Arizona (state)"),
        ("2009-01 (month)", "2014-11-20", "Maricopa County, AZ (county)"),
        ("2010-03-01", "in force on 2012-12-01", "Arizona Department of Made-up (state)"),
        (
            "between 2010-03-01 and 2010-06-30",
            "between 2012-01-01 and 2012-06-30",
            "Two County Police Department (municipal, 40 % of its people here)",
        ),
        ("2015-07 (month)", "2017-01-25", "United States (national)"),
    ]
    sources = {row[3]: (row[5], row[6]) for row in rows}
    assert sources["Arizona Department of Made-up (state)"][1] == "statewide 287(g) agreement: not counted by default"
    listed = output.split("\nSources\n")[1].split("\nAgencies of")[0].splitlines()
    titles = dict(line.strip().split("  ", 1) for line in listed)
    assert titles[sources["Maricopa County, AZ (county)"][0]] == "Lists of agreements: dates.csv"
    two = sources["Two County Police Department (municipal, 40 % of its people here)"]
    assert titles[two[0]] == "Lists of agreements: list_2010.csv and 1 more"
    assert "could not be placed in a county, and may be missing here: 1;" in output
    assert "SYNTHETIC" not in output


def test_a_county_tells_its_legal_events_and_whether_they_were_checked(home: Path) -> None:
    output = printed(home, "county", "04013")
    assert "Event elsewhere" not in output
    assert cells_of(output, "2011-12-15") == [
        ["2011-12-15", "Made-up agreement terminated", "287g_jail, 287g_hybrid", "from memory", "A letter"]
    ]


def test_a_county_tells_what_is_not_known_and_where_sources_differ(home: Path) -> None:
    output = printed(home, "county", "04013")
    unknown = output.split("Months in which nothing is known")[1].split("Where sources differ")[0]
    assert cells_of(unknown, "Worksite raid") == [["Worksite raid", "every month: 2008-10 to 2012-12 (51 months)"]]
    assert cells_of(unknown, "Employment")[0][1] == "2008-10 to 2008-12 (3 months)"
    assert cells_of(unknown, "Secure") == []
    conflicts = output.split("Where sources differ about these agencies")[1]
    assert cells_of(conflicts, "end")[0][1:5] == [
        "Two county police department",
        "287g_jail",
        "2010-03-01 (lists)",
        "2013 (marks)",
    ]
    assert [row[4] for row in cells_of(conflicts, "count_member")] == ["count_a (marks); count_b (marks)"]
    assert "Pima County" not in conflicts


def test_a_county_is_drawn_with_a_character_a_quarter(home: Path) -> None:
    lines = printed(home, "county", "04013").splitlines()
    secure = next(line for line in lines if line.startswith("Secure Communities  "))
    employment = next(line for line in lines if line.startswith("Employment verification law  "))
    # 2008 begins before the panel; the activation month is only possible, the rest of its quarter certain
    assert secure.split()[-1] == "???·" + "█" * 16
    assert employment.split()[-1] == "????" + "█" * 16
    left_out = next(line for line in lines if line.startswith("Not drawn"))
    assert "Worksite raid" in left_out
    assert "Secure Communities" not in left_out


def test_a_synthetic_row_is_called_so(home: Path, change) -> None:
    change("update marts.policy_timeline set is_synthetic = true where spell_id = 'sc'")
    output = printed(home, "county", "04013")
    assert "SYNTHETIC, since made-up sources are behind them: spells\n" in output
    assert cells_of(output, "2009-01 (month)")[0][-1] == "SYNTHETIC"
    assert "SYNTHETIC" not in printed(home, "county", "04019")


def test_an_old_code_is_mapped_and_a_version_without_the_seed_says_less(home: Path, change) -> None:
    assert "46102 is read as 46113, its code of 2010: Shannon County was renamed" in printed(home, "county", "46102")
    change("drop table marts.county_changes", "drop table marts.states")
    assert printed(home, "county", "4013").startswith("Maricopa County, AZ (04013)")
    with pytest.raises(ReadingError, match="No county of 2010 has the code 46102"):
        printed(home, "county", "46102")


def test_a_version_that_lacks_a_table_says_to_publish_anew(home: Path, change) -> None:
    change("drop table marts.policy_conflicts")
    with pytest.raises(ReadingError, match=r"policy_conflicts.*\n  remedy: run `fedlocal run`"):
        printed(home, "county", "04013")


def test_csv_holds_the_spells_and_json_the_whole_page(home: Path) -> None:
    rows = pd.read_csv(io.StringIO(printed(home, "county", "04013", "--format", "csv")), dtype=str)
    assert rows["spell_id"].tolist() == ["law", "sc", "state", "two", "pe"]
    assert rows.loc[1, ["start_earliest", "end_latest"]].tolist() == ["2009-01-01", "2014-11-20"]
    page = json.loads(printed(home, "county", "04013", "--format", "json"))
    assert [row["spell_id"] for row in page["spells"]] == ["law", "sc", "state", "two", "pe"]
    assert page["spells"][0]["end_latest"] is None
    assert page["unknown_months"][-1] == {
        "policy": "worksite_raid",
        "first_month": "2008-10",
        "last_month": "2012-12",
        "n_months": 51,
    }
    assert len(page["conflicts"]) == 3
    with pytest.raises(QueryError, match="table, csv, json"):
        printed(home, "county", "04013", "--format", "xml")


def spells_in_force(home: Path, *arguments: str) -> dict[str, str]:
    rows = json.loads(printed(home, "policies", *arguments, "--format", "json"))
    return {row["spell_id"]: row["in_force"] for row in rows}


def test_policies_of_a_day_are_those_of_the_table_function(home: Path) -> None:
    found = spells_in_force(home, "--as-of", "2012-03-15", "--known", "2014-06")
    statement = "select spell_id, in_force from marts.policies_as_of(date '2012-03-15', date '2014-06-30')"
    expected = query(home, statement)
    assert found == dict(zip(expected["spell_id"], expected["in_force"], strict=True))
    assert found["two"] == "possible"
    assert found["sc"] == "certain"


def test_what_was_known_earlier_was_believed_then(home: Path) -> None:
    assert spells_in_force(home, "--as-of", "2012-03-15", "--known", "2012-12-31")["two"] == "certain"
    assert "two" not in spells_in_force(home, "--as-of", "2012-07-01")
    assert spells_in_force(home, "--as-of", "2012-07-01", "--known", "2010-10-28") == {}


def test_a_month_asks_for_any_of_its_days(home: Path) -> None:
    assert spells_in_force(home, "--as-of", "2009-01-31", "--level", "county") == {"sc": "certain", "sc2": "certain"}
    assert spells_in_force(home, "--as-of", "2009-01-30", "--level", "county") == {"sc": "possible", "sc2": "possible"}
    assert spells_in_force(home, "--as-of", "2009-01", "--level", "county") == {"sc": "certain", "sc2": "certain"}
    assert spells_in_force(home, "--as-of", "2017-01", "--level", "national") == {"pe": "certain"}
    assert spells_in_force(home, "--as-of", "2017-02", "--level", "national") == {}


def test_policies_are_counted_then_listed(home: Path) -> None:
    output = printed(home, "policies", "--as-of", "2010-04-01", "--state", "Arizona", "--limit", "2")
    assert output.startswith("In force on 2010-04-01, by every source\n")
    assert cells_of(output, "287g_jail")[0] == ["287g_jail", "287(g) jail enforcement", "2", "1", "1"]
    assert cells_of(output, "secure_communities")[0][2:] == ["2", "0", "0"]
    assert "and 4 more: narrow with --policy" in output
    assert "No source dates: " in output
    assert "worksite_raid" in output.split("No source dates: ")[1].splitlines()[0]


def test_a_day_after_the_newest_source_is_told(home: Path) -> None:
    assert "The newest source is of 2013-01-01" in printed(home, "policies", "--as-of", "2014-01-01")
    assert "The newest source is of 2011-06-30" in printed(
        home, "policies", "--as-of", "2012-01-01", "--known", "2011-06"
    )
    assert "The newest source" not in printed(home, "policies", "--as-of", "2012-12-31")


def test_policies_are_narrowed_by_policy_state_and_level(home: Path) -> None:
    assert set(spells_in_force(home, "--as-of", "2010-07-01", "--policy", "287g_jail")) == {"state", "lost", "two"}
    assert spells_in_force(home, "--as-of", "2016-01-01", "--state", "MD") == {"pe": "certain"}
    for arguments, message in (
        (("--policy", "287g"), "No policy has the code '287g'.\n  remedy: choose one of secure_communities"),
        (("--level", "city"), "choose one of county, municipal"),
        (("--state", "ZZ"), "No state is called 'ZZ'"),
        (("--known", "2012-02-30"), "--known '2012-02-30' is no date of the calendar"),
    ):
        with pytest.raises(ReadingError) as refused:
            spells_in_force(home, "--as-of", "2010-07-01", *arguments)
        assert message in str(refused.value)


def test_conflicts_are_narrowed_by_kind_policy_and_state(home: Path) -> None:
    output = printed(home, "conflicts", "--kind", "start")
    assert output.startswith("1 conflicts")
    assert cells_of(output, "start")[0][:2] == ["start", "Pima County, AZ"]
    rows = pd.read_csv(io.StringIO(printed(home, "conflicts", "--policy", "287g_jail", "--format", "csv")))
    assert rows["kind"].tolist() == ["count_member", "count_member", "end"]
    assert printed(home, "conflicts", "--state", "MD").startswith("0 conflicts")
    with pytest.raises(ReadingError, match="choose one of count_member, end, start"):
        printed(home, "conflicts", "--kind", "begin")


def test_the_process_prints_the_page_and_ends_an_error_without_a_traceback(home: Path) -> None:
    finished = run_fedlocal("county", "Maricopa, AZ", home=home)
    assert finished.returncode == 0, finished.stderr
    assert "█" in finished.stdout
    refused = run_fedlocal("county", "Baltimore, MD", home=home)
    assert refused.returncode == 1
    assert refused.stderr.startswith("error: 'Baltimore, MD' can be 2 counties:\n    24005  Baltimore County, MD\n")
    assert "Traceback" not in refused.stderr
