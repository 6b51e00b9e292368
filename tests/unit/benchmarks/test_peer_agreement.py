"""How two programs' numbers are compared and printed, on numbers compared by hand; nothing here needs R."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimators import survey_total
from tests.benchmarks.peers import r_programs
from tests.benchmarks.peers.agreement import Fit, apart, compare, table_text
from tests.benchmarks.peers.matching import same_pairs
from tests.benchmarks.peers.multilevel import split_columns
from tests.benchmarks.peers.own_fits import own_fit
from tests.benchmarks.peers.r_programs import DEBIAN_PACKAGE_OF, missing_debian_packages, run_r


def numbers(**terms: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(terms, orient="index", columns=["estimate", "std_error"])


def test_differences_are_relative_to_the_estimate_or_to_its_error_where_that_is_larger():
    own = numbers(a=(2.0, 0.5), b=(0.02, 0.11))
    peer = numbers(b=(0.01, 0.1), a=(2.02, 0.5))
    estimates, errors = apart(own, peer)
    assert estimates == pytest.approx(max(0.02 / 2.02, 0.01 / 0.1))
    assert errors == pytest.approx(0.11 / 0.1 - 1)


def test_a_term_without_error_counts_in_the_estimates_alone():
    own, peer = numbers(a=(2.0, 0.5), sigma=(1.5, 0.3)), numbers(a=(2.0, 0.5), sigma=(1.2, np.nan))
    assert apart(own, peer) == (pytest.approx(0.25), 0.0)
    estimates, errors = apart(own.loc[["sigma"]], peer.loc[["sigma"]])
    assert estimates == pytest.approx(0.25) and np.isnan(errors)


@pytest.mark.parametrize("which", ["own", "peer"])
@pytest.mark.parametrize("column", [0, 1])
def test_a_missing_number_never_passes_as_agreement(which, column):
    tables = {"own": numbers(a=(1.0, 1.0), b=(2.0, 1.0)), "peer": numbers(a=(1.0, 1.0), b=(2.0, 1.0))}
    tables[which].iloc[1, column] = np.nan
    estimates, errors = apart(tables["own"], tables["peer"])
    if (which, column) == ("peer", 1):
        # The peer has no error: there is nothing to compare it with, the rest is compared.
        assert (estimates, errors) == (0.0, 0.0)
    else:
        assert np.isnan((estimates, errors)[column])


def test_programs_with_different_terms_are_not_compared():
    with pytest.raises(ValueError, match="job: own and lme4 1 do not both have b, c"):
        compare("job", "1 x 1", Fit("own", 1.0, numbers(b=(1, 1))), Fit("lme4 1", 1.0, numbers(c=(1, 1))))


def test_ours_without_estimates_raises_with_its_reason():
    with pytest.raises(ValueError, match="no estimates of ours: separation"):
        compare("job", "1 x 1", Fit("own", 1.0, None, "separation"), Fit("R", 1.0, numbers(a=(1, 1))))


def test_table_shows_ratio_differences_and_what_was_not_done():
    own = Fit("own", 0.5, numbers(a=(1.0, 1.0)))
    lines = [
        compare("logit", "10 x 1", own, Fit("R 1", 1000.0, numbers(a=(1.25, 1.0))), "sigma 1.2"),
        compare("slow", "10 x 1", own, Fit("R 2", 240.0, None, "not done after 240 s")),
    ]
    assert table_text(lines).splitlines() == [
        "job    rows x columns  peer  own s   peer s  peer/own  estimates   errors  remarks",
        "logit  10 x 1          R 1   0.500  1000.00   2,000.0    2.0e-01  0.0e+00  sigma 1.2",
        "slow   10 x 1          R 2   0.500        -         -          -        -  not done after 240 s",
    ]


def test_columns_reach_a_script_bit_by_bit_and_its_answer_comes_back(monkeypatch):
    """A stand-in for Rscript reads what was written and answers as columns.R does."""
    frame = pd.DataFrame({"x": [0.1, 1 / 3, 1e300], "is_on": [True, False, True], "n": [1, 2, 3]})
    seen = {}

    def rscript(command, cwd, timeout, **_):
        folder = Path(command[2])
        seen.update(settings=command[3:], script=command[1], cwd=cwd, timeout=timeout)
        seen["described"] = (folder / "columns.txt").read_text()
        seen["values"] = np.fromfile(folder / "columns.bin").reshape(3, 3)
        (folder / "answer.csv").write_text("term,estimate,std_error\nx,0.10000000000000001,NaN\nn,NA,2\n")
        (folder / "about.txt").write_text("seconds=1.5\nversion=lme4 1.1.31\ncomplaint=a = b\n")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", rscript)
    fit, about, pairs = run_r("glmer.R", frame, 60.0, points=15)
    assert seen["script"] == "glmer.R" and (seen["cwd"] / "glmer.R").exists() and seen["timeout"] == 60.0
    assert seen["settings"] == ["points=15"] and seen["described"] == "3\nx\nis_on\nn\n"
    np.testing.assert_array_equal(seen["values"], frame.to_numpy(dtype=float).T)
    assert (fit.program, fit.seconds, fit.remarks) == ("lme4 1.1.31", 1.5, "a = b")
    assert about["complaint"] == "a = b" and pairs is None
    assert fit.table.loc["x", "estimate"] == 0.1 and fit.table.isna().to_numpy().tolist() == [
        [False, True],
        [True, False],
    ]


def test_a_failing_script_raises_with_its_last_words_and_a_slow_one_is_told(monkeypatch):
    frame = pd.DataFrame({"x": [1.0]})
    failed = subprocess.CompletedProcess([], 1, "", "Error: object 'y' not found")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match=r"clogit\.R failed: Error: object 'y' not found"):
        run_r("clogit.R", frame, 5.0)

    def slow(command, timeout, **_):
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", slow)
    fit, about, pairs = run_r("clogit.R", frame, 5.0)
    assert fit.table is None and fit.remarks == "not done after 5 s" and not about and pairs is None


def test_missing_packages_are_named_as_debian_names_them(monkeypatch):
    answer = subprocess.CompletedProcess([], 0, "survival \nMatchIt \n", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    assert missing_debian_packages() == ["r-cran-lme4", "r-cran-survey"]

    def no_r(*_, **__):
        raise FileNotFoundError("Rscript")

    monkeypatch.setattr(subprocess, "run", no_r)
    assert missing_debian_packages() == list(DEBIAN_PACKAGE_OF.values())


def test_the_benchmark_ends_with_code_one_and_names_the_package(monkeypatch, capsys):
    from tests.benchmarks import bench_peers

    monkeypatch.setattr(bench_peers, "missing_debian_packages", lambda: ["r-cran-lme4"])
    monkeypatch.setattr("sys.argv", ["bench_peers.py", "--quick"])
    assert bench_peers.main() == 1
    assert "missing Debian packages: r-cran-lme4" in capsys.readouterr().err


def test_make_installs_what_is_looked_for():
    makefile = (Path(r_programs.__file__).parents[3] / "Makefile").read_text()
    listed = next(line for line in makefile.splitlines() if line.startswith("DEBIAN_PEERS :="))
    assert sorted(listed.split(":=")[1].split()) == sorted(DEBIAN_PACKAGE_OF.values())


def test_pairs_that_one_program_does_not_have_are_not_the_same():
    class Result:
        pairs = pd.DataFrame({"treated_row": [0, 1, 2], "control_row": [7, 8, 9]})

    theirs = pd.DataFrame({"treated": [1, 2, 3, 4], "control": [8, 8, np.nan, 5]})
    assert same_pairs(Result, theirs) == "1 of 4 pairs the same"


def test_design_given_to_lme4_is_means_and_deviations():
    frame = pd.DataFrame(
        {"person": [1, 1, 2], "exposure_0": [0.0, 1.0, 1.0], "exposure_1": [2.0, 4.0, 0.0], "trait_0": [5.0, 5.0, 6.0]}
    ).assign(outcome=[0, 1, 0])
    design = split_columns(frame)
    assert design["exposure_0_within"].tolist() == [-0.5, 0.5, 0.0]
    assert design["exposure_1_between"].tolist() == [3.0, 3.0, 0.0]
    assert list(design)[-3:] == ["trait_0_between", "person", "outcome"]


def test_a_result_without_estimates_has_no_table_to_compare():
    frame = pd.DataFrame({"y": [1.0, np.nan], "w": [1.0, 1.0]})
    fit = own_fit(survey_total(frame, "y", weights="w"), has_components=False)
    assert fit.table is None and "y" in fit.remarks
