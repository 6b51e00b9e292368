"""Nearest neighbours on the propensity score beside MatchIt: the share of equal pairs, and the effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators import MatchedResult, matched_difference
from tests.benchmarks.peers.agreement import Fit, PeerLine, compare
from tests.benchmarks.peers.r_programs import run_r
from tests.benchmarks.peers.sizes import Sizes

_COVARIATES = ["x0", "x1", "x2"]
# Whole numbers of scores this large tell which neighbour is nearer; see matchit.R.
_FINE_SCALE = 2**30


def candidates(n_rows: int, seed: int) -> pd.DataFrame:
    """3 % treated, selected on covariates; rounded, so that scores tie."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(n_rows, 3)).round(2), columns=_COVARIATES)
    predictor = -3.8 + frame @ [0.5, -0.5, 0.25]
    return frame.assign(
        stratum=rng.integers(0, 20, n_rows),
        treated=(rng.random(n_rows) < 1 / (1 + np.exp(-predictor))).astype(float),
        outcome=frame.sum(axis=1) + rng.normal(size=n_rows),
    )


def beside_matchit(sizes: Sizes) -> list[PeerLine]:
    """The nearest neighbour, scores scaled for MatchIt; then the neighbour below, which Debian 12's takes unscaled."""
    frame = candidates(sizes.matching_rows, seed=1)
    arguments = ("outcome", "treated", _COVARIATES)
    matched_difference(frame.head(4_000), *arguments)
    lines = []
    for neighbour, scale in (("nearest", _FINE_SCALE), ("below", 1)):
        result = matched_difference(frame, *arguments, exact=["stratum"], neighbour=neighbour)
        peer, _, pairs = run_r("matchit.R", frame, sizes.patience_seconds, scale=scale)
        remarks = "" if pairs is None else same_pairs(result, pairs)
        job = f"matching, {neighbour} neighbour"
        lines.append(compare(job, f"{len(frame):,} x {len(_COVARIATES)}", _own(result), peer, remarks))
    return lines


def _own(result: MatchedResult) -> Fit:
    table = result.table.set_index("component")[["estimate", "std_error"]]
    return Fit("own", result.seconds, table if result.status == "ok" else None, result.message)


def same_pairs(result: MatchedResult, theirs: pd.DataFrame) -> str:
    """How many treated rows have the same control in both; theirs counts rows from one."""
    theirs = theirs.dropna().set_index("treated")["control"].astype(int) - 1
    theirs.index -= 1
    own = result.pairs.set_index("treated_row")["control_row"]
    treated = own.index.union(theirs.index)
    n_same = int((own.reindex(treated) == theirs.reindex(treated)).sum())
    return f"{n_same:,} of {len(treated):,} pairs the same"
