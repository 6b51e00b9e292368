"""Data the between–within logit cannot fit: each by name, with a status, and never a number."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit
from tests.unit.analysis.simulated_panels import person_panel

ROLES = {"within": ["x"], "between_only": ["z"], "unsplit": ["wave"]}


def _few_exposed_without_events(frame: pd.DataFrame) -> pd.DataFrame:
    x = np.where(frame["person"] < 3, frame["wave"] % 2, 0.0)
    return frame.assign(x=x, y=frame["y"].where(x == 0, 0))


def _separated_by_a_measure(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(z=frame["y"] + 0.1 * np.sin(np.arange(len(frame))))


CASES = {
    "no treated person": (
        lambda f: f.assign(x=0.0),
        "not_estimable",
        "x (within) does not vary within any person; x (between) is the same for all persons",
        (("x", "within"), ("x", "between")),
    ),
    "separation by few": (
        _few_exposed_without_events,
        "not_estimable",
        "separation: x (within), x (between) predicts the outcome of",
        (("x", "within"), ("x", "between")),
    ),
    "separation by a measure": (
        _separated_by_a_measure,
        "not_estimable",
        "separation: z (between) predicts the outcome of",
        (("z", "between"),),
    ),
    "infinite value": (
        lambda f: f.assign(z=f["z"].where(f.index != 5, np.inf)),
        "refused",
        "infinite values, or values too large to be squared, in z (between) (1 rows)",
        (("z", "between"),),
    ),
    "value too large": (
        lambda f: f.assign(x=f["x"].where(f.index != 0, 1e200)),
        "refused",
        "too large to be squared, in x (within)",
        (("x", "within"), ("x", "between")),
    ),
    "missing outcome": (lambda f: f.assign(y=f["y"].where(f.index != 3)), "refused", "y (1 rows)", ()),
    "missing person": (lambda f: f.assign(person=f["person"].where(f.index != 3)), "refused", "person (1 rows)", ()),
    "no rows": (lambda f: f.iloc[:0], "not_estimable", "no rows", ()),
    "one interview each": (lambda f: f.drop_duplicates("person"), "not_estimable", "nobody is interviewed twice", ()),
    "no events": (lambda f: f.assign(y=0), "not_estimable", "the outcome never occurs in", ()),
}


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    return person_panel()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("is_in_batches", [False, True])
@pytest.mark.parametrize(("change", "status", "words", "terms"), CASES.values(), ids=CASES)
def test_each_fault_by_name(
    panel, change: Callable, status: str, words: str, terms: tuple[tuple[str, str], ...], is_in_batches: bool
):
    frame = change(panel)
    rows = [frame.iloc[:700], frame.iloc[700:]] if is_in_batches else frame
    result = between_within_logit(rows, "y", "person", **ROLES)
    assert result.status == status and words in result.message
    assert result.faulty_terms == terms
    assert result.table[["estimate", "std_error", "odds_ratio"]].isna().all(axis=None) and len(result.table) == 6


def test_collinear_policies_name_each_other(panel):
    frame = panel.assign(other=1.0 - panel["x"])
    result = between_within_logit(frame, "y", "person", ["x", "other"])
    words = "other (within) is collinear with x (within); leave out what cannot be told apart"
    assert (result.status, result.message) == ("not_estimable", words)
    assert result.faulty_terms == (("other", "within"),)


def test_one_cluster_and_missing_clusters(panel):
    one = between_within_logit(panel.assign(place=1), "y", "person", ["x"], cluster="place")
    words = "only one cluster by place: errors need at least two; cluster by less"
    assert (one.status, one.message) == ("not_estimable", words)
    missing = panel.assign(place=panel["county"].where(panel["person"] != 3))
    result = between_within_logit(missing, "y", "person", ["x"], cluster="place")
    assert result.status == "refused" and "missing values in place" in result.message


def test_a_confidence_level_that_is_no_share_raises(panel):
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        between_within_logit(panel, "y", "person", ["x"], confidence_level=1.5)
