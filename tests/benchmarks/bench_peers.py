"""Estimators beside R and statsmodels on the same rows in the same run: seconds, and agreement of the numbers.

    python tests/benchmarks/bench_peers.py            # less than a quarter hour
    python tests/benchmarks/bench_peers.py --quick    # less than two minutes
    python tests/benchmarks/bench_peers.py --lme4-persons 35400 --patience 600

Seconds are of the fit alone: kernels are compiled, packages loaded and columns read before. 'estimates' and 'errors'
are largest relative differences, an estimate's relative to its standard error where that is larger than itself.
Ends with code 1 where R or one of its packages is missing, and names the Debian package; `make debian-peers` installs
them.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from tests.benchmarks.peers import matching, multilevel, regressions, survey
from tests.benchmarks.peers.agreement import PeerLine, table_text
from tests.benchmarks.peers.r_programs import missing_debian_packages
from tests.benchmarks.peers.sizes import QUICK, USUAL, Sizes

JOBS = {
    "full-size": multilevel.at_full_size,
    "lme4": multilevel.beside_lme4,
    "survival": regressions.conditional_beside_survival,
    "conditional-statsmodels": regressions.conditional_beside_statsmodels,
    "survey": survey.beside_survey,
    "matchit": matching.beside_matchit,
    "pooled": regressions.pooled_beside_statsmodels,
    "linear": regressions.linear_beside_pyfixest,
}


def compile_kernels() -> None:
    """Small fits, so that no line's seconds hold compilation."""
    tiny = Sizes(full_persons=4_000, full_repeats=1, statsmodels_persons=4_000, pooled_persons=4_000)
    for job in (multilevel.at_full_size, regressions.conditional_beside_statsmodels):
        job(tiny)
    regressions.pooled_beside_statsmodels(tiny)


def chosen_sizes(arguments: argparse.Namespace) -> Sizes:
    sizes = QUICK if arguments.quick else USUAL
    if arguments.lme4_persons:
        sizes = replace(sizes, lme4_persons=arguments.lme4_persons)
    if arguments.patience:
        sizes = replace(sizes, patience_seconds=arguments.patience)
    return sizes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller jobs, less than two minutes together")
    parser.add_argument("--lme4-persons", type=int, help="persons beside lme4; 35,400 are a tenth of the survey")
    parser.add_argument("--patience", type=float, help="seconds after which an R script is given up")
    parser.add_argument("--only", choices=JOBS, nargs="+", default=list(JOBS))
    arguments = parser.parse_args()

    missing = missing_debian_packages()
    if missing:
        print(f"missing Debian packages: {', '.join(missing)}; `make debian-peers` installs them", file=sys.stderr)
        return 1
    compile_kernels()
    lines: list[PeerLine] = []
    for name in arguments.only:
        found = JOBS[name](chosen_sizes(arguments))
        print(f"{name}: {', '.join(line.cells[3] + ' s, peer ' + line.cells[4] + ' s' for line in found)}", flush=True)
        lines += found
    print(f"\n{table_text(lines)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
