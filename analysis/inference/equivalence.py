"""Is an effect too small to matter? Two one-sided tests against the smallest effect of interest.

Source: Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for
assessing the equivalence of average bioavailability. J. Pharmacokinetics and Biopharmaceutics 15(6), 657-680.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.inference.estimate_table import lower_tail, quantile

SMALLEST_ODDS_RATIO_OF_INTEREST = 1.16


def equivalence_test(
    estimates: ArrayLike,
    std_errors: ArrayLike,
    lower_bounds: ArrayLike,
    upper_bounds: ArrayLike,
    degrees_of_freedom: ArrayLike = np.inf,
    level: float = 0.05,
) -> pd.DataFrame:
    """One row an estimate, on its own scale: log odds, probabilities or percentage points.

    Columns: p_above_lower and p_below_upper, the one-sided tests; p_equivalence, the larger of the two; is_equivalent
    at `level`; conf_low, conf_high of the interval of 1 − 2 level, which lies within the bounds exactly then; and
    smallest_bound, the least symmetric bound within which this estimate would have been shown to lie.
    An estimate without an error has no test. All arguments but the level broadcast.
    Raises ValueError for bounds that do not enclose zero, negative errors, or a level outside 0 to 0.5.
    """
    arrays = (estimates, std_errors, lower_bounds, upper_bounds, degrees_of_freedom)
    values, errors, lower, upper, freedom = np.broadcast_arrays(*(np.atleast_1d(np.asarray(a, float)) for a in arrays))
    if not 0 < level < 0.5:
        raise ValueError(f"level must lie between 0 and 0.5, got {level}")
    if not ((lower < 0) & (upper > 0)).all():
        raise ValueError("the bounds must enclose zero: the lower below, the upper above it")
    if (errors < 0).any():
        raise ValueError("standard errors must not be negative")
    errors = np.where(errors > 0, errors, np.nan)
    p_above = lower_tail(-(values - lower) / errors, freedom)
    p_below = lower_tail((values - upper) / errors, freedom)
    p_values = np.maximum(p_above, p_below)
    half_width = quantile(1 - level, freedom) * errors
    return pd.DataFrame(
        {
            "estimate": values,
            "lower_bound": lower,
            "upper_bound": upper,
            "p_above_lower": p_above,
            "p_below_upper": p_below,
            "p_equivalence": p_values,
            "is_equivalent": pd.array(p_values < level, dtype="boolean"),
            "conf_low": values - half_width,
            "conf_high": values + half_width,
            "smallest_bound": np.abs(values) + half_width,
        }
    ).assign(is_equivalent=lambda table: table["is_equivalent"].mask(np.isnan(p_values)))


def odds_ratio_equivalence(
    log_odds_ratios: ArrayLike,
    std_errors: ArrayLike,
    smallest_odds_ratio: float = SMALLEST_ODDS_RATIO_OF_INTEREST,
    degrees_of_freedom: ArrayLike = np.inf,
    level: float = 0.05,
) -> pd.DataFrame:
    """Equivalence within 1 / smallest_odds_ratio and smallest_odds_ratio: tested on the log scale, told in odds ratios.

    Columns as of equivalence_test, with odds_ratio for estimate, and bounds, limits and smallest_bound as odds ratios.
    Raises ValueError for an odds ratio that is not above 1, and as equivalence_test does.
    """
    if not smallest_odds_ratio > 1:
        raise ValueError(f"smallest_odds_ratio must be above 1, got {smallest_odds_ratio}; its inverse is implied")
    bound = float(np.log(smallest_odds_ratio))
    table = equivalence_test(log_odds_ratios, std_errors, -bound, bound, degrees_of_freedom, level)
    on_log_scale = ["estimate", "lower_bound", "upper_bound", "conf_low", "conf_high", "smallest_bound"]
    return table.assign(**np.exp(table[on_log_scale])).rename(columns={"estimate": "odds_ratio"})
