"""Survey-weighted logit and totals beside R's survey."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimators import survey_logit, survey_total
from tests.benchmarks.peers.agreement import PeerLine, compare
from tests.benchmarks.peers.own_fits import own_fit
from tests.benchmarks.peers.r_programs import run_r
from tests.benchmarks.peers.sizes import Sizes

_N_STRATA, _PSUS_A_STRATUM, _N_TERMS = 160, 2, 10
_DESIGN = {"weights": "weight", "strata": "stratum", "psu": "psu"}


def sampled_records(n_records: int, seed: int) -> pd.DataFrame:
    """Records of two PSUs a stratum, as many strata as the survey has; PSUs differ, and weights vary threefold."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, _N_STRATA * _PSUS_A_STRATUM, n_records)
    frame = pd.DataFrame(rng.normal(size=(n_records, _N_TERMS)), columns=[f"x{c}" for c in range(_N_TERMS)])
    predictor = -3 + 0.3 * frame["x0"] + rng.normal(scale=0.3, size=_N_STRATA * _PSUS_A_STRATUM)[psu]
    return frame.assign(
        psu=psu,
        stratum=psu // _PSUS_A_STRATUM,
        weight=1_000 * np.exp(rng.uniform(0, np.log(3), n_records)),
        outcome=(rng.random(n_records) < 1 / (1 + np.exp(-predictor))).astype(float),
    )


def beside_survey(sizes: Sizes) -> list[PeerLine]:
    """R makes its design anew for each, as ours does; both are within the seconds."""
    frame = sampled_records(sizes.survey_records, seed=1)
    terms = [f"x{c}" for c in range(_N_TERMS)]
    survey_logit(frame.head(2_000), "outcome", terms, **_DESIGN)
    results = {
        "logit": survey_logit(frame, "outcome", terms, **_DESIGN),
        "total": survey_total(frame, ["outcome", *terms], **_DESIGN),
    }
    lines = []
    for statistic, result in results.items():
        peer, _, _ = run_r("svyglm.R", frame, sizes.patience_seconds, statistic=statistic)
        size = f"{len(frame):,} x {len(result.table)}"
        lines.append(compare(f"survey {statistic}", size, own_fit(result, has_components=False), peer))
    return lines
