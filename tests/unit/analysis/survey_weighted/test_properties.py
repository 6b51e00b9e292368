"""What holds for every sample: order, splitting, domains, and units of measure do not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.estimators import survey_mean, survey_ratio, survey_total
from analysis.survey import PsuDesign, psu_covariance

DESIGN = {"weights": "weight", "strata": "stratum", "psu": "unit"}
# How long one example takes on a shared processor is not the subject.
untimed = settings(deadline=None)
counts = st.integers(0, 20).map(float)


@st.composite
def samples(draw) -> pd.DataFrame:
    """Records of up to five strata, lonely units included, with at least two units in all."""
    n = draw(st.integers(4, 25))
    column = lambda low, high: draw(arrays(np.int64, n, elements=st.integers(low, high)))  # noqa: E731
    frame = pd.DataFrame({"stratum": column(1, 5), "unit": column(1, 3)})
    frame.loc[:1, "stratum"], frame.loc[:1, "unit"] = 1, [1, 2]
    return frame.assign(
        weight=column(1, 9) / 4, crimes=column(0, 6).astype(float), persons=column(1, 5), is_member=column(0, 1) == 1
    )


def assert_same(left, right, rtol: float = 1e-9) -> None:
    # A variance of zero is zero up to the rounding of the estimates it is made from.
    rounding = np.square(1e-6 * right.table["estimate"].to_numpy(dtype=float)).max()
    scale = np.abs(right.covariance).max() + rounding + 1e-300
    np.testing.assert_allclose(left.table["estimate"], right.table["estimate"], rtol=rtol)
    np.testing.assert_allclose(left.covariance / scale, right.covariance / scale, atol=1e-9)
    assert (left.n_psus, left.n_strata) == (right.n_psus, right.n_strata)


@untimed
@given(samples(), st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(frame, random):
    order = random.sample(range(len(frame)), len(frame))
    shuffled = frame.iloc[order].reset_index(drop=True)
    for estimate in (survey_total, survey_mean):
        assert_same(
            estimate(shuffled, ["crimes", "persons"], **DESIGN), estimate(frame, ["crimes", "persons"], **DESIGN)
        )


@untimed
@given(samples())
def test_splitting_a_record_within_its_unit_does_not_matter(frame):
    halves = pd.concat([frame.assign(weight=frame["weight"] / 2)] * 2, ignore_index=True)
    assert_same(survey_ratio(halves, "crimes", "persons", **DESIGN), survey_ratio(frame, "crimes", "persons", **DESIGN))


@untimed
@given(samples())
def test_a_domain_of_everyone_is_the_whole_sample(frame):
    everyone = survey_mean(frame, "crimes", domain=np.ones(len(frame), dtype=bool), **DESIGN)
    assert_same(everyone, survey_mean(frame, "crimes", **DESIGN))


@untimed
@given(samples())
def test_a_domain_is_the_sample_with_zeros_outside(frame):
    """Dropping the others would lose units; multiplying by the indicator loses none."""
    assume(frame["is_member"].any())
    as_zeros = frame.assign(crimes=frame["crimes"] * frame["is_member"])
    domain = survey_total(frame, "crimes", domain="is_member", **DESIGN)
    assert_same(domain, survey_total(as_zeros, "crimes", **DESIGN))


@untimed
@given(samples(), st.integers(-6, 6))
def test_ratios_and_means_know_no_scale_of_weights(frame, power):
    scaled = frame.assign(weight=frame["weight"] * 10.0**power)
    assert_same(survey_mean(scaled, "crimes", **DESIGN), survey_mean(frame, "crimes", **DESIGN))
    assert_same(survey_ratio(scaled, "crimes", "persons", **DESIGN), survey_ratio(frame, "crimes", "persons", **DESIGN))


@untimed
@given(samples())
def test_a_ratio_to_itself_is_certain(frame):
    result = survey_ratio(frame, "persons", "persons", **DESIGN)
    assert result.table.loc[0, "estimate"] == 1
    assert result.table.loc[0, "std_error"] < 1e-12


@settings(max_examples=50, deadline=None)
@given(arrays(float, (9, 3), elements=counts), st.permutations(range(9)))
def test_covariance_is_bilinear_and_blind_to_the_order_of_units(psu_totals, order):
    design = PsuDesign(np.array([0, 0, 1, 1, 1, 2, 3, 3, 3]))
    covariance = psu_covariance(psu_totals, design)
    order = np.array(order)
    # Codes are relabelled by permutation only: every stratum is still used.
    shuffled = psu_covariance(psu_totals[order], PsuDesign(design.stratum_codes[order]))
    np.testing.assert_allclose(shuffled, covariance, atol=1e-9)
    contrast = np.array([[1.0, -2.0, 0.5]])
    combined = psu_covariance(psu_totals @ contrast.T, design)
    np.testing.assert_allclose(combined, contrast @ covariance @ contrast.T, atol=1e-8)
    assert np.linalg.eigvalsh(covariance).min() > -1e-8
