"""The between–within logit beside lme4, and at full size beside one X.T @ X."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators import RandomInterceptResult, between_within_logit
from analysis.estimators.random_intercept.result import PERSON_INTERCEPT
from tests.benchmarks.bench_between_within import seconds_of_cross_product, simulate_panel
from tests.benchmarks.peers.agreement import Fit, PeerLine, compare
from tests.benchmarks.peers.own_fits import own_fit
from tests.benchmarks.peers.r_programs import run_r
from tests.benchmarks.peers.sizes import Sizes

_COLUMNS = 51
# Of a few thousand persons some seeds put sigma, 1.2 in truth, at its bound of 0, where there is nothing to compare.
_SEED_BESIDE_LME4 = 4
_WITHIN, _BETWEEN = ["exposure_0", "exposure_1"], ["trait_0"]


def beside_lme4(sizes: Sizes) -> list[PeerLine]:
    """Six columns: 15 quadrature points as ours, and lme4's default of one, Laplace's, whose sigma runs away here."""
    lines = []
    for points, n_persons in ((15, sizes.lme4_persons), (1, sizes.laplace_persons)):
        frame, _ = simulate_panel(n_persons, _COLUMNS, _SEED_BESIDE_LME4)
        fitted = between_within_logit(frame, "outcome", "person", within=_WITHIN, between_only=_BETWEEN)
        design = split_columns(frame)
        peer, about, _ = run_r("glmer.R", design, sizes.patience_seconds, points=points)
        job, size = f"between-within logit, lme4 nAGQ={points}", f"{len(frame):,} x {design.shape[1] - 1}"
        lines.append(compare(job, size, own_fit(fitted), peer, _remarks(fitted, peer, about, points)))
    return lines


def split_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The design that ours makes of the frame, for a program that is given every column."""
    means = frame.groupby("person")[_WITHIN].transform("mean")
    columns = {f"{name}_within": frame[name] - means[name] for name in _WITHIN}
    columns |= {f"{name}_between": means[name] for name in _WITHIN}
    columns |= {f"{name}_between": frame[name] for name in _BETWEEN}
    return pd.DataFrame(columns | {"person": frame["person"], "outcome": frame["outcome"]})


def _remarks(fitted: RandomInterceptResult, peer: Fit, about: dict[str, str], points: int) -> str:
    if peer.table is None:
        return ""
    sigmas = f"sigma {fitted.sigma:.4f}, theirs {peer.table.loc[PERSON_INTERCEPT, 'estimate']:.4f}"
    if points == 1:
        return f"{sigmas}; Laplace's approximation is biased at 1 % events and 3 interviews"
    above = f"{fitted.log_likelihood - float(about['log_likelihood']):+.4f}"
    return f"{sigmas}; log-likelihood {above} above theirs; ours rests on {fitted.points} points"


def at_full_size(sizes: Sizes) -> list[PeerLine]:
    """Ours alone, errors by county; the reference is measured just before each fit."""
    frame, roles = simulate_panel(sizes.full_persons, _COLUMNS, seed=1)
    seconds, references = [], []
    for _ in range(sizes.full_repeats):
        references.append(seconds_of_cross_product(len(frame), _COLUMNS))
        seconds.append(between_within_logit(frame, "outcome", "person", **roles, cluster="county").seconds)
    ratio = np.median(np.array(seconds) / np.array(references))
    remarks = f"{ratio:.1f} x one X.T @ X of {np.median(references):.3f} s (medians of {sizes.full_repeats})"
    size = f"{len(frame):,} x {_COLUMNS}"
    return [PeerLine("between-within logit, full size", size, "none", float(np.median(seconds)), remarks=remarks)]
