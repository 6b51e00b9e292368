"""Published levels the twin is calibrated to.

Violent victimizations per 1,000 persons aged 12 and over, and millions of such persons (count divided by rate), by
collection year and group: Bureau of Justice Statistics, National Crime Victimization Survey, NCVS Dashboard (N-DASH),
violent victimization by race and Hispanic origin, 2005-2014.
"""

from __future__ import annotations

import numpy as np

YEARS = tuple(range(2005, 2015))
# Columns: Latino, White, Black, other (the order of twin.households.GROUPS)
RATES_PER_1000 = np.array(
    [
        (25.9, 27.7, 32.7, 34.3),
        (32.3, 31.7, 45.3, 44.3),
        (22.4, 26.8, 34.9, 28.9),
        (20.3, 25.9, 28.5, 24.1),
        (22.2, 21.5, 30.6, 15.6),
        (16.8, 18.3, 25.9, 22.7),
        (23.9, 21.6, 26.4, 23.2),
        (24.5, 25.2, 34.2, 23.6),
        (24.8, 22.2, 25.1, 25.2),
        (16.2, 20.3, 22.5, 23.0),
    ]
)
MILLIONS_AGED_12_AND_OVER = np.array(
    [
        (31.7, 171.5, 27.9, 13.5),
        (31.1, 173.1, 28.6, 14.6),
        (34.5, 171.9, 28.6, 15.2),
        (34.6, 173.7, 28.9, 15.3),
        (35.4, 173.8, 29.6, 15.5),
        (35.9, 173.9, 30.4, 16.0),
        (37.5, 172.2, 30.8, 16.6),
        (39.8, 172.7, 32.1, 17.7),
        (41.0, 172.6, 32.5, 18.4),
        (41.3, 173.3, 32.8, 18.9),
    ]
)
# Households in 2005 and 2014 (from memory of the survey's yearly bulletins), interpolated between.
MILLIONS_OF_HOUSEHOLDS = np.linspace(117.1, 129.5, len(YEARS))
