"""Reads from the build what the report pages are drawn from."""

from __future__ import annotations

import datetime as dt

import duckdb

from analysis.report import ReportInputs
from analysis.report.paper_example import load_paper_example
from orchestration.confidentiality import has_real_confidential_source
from orchestration.respondent_page_inputs import survey_frames
from orchestration.settings import Settings

PANEL_SUMMARY = """
with interviews as (
    select interview_year, population_group, idper, has_violent_victimization, is_synthetic
    from marts.respondent_periods
),

counted as (
    select
        coalesce(population_group, 'all') as population,
        min(interview_year) as first_year,
        max(interview_year) as last_year,
        count(distinct idper) as n_persons,
        count(*) as n_interviews,
        count(*) filter (where has_violent_victimization) as n_victimized_interviews,
        bool_or(is_synthetic) as is_synthetic
    from interviews
    group by grouping sets ((population_group), ())
)

select *, 100.0 * n_victimized_interviews / n_interviews as victimized_pct
from counted
where n_interviews > 0
order by population
"""


def report_inputs(connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> ReportInputs:
    """Return the frames of the report page from a build whose estimates were audited."""
    version = connection.execute("select * from meta.versions").df().iloc[0]
    run = {
        "run_id": run_id,
        "data_version": version["data_version"],
        "code_version": version["code_version"],
        "scale": settings.scale,
        "scenario": settings.scenario,
        "seed": settings.seed,
        "finished_at": dt.datetime.now(dt.UTC),
    }
    return ReportInputs(
        estimates=connection.execute("select * from results.estimates").df(),
        inferences=connection.execute("select * from results.inferences").df(),
        planted_truth=connection.execute("select * from meta.planted_truth").df(),
        sources=connection.execute("select * from meta.sources").df(),
        panel_summary=connection.execute(PANEL_SUMMARY).df(),
        run=run,
        paper_example=load_paper_example(),
        is_gated=has_real_confidential_source(connection),
        **survey_frames(connection),
    )
