"""Puts the page of places together. A new section is one module, one template and one line of SECTIONS."""

from __future__ import annotations

from pathlib import Path

from analysis.report.chart_theme import unvalidated_charts
from analysis.report.places.boundaries import boundaries_context
from analysis.report.places.census_codes import codes_context
from analysis.report.places.county_maps import outlines_of
from analysis.report.places.crime_coverage import coverage_context
from analysis.report.places.destinations import destinations_context
from analysis.report.places.disadvantage import index_context
from analysis.report.places.ice_arrests import ice_arrests_context
from analysis.report.places.inputs import PlaceInputs
from analysis.report.places.measures import measures_context
from analysis.report.places.police import police_context
from analysis.report.places.regional_crime import regional_crime_context
from analysis.report.places.releases import releases_context
from analysis.report.sections import Section, sectioned_context
from analysis.report.shell import write_page

TEMPLATES = Path(__file__).with_name("templates")


SECTIONS = (
    Section("releases", "Years and releases", "Which release speaks for which year", releases_context),
    Section("measures", "Covariates", "What is known of each tract, and how well", measures_context),
    Section("codes", "Codes of the Bureau", "Where the Census Bureau gave a code for a number", codes_context),
    Section("index", "Disadvantage", "Concentrated disadvantage", index_context),
    Section("boundaries", "Boundaries", "Tracts whose boundaries changed", boundaries_context),
    Section("destinations", "Destinations", "Immigrant destinations", destinations_context),
    Section("police", "Police", "How many police a county has", police_context),
    Section("crime", "What police records miss", "What police records miss", regional_crime_context),
    Section("coverage", "Coverage of county crime", "How much of county crime was counted", coverage_context),
    Section("ice", "ICE arrests", "Whom ICE arrested", ice_arrests_context),
)


def render_places(inputs: PlaceInputs, directory: Path) -> Path:
    """Write `places.html` into `directory` (made when absent) and return its path."""
    with unvalidated_charts():
        context = places_context(inputs)
    return write_page("places.html.jinja", directory / "places.html", context, TEMPLATES)


def places_context(inputs: PlaceInputs) -> dict:
    """Everything the template prints, already formatted; `sections` hold what each section prints."""
    return sectioned_context(SECTIONS, inputs, TEMPLATES / "places.css") | {"outlines": outlines_of(inputs)}
