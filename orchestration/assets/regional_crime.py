"""What police records miss: regional rates of violence in the survey, beside those of the police."""

import dagster as dg

from analysis.survey.regional_crime import REGIONAL_CRIME_DESCRIPTIONS, REGIONAL_OUTCOMES
from orchestration.assets.raw import POOL
from orchestration.resources import RefreshSettings
from orchestration.versioning import version_of_build
from orchestration.warehouse import build, write_table

TOTALS = dg.AssetKey(["intermediate", "int_regional_victimization_totals"])
DESIGN = dg.AssetKey(["intermediate", "int_design_units"])
POLICE = dg.AssetKey(["marts", "regional_crime"])
REGIONAL_CRIME = dg.AssetKey(["results", "regional_crime"])
SOURCE_TABLES = (
    "intermediate.int_design_units",
    "intermediate.int_regional_victimization_totals",
    "marts.regional_crime",
)
TABLE_COMMENT = "Violence by region and year in police records and in the survey, with design-based errors and the gap"


@dg.asset(
    key=REGIONAL_CRIME,
    deps=[TOTALS, DESIGN, POLICE],
    group_name="results",
    pool=POOL,
    description="Violence by region and year in police records and in the survey; errors by Taylor linearisation.",
)
def regional_crime(refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Estimate the survey's regional rates and write `results.regional_crime`."""
    from analysis.survey.regional_crime import regional_crime as beside_police
    from analysis.survey.victimization_rates import VictimizationOutcome, victimization_rates

    settings = refresh_settings.resolve()
    outcomes = [VictimizationOutcome(name, "person", share_of) for name, share_of in REGIONAL_OUTCOMES.items()]
    with build(settings) as connection:
        design, totals, police = (connection.execute(f"select * from {table}").df() for table in SOURCE_TABLES)
        version = version_of_build(connection, settings)
        rows = beside_police(victimization_rates(design, totals, outcomes, version), police, version)
        write_table(connection, "results.regional_crime", rows, TABLE_COMMENT, REGIONAL_CRIME_DESCRIPTIONS)
    return dg.MaterializeResult(metadata={"dagster/row_count": len(rows)})
