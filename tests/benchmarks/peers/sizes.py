"""How large the compared jobs are: the quick ones take less than two minutes, the usual less than a quarter hour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Persons, records and rows of each job; a peer slower than the patience is left unfinished, and that is said."""

    lme4_persons: int = 20_000
    laplace_persons: int = 6_000
    full_persons: int = 354_000
    full_repeats: int = 5
    clogit_persons: int = 354_000
    statsmodels_persons: int = 50_000
    survey_records: int = 200_000
    matching_rows: int = 50_000
    pooled_persons: int = 100_000
    linear_persons: int = 354_000
    patience_seconds: float = 240.0


USUAL = Sizes()
QUICK = Sizes(
    lme4_persons=4_000,
    laplace_persons=3_000,
    full_repeats=1,
    clogit_persons=30_000,
    statsmodels_persons=10_000,
    survey_records=30_000,
    matching_rows=10_000,
    pooled_persons=20_000,
    linear_persons=50_000,
    patience_seconds=45.0,
)
