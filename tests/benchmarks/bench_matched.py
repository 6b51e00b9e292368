"""Time of the matched difference in differences at the size of the full survey, and agreement with R's MatchIt.

    python tests/benchmarks/bench_matched.py --persons 354000 --repeats 3

Prints seconds of the whole and of the search for neighbours alone. Where R's MatchIt is installed, it pairs the same
scores in the same strata and the share of equal pairs is printed; otherwise that it is absent.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.estimators import match_nearest, matched_did
from tests.unit.analysis.matched.panels import ARGUMENTS, adoption_panel

_R_SCRIPT = """
suppressMessages(library(MatchIt))
arguments <- commandArgs(trailingOnly = TRUE)
d <- read.csv(arguments[1])
# Debian 12's MatchIt compares distances as whole numbers; unscaled, it takes the lower neighbour always.
seconds <- system.time(m <- matchit(treated ~ 1, data = d, method = "nearest", distance = d$score * 2^30,
                                    exact = ~ stratum))["elapsed"]
pairs <- data.frame(treated = as.integer(rownames(m$match.matrix)), control = as.integer(m$match.matrix[, 1]))
write.csv(pairs, arguments[2], row.names = FALSE)
cat(seconds)
"""


def neighbours(n_rows: int, share_treated: float, n_strata: int, seed: int) -> pd.DataFrame:
    """Scores with ties, strata and treatment, as large as the survey's windows."""
    rng = np.random.default_rng(seed)
    # Whole multiples of 2^-17: scores tie, and equal distances are equal to the last bit in any program.
    score = np.round(rng.beta(1, 30, n_rows) * 2**17) / 2**17
    return pd.DataFrame(
        {
            "score": score,
            "treated": (rng.random(n_rows) < share_treated).astype(int),
            "stratum": rng.integers(0, n_strata, n_rows),
        }
    )


def compare_with_matchit(n_rows: int, seed: int) -> str:
    """Seconds of MatchIt and the share of treated rows that get the same control."""
    installed = "quit(status = as.integer(!requireNamespace('MatchIt', quietly = TRUE)))"
    try:
        is_absent = subprocess.run(["Rscript", "-e", installed], capture_output=True).returncode != 0
    except FileNotFoundError:
        is_absent = True
    if is_absent:
        return "R's MatchIt is absent: nothing to compare with"
    rows = neighbours(n_rows, 0.03, 50, seed)
    with tempfile.TemporaryDirectory() as folder:
        given, taken = Path(folder) / "rows.csv", Path(folder) / "pairs.csv"
        rows.to_csv(given, index=False)
        command = ["Rscript", "-e", _R_SCRIPT, str(given), str(taken)]
        seconds = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        theirs = pd.read_csv(taken).dropna().set_index("treated")["control"] - 1
    started = time.perf_counter()
    ours = match_nearest(rows["score"], rows["treated"], exact=rows["stratum"])
    own_seconds = time.perf_counter() - started
    mine = pd.Series(ours.control, index=ours.treated + 1)
    share = float((mine.reindex(theirs.index) == theirs).mean())
    return (
        f"MatchIt {float(seconds):.2f} s, own {own_seconds:.3f} s, {n_rows:,} rows; {share:.1%} of pairs are the same"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=354_000)
    parser.add_argument("--counties", type=int, default=1_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--matchit-rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    started = time.perf_counter()
    matched_did(adoption_panel(2_000, seed=arguments.seed), **ARGUMENTS)
    print(f"first call, compilation and imports included: {time.perf_counter() - started:.1f} s")

    panel = adoption_panel(arguments.persons, arguments.counties, effect=0.5, seed=arguments.seed)
    print(f"{len(panel):,} interviews of {arguments.persons:,} persons in {arguments.counties:,} counties")
    for _ in range(arguments.repeats):
        cpu_started = time.process_time()
        result = matched_did(panel, **ARGUMENTS)
        cpu_seconds = time.process_time() - cpu_started
        row = result.table.iloc[-1]
        print(
            f"{result.status}: {result.seconds:.2f} s ({cpu_seconds:.2f} s of processor time); "
            f"{len(result.overlap):,} windows, {result.n_treated:,} treated, "
            f"{result.n_treated_matched:,} in pairs; adjusted {row['estimate']:.4f} ({row['std_error']:.4f})"
        )
    rows = neighbours(1_000_000, 0.03, 200, arguments.seed)
    started = time.perf_counter()
    found = match_nearest(rows["score"], rows["treated"], exact=rows["stratum"])
    print(
        f"neighbours alone: {time.perf_counter() - started:.2f} s for {len(rows):,} rows, {len(found.treated):,} pairs"
    )
    print(compare_with_matchit(arguments.matchit_rows, arguments.seed))


if __name__ == "__main__":
    main()
