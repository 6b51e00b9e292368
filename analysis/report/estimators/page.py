"""Puts the page of estimators together. A new section is one module, one template and one line of SECTIONS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from analysis.disclosure import GATE_OFF, GATE_ON
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
from analysis.report.provenance import is_true, make_banner
from analysis.report.shell import run_facts, write_page

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Section:
    """A section: its anchor and template's name, its title in the list of sections, its heading and what it prints."""

    name: str
    short_title: str
    title: str
    context: Callable[[EstimatorInputs], dict]


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
    banner = make_banner(inputs.sources)
    sections = [
        {
            "name": section.name,
            "short_title": section.short_title,
            "title": f"{number}. {section.title}",
            "template": f"sections/{section.name}.html.jinja",
            **section.context(inputs),
        }
        for number, section in enumerate(SECTIONS, start=1)
    ]
    return {
        "banner": banner,
        "is_synthetic": banner.is_synthetic or any(is_true(section["is_synthetic"]) for section in sections),
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "run": run_facts(inputs.run),
        "page_style": Markup((TEMPLATES / "estimators.css").read_text(encoding="utf-8")),
        "facts": [fact for section in sections for fact in section.get("facts", [])],
        "sections": sections,
    }
