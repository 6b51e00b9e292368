"""The specification curve, made on demand on the published version; no part of a refresh."""

import dagster as dg

from orchestration.assets.published import WAREHOUSE
from orchestration.resources import RefreshSettings

CURVE = dg.AssetKey(["curve", "specification_curve"])


class CurveConfig(dg.Config):
    """How much of the curve one run estimates."""

    limit: int | None = None
    """At most so many more specifications; None for all."""


@dg.asset(
    key=CURVE,
    deps=[WAREHOUSE],
    group_name="curve",
    description="Every defensible specification on the published version; what was estimated before is kept.",
)
def specification_curve(config: CurveConfig, refresh_settings: RefreshSettings) -> dg.MaterializeResult:
    """Estimate what is missing of the curve, and draw it."""
    from orchestration.specification_curve import make_curve

    made = make_curve(refresh_settings.resolve(), config.limit)
    return dg.MaterializeResult(
        metadata={
            "data_version": made.data_version,
            "specifications": made.n_estimated,
            "estimated_now": made.n_new,
            "page": dg.MetadataValue.url(made.page.as_uri()),
            "table": dg.MetadataValue.path(str(made.table)),
        }
    )
