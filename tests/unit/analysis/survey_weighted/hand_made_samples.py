"""Small samples whose estimates can be followed by hand or were printed by R."""

from __future__ import annotations

import pandas as pd

# Strata 1 and 2 with two units, 3 with three, 4 with a lonely one.
LONELY = pd.DataFrame(
    {
        "stratum": [1, 1, 1, 2, 2, 3, 3, 3, 4],
        "unit": [1, 1, 2, 1, 2, 1, 2, 3, 1],
        "weight": [2, 3, 2.5, 4, 1.5, 2, 2, 3, 5],
        "crimes": [3, 5, 4, 7, 2, 1, 6, 2, 8],
        "persons": [2, 1, 3, 2, 4, 1, 2, 2, 3],
        "is_city": [True, False, True, True, False, False, True, False, True],
    }
)
DESIGN = {"weights": "weight", "strata": "stratum", "psu": "unit"}
