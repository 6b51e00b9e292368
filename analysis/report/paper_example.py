"""The table of a paper-size twin run that is made once and kept in the repository, beside this module."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.report.cells import cells_of, policy_rows
from analysis.report.coefficient_plot import coefficient_picture
from analysis.report.estimate_tables import truth_ratios
from analysis.report.specification_roles import main_role, specification_roles, without_time_role
from analysis.report.trusted_inference import NOT_KEPT, with_trusted_inference

PAPER_EXAMPLE_FILE = Path(__file__).with_name("paper_example.csv")
PAPER_EXAMPLE_PICTURE = Path(__file__).with_name("pictures") / "paper_example.svg"

ESTIMATE_COLUMNS = (
    "specification_id", "specification", "estimator", "exposure_definition", "population", "term", "component",
    "estimate", "p_value", "conf_low", "conf_high", "odds_ratio", "effect_pp", "n_persons", "n_interviews",
    "n_switchers", "n_informative_switchers", "n_treated_counties", "n_treated_states", "mde", "power", "type_s",
    "type_m", "status", "message", "synthetic_inputs", "cluster_level", "recommended_inference", "inference_standing",
    "shown_inference",
)  # fmt: skip
KEPT_WITHOUT_INFERENCE = {
    "cluster_level": "county",
    "recommended_inference": None,
    "inference_standing": NOT_KEPT,
    "shown_inference": "county",
}
"""Of a table kept before it held which inference to trust: nothing of it is starred."""
RUN_COLUMNS = ("scale", "scenario", "seed", "finished_at", "data_version")


def make_paper_example(
    estimates: pd.DataFrame, inferences: pd.DataFrame, planted_truth: pd.DataFrame, run: dict
) -> pd.DataFrame:
    """Within policy rows with the planted odds ratio beside them and the run they come from, ready for `to_csv`.

    Columns: ESTIMATE_COLUMNS, `policy`, `planted_odds_ratio` (null when no truth is planted), RUN_COLUMNS.
    """
    rows = policy_rows(with_trusted_inference(estimates, inferences), "within")
    truth = {definition: truth_ratios(planted_truth, definition) for definition in rows["exposure_definition"].unique()}
    planted = [
        truth[row.exposure_definition].get((row.policy, row.population))
        for row in rows[["exposure_definition", "policy", "population"]].itertuples()
    ]
    example = rows[[*ESTIMATE_COLUMNS, "policy"]].assign(planted_odds_ratio=planted)
    return example.assign(**{column: run.get(column) for column in RUN_COLUMNS})


def load_paper_example(file: Path = PAPER_EXAMPLE_FILE) -> pd.DataFrame | None:
    """The kept table, or None when it has not been made.

    Raises ValueError naming the file when a column is missing.
    """
    if not file.exists():
        return None
    example = pd.read_csv(file, dtype={"seed": "string", "finished_at": "string"})
    if "inference_standing" not in example:
        example = example.assign(**KEPT_WITHOUT_INFERENCE)
    missing = [
        column
        for column in (*ESTIMATE_COLUMNS, "policy", "planted_odds_ratio", *RUN_COLUMNS)
        if column not in example.columns
    ]
    if missing:
        raise ValueError(f"{file}: column(s) {', '.join(missing)} missing; make it again with `make paper-example`")
    return example


def paper_example_picture(example: pd.DataFrame) -> str:
    """The odds ratios of the kept table with their planted truth, as an SVG that stands without a page."""
    roles = specification_roles(example)
    main, timeless = main_role(roles), without_time_role(roles)
    rows = example[example["specification_id"] == main.specification_id]
    beside = example[example["specification_id"] == timeless.specification_id] if timeless else None
    planted = {(row.policy, row.population): row.planted_odds_ratio for row in rows.itertuples()}
    beside_cells = None if beside is None else cells_of(beside, set())
    return coefficient_picture(cells_of(rows, set()), beside_cells, planted, is_synthetic=True)
