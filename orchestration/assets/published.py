"""Pages and publication: the last two steps of a refresh."""

import dagster as dg

from orchestration import ledger
from orchestration.assets.audit import CHECK_RESULTS
from orchestration.assets.expectations import ESTIMATES
from orchestration.assets.raw import POOL
from orchestration.progress import report_progress
from orchestration.publication import publish
from orchestration.resources import RefreshSettings
from orchestration.settings import Settings
from orchestration.warehouse import build, require_own_build

REPORTS = dg.AssetKey(["published", "reports"])
WAREHOUSE = dg.AssetKey(["published", "warehouse"])


@dg.asset(
    key=REPORTS,
    deps=[CHECK_RESULTS, ESTIMATES],
    group_name="published",
    pool=POOL,
    description="The report and its pages on estimators, policies, people, places and quality, from the audited build.",
)
def reports(context: dg.AssetExecutionContext, refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Draw the report and the pages on estimators, policies, people, places and quality."""
    report_progress("draw pages", 0.0)
    # Drawing needs the chart and table libraries; loading the definitions should not wait for them.
    from analysis.report import render
    from analysis.report.estimators import render_estimators
    from analysis.report.places import render_places
    from analysis.report.policies import render_policies
    from analysis.report.respondents import render_respondents
    from orchestration.estimator_page_inputs import estimator_page_inputs
    from orchestration.place_page_inputs import place_page_inputs
    from orchestration.policy_page_inputs import policy_page_inputs
    from orchestration.quality_page import draw_quality_page
    from orchestration.report_inputs import report_inputs
    from orchestration.respondent_page_inputs import respondent_page_inputs

    settings = refresh_settings.resolve()
    with build(settings) as connection:
        inputs = report_inputs(connection, settings, context.run_id)
        estimator_inputs = estimator_page_inputs(connection, inputs.run)
        policy_inputs = policy_page_inputs(connection, inputs.run)
        respondent_inputs = respondent_page_inputs(connection, inputs.run)
        place_inputs = place_page_inputs(connection, inputs.run)
    render(inputs, settings.draft_reports_directory)
    render_estimators(estimator_inputs, settings.draft_reports_directory)
    render_policies(policy_inputs, settings.draft_reports_directory)
    render_respondents(respondent_inputs, settings.draft_reports_directory)
    render_places(place_inputs, settings.draft_reports_directory)
    draw_quality_page(settings, settings.draft_reports_directory / "quality.html", context.run_id)
    public = settings.published_directory / "reports"
    return dg.MaterializeResult(
        metadata={
            "report": dg.MetadataValue.url((public / "index.html").as_uri()),
            "estimators_page": dg.MetadataValue.url((public / "estimators.html").as_uri()),
            "policies_page": dg.MetadataValue.url((public / "policies.html").as_uri()),
            "respondents_page": dg.MetadataValue.url((public / "respondents.html").as_uri()),
            "places_page": dg.MetadataValue.url((public / "places.html").as_uri()),
            "quality_page": dg.MetadataValue.url((public / "quality.html").as_uri()),
        }
    )


@dg.asset(
    key=WAREHOUSE,
    deps=[REPORTS, CHECK_RESULTS],
    group_name="published",
    pool=POOL,
    description="The version people read: marts, results, quality and meta, swapped in one step with its pages.",
)
def published_warehouse(context: dg.AssetExecutionContext, refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Publish the audited build."""
    report_progress("publish", 0.0)
    settings = refresh_settings.resolve()
    with build(settings) as connection:
        require_own_build(connection, context.run_id)
        version = connection.execute("select * from meta.versions").df().iloc[0].to_dict()
    folder = publish(settings, version["data_version"], {**version, "is_synthetic": bool(version["is_synthetic"])})
    _mark_published(settings, context.run_id)
    return dg.MaterializeResult(
        metadata={
            "data_version": version["data_version"],
            "warehouse": dg.MetadataValue.path(str(settings.published_database)),
            "version_folder": dg.MetadataValue.path(str(folder)),
        }
    )


def _mark_published(settings: Settings, run_id: str) -> None:
    runs = ledger.runs_as_published(settings, run_id)
    ledger.record(settings, "runs", run_id, runs[runs["run_id"] == run_id])
