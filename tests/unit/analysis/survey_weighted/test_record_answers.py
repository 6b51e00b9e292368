"""The California schools of R's survey package, to the digits it prints.

R version 4.2.2, survey 4.1.1, printed with ten digits:
    svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)                   # CLUSTERED; also without fpc
    svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)     # STRATIFIED; also without fpc
"""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.estimators import survey_mean, survey_ratio, survey_total

pytestmark = pytest.mark.answers

CLUSTERED = {"weights": "pw", "psu": "dnum"}
STRATIFIED = {"weights": "pw", "strata": "stype"}


def printed(result) -> list[str]:
    return [f"{value:.10g}" for value in result.table.loc[0, ["estimate", "std_error"]]]


@pytest.fixture(scope="module")
def clusters(shared_directory) -> pd.DataFrame:
    return pd.read_csv(shared_directory / "answers" / "apiclus1.csv")


@pytest.fixture(scope="module")
def strata(shared_directory) -> pd.DataFrame:
    return pd.read_csv(shared_directory / "answers" / "apistrat.csv")


def test_one_stage_cluster_sample(clusters):
    corrected = survey_mean(clusters, "api00", fpc="fpc", **CLUSTERED)
    replaced = survey_mean(clusters, "api00", **CLUSTERED)
    assert printed(corrected) == ["644.1693989", "23.54224069"]
    assert printed(replaced) == ["644.1693989", "23.77901072"]
    assert (corrected.degrees_of_freedom, corrected.n_psus, corrected.n_strata) == (14, 15, 1)
    limits = [f"{limit:.9f}" for limit in corrected.table.loc[0, ["conf_low", "conf_high"]]]
    assert limits == ["593.676314463", "694.662483351"]


def test_totals_and_ratios_of_clusters(clusters):
    assert printed(survey_total(clusters, "enroll", **CLUSTERED)) == ["3404940.135", "941610.7409"]
    assert printed(survey_total(clusters, "enroll", fpc="fpc", **CLUSTERED)) == ["3404940.135", "932235.027"]
    assert printed(survey_ratio(clusters, "api.stu", "enroll", **CLUSTERED)) == ["0.8497087417", "0.008470640195"]


def test_covariance_of_two_means(clusters):
    covariance = survey_mean(clusters, ["api00", "api99"], **CLUSTERED).covariance
    assert [f"{value:.9f}" for value in covariance.ravel()] == [
        "565.441350864", "577.223346659", "577.223346659", "598.716204078",
    ]  # fmt: skip


def test_domains_of_clusters(clusters):
    elementary, high = clusters["stype"] == "E", clusters["stype"] == "H"
    corrected = CLUSTERED | {"fpc": "fpc"}
    assert printed(survey_mean(clusters, "api00", domain=elementary, **corrected)) == ["648.8680556", "22.36240889"]
    assert printed(survey_total(clusters, "enroll", domain=elementary, **CLUSTERED)) == ["2109717.127", "637699.0202"]
    ratio = survey_ratio(clusters, "api.stu", "enroll", domain=high, **CLUSTERED)
    assert printed(ratio) == ["0.8300682508", "0.01487417694"]


def test_stratified_sample(strata):
    assert printed(survey_mean(strata, "api00", fpc="fpc", **STRATIFIED)) == ["662.2873632", "9.408940803"]
    assert printed(survey_mean(strata, "api00", **STRATIFIED)) == ["662.2873632", "9.536132297"]
    assert printed(survey_total(strata, "enroll", fpc="fpc", **STRATIFIED)) == ["3687177.532", "114641.7161"]
    assert printed(survey_ratio(strata, "api.stu", "enroll", **STRATIFIED)) == ["0.8369568869", "0.007970259044"]
    assert survey_mean(strata, "api00", **STRATIFIED).degrees_of_freedom == 197


def test_domain_across_strata(strata):
    met = (strata["sch.wide"] == "Yes").to_numpy()
    assert printed(survey_mean(strata, "api00", domain=met, **STRATIFIED)) == ["676.5304437", "10.65407388"]
    assert printed(survey_total(strata, "enroll", domain=met, **STRATIFIED)) == ["2674110.113", "131442.3705"]


def test_mean_is_a_statistic_of_totals(clusters):
    assert printed(survey_total(clusters, "api00", statistic="mean", fpc="fpc", **CLUSTERED)) == [
        "644.1693989",
        "23.54224069",
    ]
