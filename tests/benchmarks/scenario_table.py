"""Which estimator is biased in which scenario of the twin, over replications of the outcomes on a fixed design.

    python tests/benchmarks/scenario_table.py --replications 50 --persons 30000 --scenarios paper panel_fatigue
    python tests/benchmarks/scenario_table.py --scenarios null --estimators "conditional logit" --core 1000
    python tests/benchmarks/scenario_table.py --joint

Writes a row a scenario, estimator, population and policy, and the same as a short table beside it; the seed is fixed
before the first run. A replication's outcomes hang on the seed and its number alone, so estimators may be run apart.
Truth is the twin's own: effects on victimization, on the scale of the estimator, by the exposure definition it uses;
pseudo-true values where the monthly effect is not 0. `--core` replications are run of those of CORE, `--replications`
of all estimators. `--joint` tests one replication at full size against all its truths at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pandas as pd

from analysis.inference.recommendation import REFUSED
from analysis.models.dispatch import model_of
from analysis.models.inputs import EstimationInputs
from analysis.models.task import ModelTask
from analysis.power import FEWEST_INFORMATIVE_SWITCHERS
from analysis.scenario_study.estimators import informative_switchers, model_rows, study_specifications
from analysis.scenario_study.joint_test import joint_test_of_truth
from analysis.scenario_study.replications import LEVEL, Estimator, run_replications, summarise_replications
from analysis.scenario_study.table_text import table_text
from analysis.specification import Specification, load_specifications
from orchestration.code_version import code_version
from orchestration.twin.replication import Replications, draw_replications
from orchestration.twin.scenarios import SCENARIOS

SEED = 20080401
FULL_SIZE = 354_000
# At 100,000 persons that is every Latino of the design.
TRUTH_PERSONS = 20_000
CORE = ("between-within, controls", "conditional logit", "conditional logit, time by group")
ESTIMATORS = tuple(study_specifications(load_specifications(), ("all",)))
PART = ["scenario", "estimator", "population"]
TABLE = Path(__file__).with_name("scenario_table.csv")
JOINT_TABLE = Path(__file__).with_name("scenario_joint_test.csv")
LINEAR = ("two_way_effects", "triple_difference", "staggered_did", "matched_did")


def scenario_rows(
    scenario: str,
    chosen: Sequence[str],
    populations: Sequence[str],
    n_all: int,
    n_core: int,
    n_persons: int,
    fewest_informative: float,
    minutes: float,
) -> pd.DataFrame:
    """Return the summary of one scenario: n_core replications of CORE, n_all of the other chosen estimators.

    No replication begins after so many minutes; the rows say how many there were. Triple differences are of Latinos
    whatever the populations.
    """
    specifications = {
        name: specification
        for name, specification in study_specifications(load_specifications(), populations).items()
        if name in chosen
    }
    replications = _with_categories(draw_replications(scenario, n_persons, SEED))
    truth = estimator_truth(replications.truth(min(n_persons, TRUTH_PERSONS)), specifications)
    estimators = {name: _estimator(spec, replications) for name, spec in specifications.items()}
    others = {name: n_all for name in estimators if name not in CORE}
    until = time.monotonic() + 60 * minutes
    numbers = takewhile(lambda _: time.monotonic() < until, range(max(n_all, n_core)))
    panels = (_inputs(replications, number, populations, is_core_only=number >= n_all) for number in numbers)
    found = run_replications(scenario, panels, estimators, _every_hundredth, first_only=others)
    return summarise_replications(found, truth, LEVEL, fewest_informative)


def estimator_truth(truth: pd.DataFrame, specifications: dict[str, Specification]) -> pd.DataFrame:
    """Return the truth by estimator: log odds for logits, percentage points for linear ones, of its own exposure.

    A matched difference is of the first exposed window and a staggered one of cohorts with controls left, so an average
    over all exposed windows is their truth only as far as effects do not grow.
    """
    parts = []
    for name, specification in specifications.items():
        scale = "percentage_points" if specification.estimator in LINEAR else "log_odds"
        own = truth[(truth["scale"] == scale) & (truth["exposure_definition"] == specification.exposure_definition)]
        parts.append(own.rename(columns={"policy": "term"}).assign(estimator=name))
    return pd.concat(parts)[["scenario", "estimator", "population", "term", "value"]]


def joint_test(scenario: str, n_persons: int, n_truth_persons: int) -> pd.DataFrame:
    """Return the cells of one replication with what the joint chi-square over them says, a row a cell.

    Cells of three groups that share no person. Not tested are those on too few informative switchers, and those whose
    every inference the stated rule refuses: the covariance between counties knows no better than the county's error.
    """
    specification = study_specifications(load_specifications(), ("latino", "white", "black"))[
        "between-within, controls"
    ]
    specification = replace(specification, inference=("county",))
    replications = draw_replications(scenario, n_persons, SEED)
    truth = replications.truth(n_truth_persons)
    truth = truth[(truth["scale"] == "log_odds") & (truth["exposure_definition"] == "any")]
    inputs = EstimationInputs(replications.panel(0))
    influences, counts, advised = {}, {}, {}
    for population in specification.populations:
        output = model_of(specification.estimator)(ModelTask(inputs, specification, population))
        influences[population] = output.influence
        counts |= {(population, p): n for p, n in informative_switchers(inputs, specification, population).items()}
        advised |= {(population, row["term"]): row.get("recommended_inference") for row in output.estimates
                    if row["component"] == "within"}  # fmt: skip
    values = {(row.population, row.policy): row.value for row in truth.itertuples()}
    tested = {cell for cell, n in counts.items() if n >= FEWEST_INFORMATIVE_SWITCHERS and advised[cell] != REFUSED}
    test = joint_test_of_truth(influences, values, tested)
    cells = test.cells.rename_axis(["population", "term"]).reset_index()
    cells.insert(0, "scenario", scenario)
    cells["n_informative_switchers"] = [counts[cell] for cell in test.cells.index]
    return cells.assign(
        chi_square=test.chi_square, degrees_of_freedom=test.degrees_of_freedom, p_value=test.p_value,
        p_value_f=test.p_value_f, n_clusters=test.n_clusters, n_persons=n_persons,
        not_tested="; ".join(sorted(" x ".join(cell) for cell in set(counts) - tested)),
    )  # fmt: skip


def _estimator(specification: Specification, replications: Replications) -> Estimator:
    starts: dict = {}
    return lambda inputs: model_rows(inputs, specification, starts)


def _inputs(
    replications: Replications, number: int, populations: Sequence[str], is_core_only: bool
) -> EstimationInputs:
    panel = replications.panel(number)
    if "all" not in populations:
        # Estimators of a group, and of Latinos against Whites, read nobody else.
        groups = {*populations} | (set() if is_core_only else {"latino", "white"})
        panel = panel[panel["population_group"].isin(groups)].reset_index(drop=True)
    return EstimationInputs(panel, county_activity=replications.county_activity)


def _with_categories(replications: Replications) -> Replications:
    """Texts as categories: the design is the same in every replication, so it is sorted once."""
    design = replications.design
    texts = ["county_fips", "state_fips", "population_group", "reference_half_year", "tract_geoid"]
    return replace(replications, design=design.astype(dict.fromkeys(texts, "category")))


def _every_hundredth(line: str) -> None:
    if int(line.split()[-2]) % 100 == 0:
        print(f"{dt.datetime.now():%H:%M} {line}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenarios", nargs="+", choices=tuple(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--estimators", nargs="+", choices=ESTIMATORS, default=ESTIMATORS)
    parser.add_argument("--populations", nargs="+", choices=("all", "latino", "white", "black"), default=["latino"])
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--core", type=int, default=0, help="replications of the core estimators, if more")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no replication of a scenario later")
    parser.add_argument("--fewest-informative", type=float, default=FEWEST_INFORMATIVE_SWITCHERS)
    parser.add_argument("--output", type=Path, default=TABLE, help="rows of others in it are kept")
    parser.add_argument("--joint", action="store_true", help="test one full-size replication of each scenario instead")
    arguments = parser.parse_args()
    version = {"seed": SEED, "date": f"{dt.date.today()}", "code_version": code_version()}
    for scenario in arguments.scenarios:
        started = time.perf_counter()
        if arguments.joint:
            cells = joint_test(scenario, FULL_SIZE, TRUTH_PERSONS).assign(**version)
            print(cells.round(4).to_string())
            _write(JOINT_TABLE, cells, ["scenario"])
            continue
        sizes = (arguments.replications, arguments.core, arguments.persons, arguments.fewest_informative)
        chosen = (arguments.estimators, arguments.populations)
        rows = scenario_rows(scenario, *chosen, *sizes, arguments.minutes).assign(
            n_persons=arguments.persons, **version
        )
        _write(arguments.output, rows, PART)
        print(f"{scenario}: {time.perf_counter() - started:.0f} s", flush=True)


def _write(path: Path, rows: pd.DataFrame, part: list[str]) -> None:
    """Put rows in the place of former ones of the same part of the study; render the text anew."""
    if path.exists():
        old = read_rows(path)
        remade = pd.MultiIndex.from_frame(rows[part])
        rows = pd.concat([old[~pd.MultiIndex.from_frame(old[part]).isin(remade)], rows], ignore_index=True)
    order = {name: number for number, name in enumerate((*SCENARIOS, *ESTIMATORS))}
    rows = rows.sort_values(part[:2], key=lambda names: names.map(order), kind="stable")
    rows.to_csv(path, index=False, float_format="%.5g")
    table = path if part == PART else TABLE
    joint = read_rows(JOINT_TABLE) if JOINT_TABLE.exists() else None
    if table.exists():
        table.with_suffix(".md").write_text(table_text(read_rows(table), joint), encoding="utf-8")


def read_rows(path: Path) -> pd.DataFrame:
    """Read a table of the study; `null` is a scenario, not a missing value."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


if __name__ == "__main__":
    main()
