"""Files of NCVS Select, the public ones of the Bureau of Justice Statistics, become national victimizations."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.data.partial_build import build_part, built_rows

pytestmark = pytest.mark.slow

VICTIMIZATIONS = """"IDPER","YEARQ","HISPANIC","RACE","MARITAL","NEWCRIME","NEWOFF","NEWWGT"
"000000000000000000000000001","2010.4","1","2","1","1","4","1000.5"
"000000000000000000000000002","2010.4","2","1","2","1","2","500"
"000000000000000000000000003","2010.4","2","1","2","3","2","500"
"""
PERSONS = """"idper","yearq","hispanic","race","wgtpercy"
"000000000000000000000000001","2010.4","1","2","20010"
"""


def _build(home: Path, write) -> Settings:
    return build_part(home, write, ["+select_victimizations", "+rejected_rows"])


def test_a_file_gives_victimizations_and_with_its_persons_rates(tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        (folder / "gcuy-rt5g.csv").write_text(VICTIMIZATIONS)
        (folder / "r4j4-fdwx.csv").write_text(PERSONS)

    built = _build(tmp_path / "home", write)
    columns = "population_group, n_records, weighted_victimizations, rate_per_1000"
    assert built_rows(built, f"select {columns} from marts.select_victimizations order by 1") == [
        ("latino", 1, 1000.5, 50.0),
        ("white", 1, 500.0, None),
    ]
    assert built_rows(built, "select row_number, column_name, reason from quality.rejected_rows") == [
        (3, "newcrime", "unknown code")
    ]


@pytest.mark.real
def test_the_published_sample_is_read_whole(tmp_path: Path, shared_directory: Path) -> None:
    sample = shared_directory / "data" / "ncvs" / "select_personal_victimization_sample.csv"
    built = _build(tmp_path / "home", lambda folder: shutil.copy(sample, folder))
    [(n_records,)] = built_rows(built, "select sum(n_records) from marts.select_victimizations")
    assert n_records == 17
    assert built_rows(built, "select count(*) from quality.rejected_rows") == [(0,)]
