"""Puts the page of estimators together. A new section is one module, one template and one line of SECTIONS."""

from __future__ import annotations

from pathlib import Path

from analysis.report.chart_theme import unvalidated_charts
from analysis.report.estimators.comparison import comparison_context
from analysis.report.estimators.failed import failed_context
from analysis.report.estimators.groups import groups_context
from analysis.report.estimators.inference import inference_context
from analysis.report.estimators.inputs import EstimatorInputs
from analysis.report.estimators.leads_and_lags import leads_context
from analysis.report.estimators.matched import matched_context
from analysis.report.estimators.multiple_testing import multiple_testing_context
from analysis.report.estimators.staggered import staggered_context
from analysis.report.sections import Section, sectioned_context
from analysis.report.shell import write_page

TEMPLATES = Path(__file__).with_name("templates")


SECTIONS = (
    Section("comparison", "Side by side", "Every estimator side by side", comparison_context),
    Section("inference", "Inference", "One estimate, several inferences", inference_context),
    Section("leads", "Before and after", "Before and after a policy begins", leads_context),
    Section("staggered", "Staggered adoption", "Counties that adopt at different times", staggered_context),
    Section("matched", "Matching", "Matched persons", matched_context),
    Section("groups", "Group differences", "Differences between groups, and between estimators", groups_context),
    Section("many", "Many tests", "Many tests at once", multiple_testing_context),
    Section("failed", "Not estimated", "What could not be estimated", failed_context),
)


def render_estimators(inputs: EstimatorInputs, directory: Path) -> Path:
    """Write `estimators.html` into `directory` (made when absent) and return its path."""
    with unvalidated_charts():
        context = estimators_context(inputs)
    return write_page("estimators.html.jinja", directory / "estimators.html", context, TEMPLATES)


def estimators_context(inputs: EstimatorInputs) -> dict:
    """Everything the template prints, already formatted; `sections` hold what each section prints."""
    return sectioned_context(SECTIONS, inputs, TEMPLATES / "estimators.css")
