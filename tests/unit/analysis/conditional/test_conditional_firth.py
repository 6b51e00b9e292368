"""Firth's penalty: closed forms for pairs, direct maximisation for more, and finite answers under separation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

from analysis.estimators import conditional_logit
from tests.unit.analysis.conditional.enumeration import enumerated
from tests.unit.analysis.simulated_panels import person_panel


def discordant_pairs(n_exposed_events: int, n_unexposed_events: int) -> pd.DataFrame:
    """Persons with two interviews, the second exposed, and one event each."""
    n_persons = n_exposed_events + n_unexposed_events
    y = np.concatenate([np.tile([0, 1], n_exposed_events), np.tile([1, 0], n_unexposed_events)])
    return pd.DataFrame({"person": np.repeat(np.arange(n_persons), 2), "x": np.tile([0.0, 1.0], n_persons), "y": y})


@pytest.mark.parametrize(("a", "b"), [(30, 12), (9, 0), (0, 4), (1, 1)])
def test_pairs_have_half_an_event_more_on_either_side(a, b):
    """With one indicator and pairs the penalty is Jeffreys' for a binomial: log (a + 1/2) / (b + 1/2)."""

    def penalised(beta: float) -> float:
        return -(a + 0.5) * np.log1p(np.exp(-beta)) - (b + 0.5) * np.log1p(np.exp(beta))

    best = np.log((a + 0.5) / (b + 0.5))

    def loss(beta: float) -> float:
        return 2 * (penalised(best) - penalised(beta))

    row = conditional_logit(discordant_pairs(a, b), "y", "person", ["x"], penalty="firth").table.iloc[0]
    critical = chi2.ppf(0.95, 1)
    assert row["estimate"] == pytest.approx(best, abs=1e-8)
    assert row["conf_low"] == pytest.approx(brentq(lambda beta: loss(beta) - critical, best - 60, best), abs=1e-6)
    assert row["conf_high"] == pytest.approx(brentq(lambda beta: loss(beta) - critical, best, best + 60), abs=1e-6)
    assert row["p_value"] == pytest.approx(chi2.sf(loss(0.0), 1), abs=1e-9)
    assert row["odds_ratio"] == pytest.approx((a + 0.5) / (b + 0.5), rel=1e-7)


@pytest.fixture(scope="module")
def separated() -> pd.DataFrame:
    """A panel in which `rare` is 1 in the events of five persons only."""
    panel = person_panel(n_persons=120, seed=7)
    is_informative = panel.groupby("person")["y"].transform("nunique") == 2
    chosen = panel.loc[is_informative, "person"].unique()[:5]
    return panel.assign(rare=(panel["person"].isin(chosen) & (panel["y"] == 1)).astype(float))


@pytest.fixture(scope="module")
def penalised_loss(separated):
    rows = separated[separated.groupby("person")["y"].transform("nunique") == 2]
    arguments = rows[["x", "wave", "rare"]].to_numpy(), rows["y"].to_numpy(), rows["person"].to_numpy()

    def loss(beta: np.ndarray) -> float:
        value, _, information, _ = enumerated(*arguments, beta)
        return -value - 0.5 * np.linalg.slogdet(information)[1]

    return loss


@pytest.fixture(scope="module")
def penalised(separated):
    return conditional_logit(separated, "y", "person", ["x", "wave", "rare"], penalty="firth", cluster="county")


def test_the_penalty_is_offered_and_never_applied_silently(separated, penalised):
    plain = conditional_logit(separated, "y", "person", ["x", "wave", "rare"])
    assert plain.status == "not_estimable" and "penalty='firth'" in plain.message and plain.penalty is None
    assert penalised.status == "ok" and penalised.penalty == "firth"
    assert penalised.message.startswith("Firth penalty: p-values and intervals are penalised likelihood ratios")
    assert "none of them allows for dependence within county" in penalised.message
    assert penalised.inference == "penalised likelihood ratio"
    assert np.isfinite(penalised.table.drop(columns=["term", "component"]).to_numpy(dtype=float)).all()
    assert 1 < penalised.table["estimate"].iloc[2] < 6


def test_estimates_maximise_the_enumerated_penalised_likelihood(penalised, penalised_loss):
    search = minimize(penalised_loss, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12})
    np.testing.assert_allclose(penalised.coefficients, search.x, atol=1e-5)
    assert penalised.penalized_log_likelihood == pytest.approx(-search.fun, abs=1e-9)
    assert penalised.log_likelihood < penalised.penalized_log_likelihood


@pytest.mark.parametrize("term", [0, 2])
def test_profile_ends_lose_what_the_test_allows(penalised, penalised_loss, term):
    """Holding a coefficient at an end and maximising over the others by another method loses chi-square / 2."""
    others = [c for c in range(3) if c != term]

    def ratio(held: float) -> float:
        def loss(free: np.ndarray) -> float:
            beta = np.full(3, held)
            beta[others] = free
            return penalised_loss(beta)

        search = minimize(
            loss, penalised.coefficients[others], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-11}
        )
        return 2 * (penalised.penalized_log_likelihood + search.fun)

    row = penalised.table.iloc[term]
    assert ratio(row["conf_low"]) == pytest.approx(chi2.ppf(0.95, 1), abs=1e-5)
    assert ratio(row["conf_high"]) == pytest.approx(chi2.ppf(0.95, 1), abs=1e-5)
    assert row["p_value"] == pytest.approx(chi2.sf(ratio(0.0), 1), abs=1e-6)
    assert row["conf_low"] < row["estimate"] < row["conf_high"]


def test_intervals_are_not_symmetric_under_separation(penalised):
    row = penalised.table.iloc[2]
    assert row["conf_high"] - row["estimate"] > 1.2 * (row["estimate"] - row["conf_low"])
    assert row["conf_low"] > 0 and row["p_value"] < 0.05


def test_constant_and_collinear_terms_have_no_penalised_estimate_either(separated):
    for extra, words in ((separated["z"], "does not vary"), (2 * separated["x"], "collinear")):
        result = conditional_logit(separated.assign(extra=extra), "y", "person", ["x", "extra"], penalty="firth")
        assert result.status == "not_estimable" and words in result.message
        assert result.faulty_terms == (("extra", "within"),)


def test_with_many_persons_the_penalty_hardly_matters():
    panel = person_panel(n_persons=6_000, seed=2)
    plain = conditional_logit(panel, "y", "person", ["x", "wave"])
    firth = conditional_logit(panel, "y", "person", ["x", "wave"], penalty="firth")
    errors = plain.table["std_error"].to_numpy()
    np.testing.assert_allclose(firth.coefficients / errors, plain.coefficients / errors, atol=0.05)
    np.testing.assert_allclose(firth.table["conf_low"] / errors, plain.table["conf_low"] / errors, atol=0.05)


def test_a_handful_of_persons_still_have_a_penalised_maximum():
    """Fisher scoring creeps here, for the penalty's own curvature counts; Newton's last steps end where the enumerated
    penalised score is zero."""
    panel = person_panel(n_persons=300, seed=3)
    informative = panel[panel.groupby("person")["y"].transform("nunique") == 2]
    few = informative[informative["person"].isin(informative["person"].unique()[:5])]
    terms = [f"noise_{c}" for c in range(6)]
    noise = pd.DataFrame(np.random.default_rng(1).normal(size=(len(few), 6)), columns=terms, index=few.index)
    few = pd.concat([few, noise], axis=1)
    result = conditional_logit(few, "y", "person", terms, penalty="firth")
    assert result.status == "ok" and "no end of the interval" not in result.message
    arguments = few[terms].to_numpy(), few["y"].to_numpy(), few["person"].to_numpy()
    value, score, information, derivatives = enumerated(*arguments, result.coefficients)
    penalty = 0.5 * np.einsum("ab,abc->c", np.linalg.inv(information), derivatives)
    np.testing.assert_allclose(score + penalty, 0.0, atol=1e-7)
    assert result.penalized_log_likelihood == pytest.approx(value + 0.5 * np.linalg.slogdet(information)[1], abs=1e-9)
