"""Reads from the build what the people's page is drawn from."""

from __future__ import annotations

import duckdb
import pandas as pd

from analysis.report.respondents import RespondentInputs
from orchestration.confidentiality import has_real_confidential_source
from orchestration.warehouse import rows_if_made

# The page speaks of the survey alone: policies and places have pages of their own.
SURVEY_SOURCES = "select * from meta.sources where starts_with(source, 'ncvs_')"


def respondent_page_inputs(connection: duckdb.DuckDBPyConnection, run: dict) -> RespondentInputs:
    """Return the frames of the people's page; `run` is what the report page says of the run."""
    return RespondentInputs(
        sources=connection.execute(SURVEY_SOURCES).df(),
        attrition=connection.execute("select * from marts.respondent_attrition").df(),
        covariates=connection.execute("select * from marts.respondent_covariates").df(),
        selection=rows_if_made(connection, "results", "selection"),
        selection_bounds=rows_if_made(connection, "results", "selection_bounds"),
        **survey_frames(connection),
        run=run,
        is_gated=has_real_confidential_source(connection),
    )


def survey_frames(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame | None]:
    """Return what the report page and the people's page both show of the survey, by the name of their inputs."""
    return {
        "sample_flow": connection.execute("select * from quality.sample_flow").df(),
        "victimization_rates": connection.execute("select * from results.victimization_rates").df(),
        "published_rates": rows_if_made(connection, "marts", "published_victimization_rates"),
    }
