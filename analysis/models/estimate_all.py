"""All specifications on the finished marts: the rows of every table of results.

A model that cannot be fitted is a row with its status and message; only a panel that lacks columns raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from analysis.models.adjusted_p_values import with_adjusted_p_values
from analysis.models.date_draws import estimate_over_dates
from analysis.models.dispatch import model_of
from analysis.models.group_tests import estimator_contrast_rows, group_difference_rows
from analysis.models.inputs import EstimationInputs
from analysis.models.output import ModelOutput, Row
from analysis.models.task import ModelTask, Start
from analysis.results.balance import BALANCE
from analysis.results.estimates import ESTIMATES
from analysis.results.inferences import INFERENCES
from analysis.results.result_tables import ResultTables
from analysis.results.tests import TESTS
from analysis.specification import FrozenSpecifications, Specification


def estimate_all(
    inputs: EstimationInputs,
    specifications: Iterable[Specification],
    data_version: str,
    code_version: str,
    progress: Callable[[str], None] | None = None,
    frozen: FrozenSpecifications = FrozenSpecifications(),  # noqa: B008 (an immutable value)
) -> ResultTables:
    """Estimate every specification for each of its populations.

    progress: called with a line of text after each model. frozen: specifications fixed before; others are EXPLORATORY.
    Raises KeyError when the panel lacks columns, ValueError for imputations of another shape.
    """
    outputs: dict[tuple[Specification, str], ModelOutput] = {}
    for specification, population, output in estimate_models(inputs, specifications):
        outputs[specification, population] = output
        if progress is not None:
            progress(_progress_line(specification, population, output.estimates))
    return _result_tables(outputs, data_version, code_version, frozen)


def estimate_models(
    inputs: EstimationInputs, specifications: Iterable[Specification]
) -> Iterator[tuple[Specification, str, ModelOutput]]:
    """Each specification and population with its model, as soon as it is made; raises as `estimate_all`."""
    starts: dict[str, Start] = {}
    for specification in specifications:
        for population in specification.populations:
            yield specification, population, _timed(ModelTask(inputs, specification, population, starts))


def _timed(task: ModelTask) -> ModelOutput:
    started = time.perf_counter()
    model = model_of(task.specification.estimator)
    output = estimate_over_dates(task, model) if task.specification.date_draws else model(task)
    seconds = time.perf_counter() - started
    for row in output.estimates:
        row["seconds"] = seconds
    return output


def _result_tables(
    outputs: Mapping[tuple[Specification, str], ModelOutput],
    data_version: str,
    code_version: str,
    frozen: FrozenSpecifications,
) -> ResultTables:
    versions = {"data_version": data_version}

    def rows(name: str) -> list[Row]:
        return [{**row, **versions} for output in outputs.values() for row in getattr(output, name)]

    registration = {s.specification_id: frozen.registration(s.specification_id) for s, _ in outputs}
    estimates = ESTIMATES.frame(
        {**row, "code_version": code_version, "registration": registration[row["specification_id"]]}
        for row in rows("estimates")
    )
    between_models = [*group_difference_rows(outputs), *estimator_contrast_rows(outputs)]
    return ResultTables(
        estimates=with_adjusted_p_values(estimates, outputs),
        inferences=INFERENCES.frame(rows("inferences")),
        tests=TESTS.frame([*rows("tests"), *({**row, **versions} for row in between_models)]),
        balance=BALANCE.frame(rows("balance")),
    )


def _progress_line(specification: Specification, population: str, rows: list[Row]) -> str:
    first = rows[0]
    return f"{specification.name}, {population}: {first['n_interviews']:,} interviews, {first['seconds']:.2f} s"
