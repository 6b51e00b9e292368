"""Which columns of the panel a specification needs, so that a reader can bring those that other marts hold."""

from __future__ import annotations

from analysis.design.clean_rows import clean_window_columns
from analysis.design.column_draws import HOUSEHOLD
from analysis.design.exposures import exposure_columns
from analysis.design.panel_columns import COUNTY, GROUP, IS_SYNTHETIC, MONTH, PERSON, STATE
from analysis.design.person_months import person_month_columns
from analysis.design.time_columns import TIME_COLUMNS
from analysis.specification import Specification
from analysis.survey.survey_columns import DESIGN_COLUMNS


def columns_needed(specification: Specification) -> list[str]:
    """Every column, each once."""
    needed = [PERSON, GROUP, COUNTY, STATE, MONTH, IS_SYNTHETIC, specification.outcome]
    needed += [column for term in specification.time_terms for column in TIME_COLUMNS[term]]
    needed += exposure_columns(specification)
    needed += [control.column for control in specification.controls]
    needed += [HOUSEHOLD for control in specification.controls if control.missing == "imputations"]
    needed += clean_window_columns(specification)
    needed += person_month_columns(specification)
    needed += [specification.option("dose")] if _has_dose(specification) else []
    needed += DESIGN_COLUMNS if specification.weights == "survey" else ()
    return list(dict.fromkeys(needed))


def _has_dose(specification: Specification) -> bool:
    return specification.estimator == "triple_difference" and specification.option("dose") != "none"
