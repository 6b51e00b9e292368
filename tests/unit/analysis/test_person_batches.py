"""Record batches give the numbers of the frame, wherever they are cut, and say when they cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import between_within_logit
from analysis.estimators.person_batches import WholePersons
from analysis.estimators.random_intercept.row_file import FileColumns, RowFile
from tests.unit.analysis.simulated_panels import person_panel

ROLES = {"within": ["x"], "between_only": ["z"], "unsplit": ["wave"]}


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    panel = person_panel(1_200, seed=12)
    weight = np.random.default_rng(1).gamma(4, 0.25, len(panel))
    return panel.assign(county="c" + panel["county"].astype(str), weight=weight)


def cut(frame: pd.DataFrame, rows: int) -> list[pd.DataFrame]:
    return [frame.iloc[start : start + rows] for start in range(0, len(frame), rows)]


def assert_same_fit(ours, theirs):
    columns = ["estimate", "std_error", "p_value", "conf_low", "conf_high"]
    np.testing.assert_allclose(ours.table[columns], theirs.table[columns], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(ours.linear_predictor, theirs.linear_predictor, rtol=1e-9, atol=1e-12)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, rel=1e-12)
    for name in ("status", "message", "points", "inference", "n_clusters", "n_persons", "n_interviews"):
        assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize("rows", [1, 7, 1_000, 10_000])
def test_persons_may_straddle_batches_of_any_size(panel, rows):
    frame = panel[panel["person"] < 60] if rows == 1 else panel
    arguments = "y", "person"
    assert_same_fit(
        between_within_logit(cut(frame, rows), *arguments, **ROLES, cluster="county"),
        between_within_logit(frame, *arguments, **ROLES, cluster="county"),
    )


@pytest.mark.parametrize(
    "options",
    [{}, {"cluster": "person"}, {"row_weights": "weight"}, {"row_weights": "weight", "cluster": "county"}],
)
def test_weights_and_clusters_are_those_of_the_frame(panel, options):
    batches = cut(panel, 211)
    assert_same_fit(
        between_within_logit(lambda: iter(batches), "y", "person", **ROLES, **options),
        between_within_logit(panel, "y", "person", **ROLES, **options),
    )


def test_start_from_a_sample_reads_its_rows_from_the_file(panel, monkeypatch):
    monkeypatch.setattr("analysis.estimators.random_intercept.ascent._PERSONS_OF_FULL_START", 300)
    monkeypatch.setattr("analysis.estimators.random_intercept.row_file._ROWS_PER_READ", 100)
    assert_same_fit(
        between_within_logit(cut(panel, 500), "y", "person", **ROLES),
        between_within_logit(panel, "y", "person", **ROLES),
    )


def test_arrow_batches_tables_and_data_sets(panel, tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    dataset = pytest.importorskip("pyarrow.dataset")
    table = pyarrow.Table.from_pandas(panel)
    dataset.write_dataset(table, tmp_path, format="parquet")
    expected = between_within_logit(panel, "y", "person", **ROLES)
    for batches in (table.to_batches(max_chunksize=300), table, dataset.dataset(tmp_path, format="parquet").scanner()):
        assert_same_fit(between_within_logit(batches, "y", "person", **ROLES), expected)


def test_whole_persons_by_hand():
    frames = [pd.DataFrame({"id": list(ids)}) for ids in ("aab", "b", "bc", "d", "d")]
    persons = WholePersons(frames, "id")
    assert ["".join(frame["id"]) for frame in persons] == ["aa", "bbb", "c", "dd"]
    assert persons.fault is None


@pytest.mark.parametrize("rows", [50, 100_000])
def test_a_person_who_comes_back_is_refused(panel, rows):
    result = between_within_logit(cut(pd.concat([panel, panel.iloc[:1]]), rows), "y", "person", **ROLES)
    assert result.status == "refused"
    assert result.message == "persons come back 1 times after another has started; sort the batches by 'person'"


def test_faults_are_those_of_the_frame(panel):
    missing = panel.assign(x=panel["x"].where(panel.index != 1_503))
    result = between_within_logit(cut(missing, 500), "y", "person", **ROLES)
    assert result.status == "refused" and "missing values in x (1 rows)" in result.message
    assert "(found among rows " in result.message and len(result.table) == 6
    never = between_within_logit(cut(panel.assign(y=0), 500), "y", "person", **ROLES)
    assert never.status == "not_estimable" and "never occurs" in never.message
    constant = between_within_logit(cut(panel.assign(z=2.5), 500), "y", "person", **ROLES)
    assert constant.message == "z (between) is the same for all persons; leave out what cannot be told apart"
    rare = (panel.index % 50 == 0).astype(float)
    separated = panel.assign(rare=rare, y=panel["y"].where(rare == 0, 0))
    result = between_within_logit(cut(separated, 500), "y", "person", ["x"], unsplit=["rare"])
    assert result.message.startswith("separation: rare predicts")
    assert between_within_logit([], "y", "person", **ROLES).message == "no rows"


def test_wrong_batches_raise(panel):
    with pytest.raises(KeyError, match="nobody"):
        between_within_logit(cut(panel, 500), "y", "nobody", ["x"])
    with pytest.raises(KeyError, match="no_column"):
        between_within_logit(cut(panel, 500), "y", "person", ["no_column"])
    with pytest.raises(ValueError, match="a batch is a dict"):
        between_within_logit([{"x": 1}], "y", "person", ["x"])


def test_a_file_of_rows_reads_like_an_array():
    rows = np.random.default_rng(5).normal(size=(1_000, 3))
    stored = RowFile(3)
    stored.append(rows[:400])
    stored.append(rows[400:])
    stored.finish()
    assert stored.shape == (1_000, 3) and len(stored) == 1_000
    np.testing.assert_array_equal(stored[398:405], rows[398:405])
    np.testing.assert_array_equal(stored[990:2_000], rows[990:])
    np.testing.assert_array_equal(stored[np.array([0, 7, 999])], rows[[0, 7, 999]])
    np.testing.assert_array_equal(FileColumns(stored)[1], rows[:, 2])
    stored.close()
