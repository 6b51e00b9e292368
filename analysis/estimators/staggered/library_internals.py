"""What diff-diff computes and does not hand out: calendar averages, and the covariance of imputation's leads.

Both reach behind the library's public surface. They are kept in this one place, so that a new version of the
library can break nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def calendar_averages(fitted: Any) -> pd.DataFrame:
    """Average effect in each period over the cohorts treated by then, by cohort size: period, estimate, std_error.

    fitted: diff-diff's CallawaySantAnnaResults. Errors include that of the cohort shares, as in the library's
    other averages (Callaway and Sant'Anna 2021, section 3.1).
    """
    from diff_diff.staggered_aggregation import fixed_cohort_agg_weights
    from diff_diff.staggered_results import _KitAggregator

    kit = fitted._aggregation_kit
    bookkeeping = dict(kit.bookkeeping)
    masses = fixed_cohort_agg_weights(bookkeeping) or {}
    aggregator = _KitAggregator(kit.alpha, kit.anticipation)
    records = []
    for period in fitted.time_periods:
        cells = {
            pair: cell
            for pair, cell in fitted.group_time_effects.items()
            if pair[1] == period and period >= pair[0] - kit.anticipation and np.isfinite(cell["effect"])
        }
        if not cells:
            continue
        effects = np.array([cell["effect"] for cell in cells.values()])
        sizes = [masses.get(g, cell.get("agg_weight", cell["n_treated"])) for (g, _), cell in cells.items()]
        shares = np.array(sizes, dtype=np.float64) / np.sum(sizes)
        cohorts = np.array([g for g, _ in cells])
        std_error, _ = aggregator._compute_aggregated_se_with_wif(
            list(cells), shares, effects, cohorts, kit.influence, None, None, bookkeeping
        )
        records.append((period, shares @ effects, std_error))
    return pd.DataFrame(records, columns=["period", "estimate", "std_error"])


def lead_covariance(fitted: Any, event_times: list[int], covariates: list[str]) -> np.ndarray | None:
    """Covariance [leads, leads] of imputation's leads (Borusyak, Jaravel and Spiess 2024, equation 9).

    fitted: diff-diff's ImputationDiDResults.
    """
    estimator = fitted._estimator_ref
    used = estimator._fit_data
    if not event_times or used.get("resolved_survey") is not None:
        return None
    untreated = used["df"].loc[used["omega_0_mask"]].copy()
    _, _, covariance = estimator._compute_lead_coefficients(
        untreated, "outcome", "unit", "period", "cohort", covariates or None, used["cluster_var"], event_times
    )
    return covariance
