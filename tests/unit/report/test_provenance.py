"""Which sources the banner names, and which policies have none."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.report.provenance import make_banner, policies_without_source, source_lines
from tests.unit.report.made_up_frames import sources


def test_banner_sorts_sources_by_state() -> None:
    banner = make_banner(sources())
    assert banner.synthetic == (
        "National Crime Victimization Survey, person records",
        "Home county and tract of each interview",
    )
    assert banner.real[0] == "Secure Communities activation dates by county"
    assert banner.without_source == ("Jurisdictions that limit detainers",)


def test_a_source_real_in_one_period_and_invented_in_another_is_named_in_part() -> None:
    person = sources().iloc[[0, 0]].assign(status=["synthetic", "real"], is_synthetic=[True, False])
    banner = make_banner(person)
    assert banner.synthetic == ("National Crime Victimization Survey, person records (in part)",)
    assert banner.real == ()
    assert [line.state for line in source_lines(person)] == ["synthetic", "real"]


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan")])
def test_a_missing_flag_is_not_synthetic(missing: object) -> None:
    frame = sources(is_people_synthetic=False)
    frame["is_synthetic"] = frame["is_synthetic"].astype("object")
    frame.loc[0, "is_synthetic"] = missing
    assert not make_banner(frame).is_synthetic


def test_a_policy_lacks_a_source_only_when_the_list_says_so() -> None:
    assert policies_without_source(sources()) == {"anti_detainer"}
    assert policies_without_source(sources().iloc[:2]) == set()


def test_files_of_one_source_are_one_line() -> None:
    lines = source_lines(sources().iloc[[2, 2, 5]].reset_index(drop=True))
    assert [(line.state, line.n_files) for line in lines] == [("real", 2), ("no source", 0)]
