"""A page made of sections: each one module that gives what it prints, one template, and one line of the page's list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.disclosure import GATE_OFF, GATE_ON
from analysis.report.provenance import is_true, make_banner
from analysis.report.shell import run_facts


@dataclass(frozen=True)
class Section:
    """A section: its anchor and template's name, its title in the list of sections, its heading and what it prints."""

    name: str
    short_title: str
    title: str
    context: Callable[[Any], dict]


def sectioned_context(sections: Sequence[Section], inputs: Any, style: Path) -> dict:
    """Everything a sectioned page prints, already formatted; `sections` hold what each section prints.

    inputs: the page's, with sources, run and is_gated. style: the page's own style sheet.
    """
    banner = make_banner(inputs.sources)
    printed = [
        {
            "name": section.name,
            "short_title": section.short_title,
            "title": f"{number}. {section.title}",
            "template": f"sections/{section.name}.html.jinja",
            **section.context(inputs),
        }
        for number, section in enumerate(sections, start=1)
    ]
    return {
        "banner": banner,
        "is_synthetic": banner.is_synthetic or any(is_true(section["is_synthetic"]) for section in printed),
        "gate_words": GATE_ON if inputs.is_gated else GATE_OFF,
        "run": run_facts(inputs.run),
        "page_style": Markup(style.read_text(encoding="utf-8")),
        "facts": [fact for section in printed for fact in section.get("facts", [])],
        "sections": printed,
    }
