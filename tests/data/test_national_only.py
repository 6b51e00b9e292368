"""Public records of a year without areas: they tell national rates and nothing of the panel."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.hand_made_survey import household, incident, person, write_survey
from tests.data.partial_build import build_part, built_rows

pytestmark = pytest.mark.slow


def _write_raw(folder: Path) -> None:
    addresses = range(1, 5)
    write_survey(
        folder,
        [household(address, V2118=1 + address % 2) for address in addresses],
        [person(address) for address in addresses],
        [incident(1, WGTVICCY=250.0)],
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    models = ["+int_victimization_totals", "+sample_flow", "+row_accounting"]
    return build_part(tmp_path_factory.mktemp("national"), _write_raw, models, national_only=True)


def test_they_are_the_persons_and_incidents_of_national_rates(built: Settings) -> None:
    sums = "select sum(weighted_total) from intermediate.int_victimization_totals where population = 'all'"
    assert built_rows(built, f"{sums} and unit = 'person' and quantity = 'population'") == [(4000.0,)]
    assert built_rows(built, f"{sums} and outcome = 'violent_victimization' and quantity = 'victimizations'") == [
        (250.0,)
    ]


def test_none_of_them_enters_the_panel_and_the_flow_says_why(built: Settings) -> None:
    assert built_rows(built, "select count(*) from intermediate.int_interviews") == [(0,)]
    excluded = built_rows(
        built,
        "select n_records from quality.sample_flow where flow = 'interviews' and rule like 'years without%'",
    )
    assert excluded == [(4,)]
    assert built_rows(built, "select count(*) from quality.rejected_rows") == [(0,)]
