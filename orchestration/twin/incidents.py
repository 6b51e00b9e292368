"""Draws incidents: the violent ones from the monthly hazard, others as background.

A month with an event brings one incident, sometimes the same one twice, sometimes a series of six or more that the
victim cannot tell apart. Every violent event yields at least one record inside the country, so a person-interview has
a violent incident exactly when one of its six months has an event. Some months are forgotten, some are heaped.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from orchestration.twin.hazards import REFERENCE_MONTHS

REPEAT_CHANCE, SERIES_CHANCE = 0.05, 0.03
# V4016 of a series and the chance of each; 997 and 998 mean "cannot say" and count as six.
SERIES_TIMES = np.array([6, 7, 8, 10, 12, 20, 30, 997, 998])
SERIES_CHANCES = np.array([0.20, 0.06, 0.08, 0.26, 0.06, 0.05, 0.08, 0.18, 0.03])
SERIES_COUNTS = np.where(SERIES_TIMES >= 997, 6, np.minimum(SERIES_TIMES, 10))
UNDATED_CHANCE, HEAPED_CHANCE = 0.03, 0.08
OUTSIDE_COUNTRY_PER_INTERVIEW, THEFTS_PER_INTERVIEW, PROPERTY_PER_HOUSEHOLD = 0.0002, 0.0006, 0.06
VIOLENT_CODES = np.array([1, 2, 3, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20])
# Shares of the published rates of 2005-2012, summed: rape and sexual assault 4.6 %, robbery 10.9 %, aggravated assault
# 17.7 %, simple assault 66.8 % (Bureau of Justice Statistics, Criminal Victimization, 2012: rates by type of crime).
# How the codes divide their kind is invented.
VIOLENT_CHANCES = np.array([
    0.0122, 0.0060, 0.0060,  # rape
    0.0150, 0.0220, 0.0360, 0.0360,  # robbery
    0.0600, 0.0670, 0.0501,  # aggravated assault
    0.1250,  # simple assault with injury
    0.0080, 0.0070,  # sexual assault
    0.2716,  # simple assault
    0.0070,  # threat of rape
    0.2711,  # threat of assault
])  # fmt: skip
PROPERTY_CODES = np.array([31, 32, 33, 40, 41, 54, 55, 56, 57, 58, 59])
PROPERTY_CHANCES = np.array([0.05, 0.11, 0.04, 0.05, 0.02, 0.08, 0.17, 0.20, 0.14, 0.09, 0.05])
OUTSIDE_COUNTRY = 1
# Shares the police were told of, near those of the survey's yearly bulletins of these years (from memory).
REPORTED_VIOLENCE, REPORTED_OTHER = 0.47, 0.38


def mean_count_per_event() -> float:
    """Return the expected number of victimizations, series counted up to ten, of a month with an event."""
    series = float(SERIES_CHANCES @ SERIES_COUNTS / SERIES_CHANCES.sum())
    return SERIES_CHANCE * series + (1 - SERIES_CHANCE) * (1 + REPEAT_CHANCE)


def draw_events(log_odds: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return whether each month of each interview (n, 6) has a violent event."""
    return random.random(log_odds.shape) < expit(log_odds)


def draw_incidents(
    events: np.ndarray, month: np.ndarray, is_first_line: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    """Return one row an incident, in order of interview.

    Columns: interview (row of `events`), code (V4529), times (V4016), is_series, place (V4022), reported (V4399),
    occurred_month (month number) and is_undated.
    """
    parts = [
        _violent(events, random),
        _background(
            np.full(len(events), OUTSIDE_COUNTRY_PER_INTERVIEW), VIOLENT_CODES, VIOLENT_CHANCES, random, OUTSIDE_COUNTRY
        ),
        _background(
            np.full(len(events), THEFTS_PER_INTERVIEW), np.array([21, 22, 23]), np.array([0.2, 0.2, 0.6]), random
        ),
        _background(PROPERTY_PER_HOUSEHOLD * is_first_line, PROPERTY_CODES, PROPERTY_CHANCES, random),
    ]
    incidents = pd.concat(parts, ignore_index=True).sort_values(["interview", "lag"], kind="stable", ignore_index=True)
    n = len(incidents)
    is_violent = incidents["code"].to_numpy() <= VIOLENT_CODES.max()
    is_reported = random.random(n) < np.where(is_violent, REPORTED_VIOLENCE, REPORTED_OTHER)
    reported = np.select([is_reported, random.random(n) < 0.96], [1, 2], default=3)
    # Heaping: events pile up at the far end of the six months.
    lag = np.where(random.random(n) < HEAPED_CHANCE, REFERENCE_MONTHS, incidents["lag"])
    return incidents.assign(
        reported=reported,
        occurred_month=month[incidents["interview"]] - lag,
        is_undated=random.random(n) < UNDATED_CHANCE,
    ).drop(columns="lag")


def _violent(events: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    interview, column = np.nonzero(events)
    is_series = random.random(len(interview)) < SERIES_CHANCE
    series_times = random.choice(SERIES_TIMES, len(interview), p=SERIES_CHANCES / SERIES_CHANCES.sum())
    incidents = pd.DataFrame(
        {
            "interview": interview,
            "lag": REFERENCE_MONTHS - column,
            "code": random.choice(VIOLENT_CODES, len(interview), p=VIOLENT_CHANCES / VIOLENT_CHANCES.sum()),
            "times": np.where(is_series, series_times, 1),
            "is_series": is_series,
            "place": random.choice([2, 3, 4, 5], len(interview), p=[0.1, 0.72, 0.15, 0.03]),
        }
    )
    repeats = incidents[~is_series & (random.random(len(incidents)) < REPEAT_CHANCE)]
    return pd.concat([incidents, repeats], ignore_index=True)


def _background(
    rate: np.ndarray, codes: np.ndarray, chances: np.ndarray, random: np.random.Generator, place: int | None = None
) -> pd.DataFrame:
    interview = np.flatnonzero(random.random(len(rate)) < rate)
    n = len(interview)
    places = random.choice([2, 3, 4], n, p=[0.1, 0.8, 0.1]) if place is None else np.full(n, place)
    return pd.DataFrame(
        {
            "interview": interview,
            "lag": random.integers(1, REFERENCE_MONTHS + 1, n),
            "code": random.choice(codes, n, p=chances / chances.sum()),
            "times": np.ones(n, dtype=int),
            "is_series": np.zeros(n, dtype=bool),
            "place": places,
        }
    )
