"""Randomisation inference: exact enumeration, the fast path against the slow one, uniform p-values under the null."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.inference.assignment_designs import block_assignment, free_assignment
from analysis.inference.histories import CountyHistories, read_histories
from analysis.inference.randomization import randomization_inference
from analysis.inference.score_permutation import residual_sums_by_county, score_randomization


def adoption(onsets: list[int], n_periods: int, name: str = "exposure", first_county: int = 1000) -> CountyHistories:
    """Absorbing histories; an onset of n_periods is never."""
    values = (np.arange(n_periods) >= np.array(onsets)[:, None]).astype(float)
    counties = np.array([f"{first_county + c:05d}" for c in range(len(onsets))])
    return CountyHistories(name, counties, np.arange(n_periods), values)


def test_five_counties_by_enumeration():
    """Residuals 5 to 1 after the only switch; two treated: the first two counties have the largest of ten sums."""
    histories = adoption([1, 1, 2, 2, 2], 2)
    residuals = np.column_stack([np.zeros(5), [5.0, 4.0, 3.0, 2.0, -14.0]])
    found = score_randomization(residuals, {"jail": free_assignment(histories)})
    assert (found.n_draws, found.is_enumerated) == (120, True)
    # Of ten pairs only the own one sums to 9; those with -14 are further from zero on the other side: four.
    drawn = [residuals[list(pair), 1].sum() for pair in combinations(range(5), 2)]
    assert found.table["statistic"].item() == pytest.approx(9.0 / np.sqrt(np.mean(np.square(drawn))))
    assert found.table["p_value"].item() == 5 / 10


def test_studentised_statistic_by_brute_force():
    rng = np.random.default_rng(2)
    histories, residuals = adoption([1, 3, 4, 6, 6, 6], 6), rng.normal(size=(6, 6))
    information = rng.uniform(1, 3, size=(6, 6))
    found = score_randomization(residuals, {"jail": free_assignment(histories)}, information_sums=information)
    drawn = []
    for permuted in permutations(range(6)):
        centred = (histories.values - histories.values.mean(axis=0))[list(permuted)]
        one_step = (centred * residuals).sum() / (centred**2 * information).sum()
        left = (centred * (residuals - one_step * centred * information)).sum(axis=1)
        drawn.append((centred * residuals).sum() / np.sqrt((left**2).sum()))
    assert found.table["statistic"].item() == pytest.approx(drawn[0], rel=1e-10)
    assert found.table["p_value"].item() == np.mean(np.abs(drawn) >= abs(drawn[0]) - 1e-9)


def interviews(rng, counties: np.ndarray, n_periods: int, n_rows: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_fips": rng.choice(counties, size=n_rows),
            "interview_month": rng.integers(0, n_periods, size=n_rows),
            "residual": rng.normal(size=n_rows),
        }
    )


def slow_score(rows: pd.DataFrame, expected: dict[str, pd.DataFrame], unit_of_county: dict[str, dict[str, str]]):
    """Statistic of the slow path: joins exposures on interviews, one step of least squares, errors by unit."""

    def statistic(frames):
        values = []
        for policy, frame in frames.items():
            name = frame.columns[-1]
            joined = rows.merge(frame, on=["county_fips", "interview_month"], validate="many_to_one")
            mean = rows.merge(expected[policy], on=["county_fips", "interview_month"], validate="many_to_one")
            centred = joined[name] - mean[name]
            units = joined["county_fips"].map(unit_of_county[policy])
            one_step = (centred * joined["residual"]).sum() / (centred**2).sum()
            left = (centred * (joined["residual"] - one_step * centred)).groupby(units).sum()
            values.append((centred * joined["residual"]).sum() / np.sqrt((left**2).sum()))
        return np.array(values)

    return statistic


def test_fast_path_equals_slow_path_with_counties_and_state_blocks_together():
    rng = np.random.default_rng(3)
    jail = adoption([2, 5, 9, 9, 9, 7, 9, 9, 3, 9, 9, 9], 9, "jail")
    communities = adoption([1, 1, 2, 4, 4, 4, 6, 6, 5, 8, 8, 8], 9, "communities")
    states = {county: str(c // 3) for c, county in enumerate(jail.counties)}
    designs = {"jail": free_assignment(jail), "communities": block_assignment(communities, states)}
    rows = interviews(rng, jail.counties, 9, 400)
    sums = residual_sums_by_county(rows["residual"].to_numpy(), rows["county_fips"], rows["interview_month"], jail)
    counts = residual_sums_by_county(np.ones(400), rows["county_fips"], rows["interview_month"], jail)
    fast = score_randomization(sums, designs, n_draws=150, seed=7, information_sums=counts)
    expected = {}
    for policy, design in designs.items():
        # Rotations give each unit every pattern once: their mean is that of all permutations.
        rotations = [np.roll(np.arange(design.n_units), r) for r in range(design.n_units)]
        assigned = [design.assigned(donors) for donors in rotations]
        expected[policy] = design.histories.with_values(np.mean(assigned, axis=0))
    units = {"jail": {county: county for county in jail.counties}, "communities": states}
    seen = []
    slow = randomization_inference(
        slow_score(rows, expected, units), designs, n_draws=150, seed=7, progress=lambda *done: seen.append(done)
    )
    pd.testing.assert_frame_equal(fast.table, slow.table)
    assert seen[0] == (1, 150) and seen[-1] == (150, 150)
    assert fast.table["n_units"].tolist() == [12, 4]
    assert (fast.table["p_value_joint"] >= fast.table["p_value"]).all()


BLOCK_OF_24 = np.repeat(np.arange(10), [1, 2, 3, 4, 1, 2, 3, 4, 1, 3])


@pytest.mark.parametrize("is_studentised", [False, True])
@pytest.mark.parametrize("by_state", [False, True])
def test_p_values_are_uniform_under_the_null(by_state, is_studentised):
    """Residuals depend within counties and differ in spread; blocks differ in size, and counties deviate from them."""
    rng = np.random.default_rng(11)
    p_values = []
    for sample in range(400):
        onsets = rng.choice([3, 5, 8, 10], size=24, p=[0.15, 0.15, 0.2, 0.5])
        if by_state:
            onsets = rng.choice([2, 4, 6, 8], size=10)[BLOCK_OF_24] + rng.choice([0, 0, 0, 1, 2], size=24)
        histories = adoption(onsets.tolist(), 10)
        residuals = rng.normal(size=(24, 1)) + rng.normal(size=(24, 10)) * rng.uniform(0.5, 2, size=(24, 1))
        states = dict(zip(histories.counties, BLOCK_OF_24, strict=True))
        design = block_assignment(histories, states) if by_state else free_assignment(histories)
        information = np.ones((24, 10)) if is_studentised else None
        result = score_randomization(residuals, {"policy": design}, 199, sample, information)
        p_values.append(result.table["p_value"].item())
    low, high = stats.binom.interval(0.99, 400, 0.1)
    assert low <= np.count_nonzero(np.array(p_values) <= 0.1) <= high
    assert stats.kstest(p_values, "uniform").pvalue > 0.01


@pytest.mark.parametrize("information", [None, np.ones((50, 12))])
def test_an_effect_on_the_treated_is_found_by_few_treated_counties(information):
    rng = np.random.default_rng(5)
    histories = adoption([4] * 5 + [12] * 45, 12)
    residuals = rng.normal(size=(50, 12)) + 2 * histories.values
    found = score_randomization(
        residuals, {"task_force": free_assignment(histories)}, 1_999, information_sums=information
    )
    assert found.table["p_value"].item() == 1 / 2_000
    assert found.table["n_treated_units"].item() == 5


def test_residual_sums_are_those_of_groupby():
    rng = np.random.default_rng(6)
    histories = adoption([1, 2, 3], 4)
    rows = interviews(rng, histories.counties, 4, 60)
    sums = residual_sums_by_county(rows["residual"].to_numpy(), rows["county_fips"], rows["interview_month"], histories)
    by_hand = rows.pivot_table(index="county_fips", columns="interview_month", values="residual", aggfunc="sum")
    np.testing.assert_allclose(sums, by_hand.to_numpy(), atol=1e-12)
    with pytest.raises(KeyError, match="99999"):
        residual_sums_by_county(np.ones(1), np.array(["99999"]), np.array([0]), histories)


def test_designs_without_anything_to_permute_say_so():
    none = {"jail": free_assignment(adoption([5, 1, 5, 5], 5))}
    refused = score_randomization(np.zeros((4, 5)), none)
    assert refused.status == "not_estimable" and "jail: 1 of 4 units" in refused.message
    assert refused.table["p_value"].isna().all() and refused.table["term"].tolist() == ["jail"]
    alike = score_randomization(np.zeros((3, 5)), {"jail": free_assignment(adoption([2, 2, 2], 5))})
    assert "one history" in alike.message
    histories = adoption([1, 2, 5], 5)
    histories.values[1, 4] = np.nan
    incomplete = randomization_inference(lambda frames: 0.0, {"jail": free_assignment(histories)})
    assert incomplete.status == "refused" and "1 of 3 counties" in incomplete.message


def test_wrong_arguments_raise():
    design = free_assignment(adoption([1, 2, 5], 5))
    with pytest.raises(ValueError, match="residuals"):
        score_randomization(np.zeros((3, 4)), {"jail": design})
    with pytest.raises(ValueError, match="missing"):
        score_randomization(np.full((3, 5), np.nan), {"jail": design})
    with pytest.raises(ValueError, match="no policy"):
        randomization_inference(lambda frames: 0.0, {})
    with pytest.raises(ValueError, match="numbers"):
        randomization_inference(lambda frames: np.zeros(3), {"jail": design})
    elsewhere = free_assignment(adoption([1, 2, 5], 5, "other", first_county=2000))
    with pytest.raises(ValueError, match="other counties"):
        score_randomization(np.zeros((3, 5)), {"jail": design, "other": elsewhere})


def test_histories_come_from_the_mart_of_exposures():
    frame = pd.DataFrame(
        {"county_fips": ["01001", "01003"] * 2, "interview_month": [1, 1, 2, 2], "share": [0, 0, 0.5, 0]}
    )
    assert read_histories(frame, "share").values.tolist() == [[0, 0.5], [0, 0]]


def log_likelihoods(y, x, person, coefficient):
    """Log-likelihood with x entering by `coefficient`: pooled, random intercept (sd 1) and conditional logit."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    pooled = random = conditional = 0.0
    for i in np.unique(person):
        own, predictor = y[person == i], -0.5 + coefficient * x[person == i]
        pooled += (own * predictor - np.log1p(np.exp(predictor))).sum()
        at_node = own.sum() * nodes + own @ predictor - np.log1p(np.exp(predictor[:, None] + nodes)).sum(axis=0)
        random += np.log(weights @ np.exp(at_node))
        same_sum = [np.array(d) for d in product([0, 1], repeat=len(own)) if sum(d) == own.sum()]
        conditional += own @ predictor - np.log(sum(np.exp(d @ predictor) for d in same_sum))
    return np.array([pooled, random, conditional])


def null_residuals(y, person):
    """y minus its expectation in the three models with x left out."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    p = 1 / (1 + np.exp(0.5 - nodes))
    residuals = np.empty((3, len(y)))
    residuals[0] = y - 1 / (1 + np.exp(0.5))
    for i in np.unique(person):
        own = y[person == i]
        posterior = weights * p ** own.sum() * (1 - p) ** (len(own) - own.sum())
        residuals[1, person == i] = own - posterior @ p / posterior.sum()
        residuals[2, person == i] = own - own.mean()
    return residuals


def test_exposure_times_residual_is_the_score_of_all_three_logits():
    """Sums of county and month give the derivative of each log-likelihood at a coefficient of zero."""
    rng = np.random.default_rng(8)
    histories = adoption([2, 4, 6], 6)
    person = np.repeat(np.arange(30), 3)
    county, month = person % 3, rng.integers(0, 6, size=90)
    y, x = rng.integers(0, 2, size=90), histories.values[county, month]
    step = 1e-5
    slopes = (log_likelihoods(y, x, person, step) - log_likelihoods(y, x, person, -step)) / (2 * step)
    for slope, residuals in zip(slopes, null_residuals(y, person), strict=True):
        sums = residual_sums_by_county(residuals, histories.counties[county], month, histories)
        assert (sums * histories.values).sum() == pytest.approx(slope, abs=1e-7)
