"""Design-based totals and rates of victimization, from the sums the models make by primary sampling unit."""

import dagster as dg
import duckdb
import pandas as pd

from analysis.survey.rate_columns import RATE_COLUMN_DESCRIPTIONS
from orchestration.assets.raw import POOL
from orchestration.resources import RefreshSettings
from orchestration.versioning import version_of_build
from orchestration.warehouse import build, write_table

TOTALS = dg.AssetKey(["intermediate", "int_victimization_totals"])
DESIGN = dg.AssetKey(["intermediate", "int_design_units"])
VICTIMIZATION_RATES = dg.AssetKey(["results", "victimization_rates"])
OUTCOMES = dg.AssetKey(["marts", "victimization_outcomes"])
TABLE_COMMENT = "Totals, rates, prevalence and shares by year, population and outcome, with design-based errors"


@dg.asset(
    key=VICTIMIZATION_RATES,
    deps=[TOTALS, DESIGN, OUTCOMES],
    group_name="results",
    pool=POOL,
    description="National totals and rates by year, group and kind of crime; errors by Taylor linearisation.",
)
def victimization_rates(refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Estimate the rates and write `results.victimization_rates`."""
    from analysis.survey.victimization_rates import VictimizationOutcome
    from analysis.survey.victimization_rates import victimization_rates as estimated_rates

    settings = refresh_settings.resolve()
    with build(settings) as connection:
        rows = estimated_rates(
            _frame(connection, "intermediate.int_design_units"),
            _frame(connection, "intermediate.int_victimization_totals"),
            [
                VictimizationOutcome(outcome, unit, share_of)
                for outcome, unit, share_of in connection.execute(
                    "select outcome, unit, share_of from marts.victimization_outcomes"
                ).fetchall()
            ],
            version_of_build(connection, settings),
        )
        write_table(connection, "results.victimization_rates", rows, TABLE_COMMENT, RATE_COLUMN_DESCRIPTIONS)
    return dg.MaterializeResult(metadata={"dagster/row_count": len(rows)})


def _frame(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    return connection.execute(f"select * from {table}").df()
