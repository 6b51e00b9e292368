"""The frame every page shares: stylesheet, templates, banner, footer. Pages elsewhere bring their own templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from analysis.report import formatting

TEMPLATES = Path(__file__).with_name("templates")
RUN_KEYS = ("run_id", "data_version", "code_version", "scale", "scenario", "seed", "finished_at")


@cache
def page_environment(*more_templates: Path) -> jinja2.Environment:
    """Templates of the report and of `more_templates`; an unknown name in a template is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*more_templates, TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("count", "time", "seconds", "short_hash", "text", "share", "percent"):
        environment.filters[name] = getattr(formatting, f"format_{name}")
    environment.globals["stylesheet"] = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return environment


def write_page(template: str, page: Path, context: dict, *more_templates: Path) -> Path:
    """Render a template to a self-contained HTML file and return its path."""
    page.parent.mkdir(parents=True, exist_ok=True)
    text = page_environment(*more_templates).get_template(template).render(context)
    page.write_text(text, encoding="utf-8")
    return page


def run_facts(run: dict) -> dict:
    """What the footer tells of a run; None for what is not known of it."""
    return {key: run.get(key) for key in RUN_KEYS}
