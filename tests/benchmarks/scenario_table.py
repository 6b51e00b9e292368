"""Which estimator is biased in which scenario of the twin, over replications of the outcomes on a fixed design.

    python tests/benchmarks/scenario_table.py --replications 50 --persons 30000 --scenarios paper panel_fatigue

Writes a row a scenario, estimator, population and policy; the seed is fixed before the first run. Truth is the twin's
own: effects on victimization by the exposure definition `any`, pseudo-true values where the monthly effect is not 0.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.power import FEWEST_INFORMATIVE_SWITCHERS
from analysis.scenario_estimators import HALF_YEAR, INTERVIEW_NUMBER, between_within_rows
from analysis.scenario_study import LEVEL, Estimator, run_replications, summarise_replications
from orchestration.twin.replication import draw_replications
from orchestration.twin.scenarios import SCENARIOS

SEED = 20080401
DEFINITION, POPULATIONS = "any", ("latino",)
ESTIMATORS: dict[str, Estimator] = {
    "between-within, half-years and interview number": partial(between_within_rows, populations=POPULATIONS),
    "between-within, half-years": partial(between_within_rows, time_effects=(HALF_YEAR,), populations=POPULATIONS),
    "between-within, interview number": partial(
        between_within_rows, time_effects=(INTERVIEW_NUMBER,), populations=POPULATIONS
    ),
    "between-within, no time effects": partial(between_within_rows, time_effects=(), populations=POPULATIONS),
}


def scenario_rows(
    scenario: str, n_replications: int, n_persons: int, fewest_informative: float = FEWEST_INFORMATIVE_SWITCHERS
) -> pd.DataFrame:
    """Return the summary of one scenario."""
    replications = draw_replications(scenario, n_persons, SEED)
    truth = replications.truth(n_persons)
    truth = truth[(truth["scale"] == "log_odds") & (truth["exposure_definition"] == DEFINITION)]
    truth = truth.rename(columns={"policy": "term"})[["scenario", "population", "term", "value"]]
    panels = (replications.panel(number) for number in range(n_replications))
    return summarise_replications(run_replications(scenario, panels, ESTIMATORS), truth, LEVEL, fewest_informative)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenarios", nargs="+", choices=tuple(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--replications", type=int, default=1_000)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--fewest-informative", type=float, default=FEWEST_INFORMATIVE_SWITCHERS)
    parser.add_argument("--output", type=Path, default=Path("scenario_table.csv"))
    arguments = parser.parse_args()
    parts = []
    for scenario in arguments.scenarios:
        started = time.perf_counter()
        parts.append(scenario_rows(scenario, arguments.replications, arguments.persons, arguments.fewest_informative))
        print(f"{scenario}: {time.perf_counter() - started:.0f} s", flush=True)
        pd.concat(parts, ignore_index=True).to_csv(arguments.output, index=False, float_format="%.6g")
    print(f"wrote {arguments.output}")


if __name__ == "__main__":
    main()
