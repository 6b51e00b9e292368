"""Writes the county population of 2010 in the layout of a county history file, from the twin's own people.

Codes stand without their leading zero; Puerto Rico is not in it. Of its many columns the twin fills those its people
have: residents, and Latino and non-Latino Black residents. The others stay empty rather than made up.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.twin.states import PUERTO_RICO
from orchestration.twin.text_files import write_table

FILE_NAME = "county_history_2010.csv.gz"
COLUMNS = (
    "HEROP_ID", "FIPS", "TotPop", "TotVetPop", "TotUnits", "WhiteP", "BlackP", "AmIndP", "AsianP", "PacIsP", "OtherP",
    "HispP", "Ovr65P", "Age15_44", "DisbP", "VetP", "UnempP", "PovP", "MedInc", "PciE", "GiniCoeff", "VacantP",
    "SomeCollegeP", "EduNoHsP", "EduHsP", "BachelorsP", "GradSclP", "Ovr16P", "Ovr18P", "Ovr21P", "SRatio", "SRatio18",
    "SRatio65", "FemP", "MaleP", "WhiteE", "BlackE", "AmIndE", "AsianE", "PacIsE", "OtherE", "TwoRaceP", "TwoRaceE",
    "HisE", "ChildrenP", "Age15_44P",
)  # fmt: skip


def write_county_history(path: Path, people: pd.DataFrame) -> None:
    """Write one row a county of the states and the District."""
    counties = people[people["state_fips"] != PUERTO_RICO].sort_values("county_fips")
    population = counties["population"].to_numpy()
    filled = {
        "HEROP_ID": ("050US" + counties["county_fips"]).tolist(),
        "FIPS": counties["county_fips"].astype(int).astype(str).tolist(),
        "TotPop": [str(value) for value in population],
    }
    for group, share, count in (("latino", "HispP", "HisE"), ("black", "BlackP", "BlackE")):
        shares = counties[f"share_{group}"].to_numpy()
        filled[share] = [f"{100 * value:.2f}" for value in shares]
        filled[count] = [str(value) for value in np.rint(shares * population).astype(int)]
    empty = [None] * len(counties)
    write_table(path, pa.table({name: pa.array(filled.get(name, empty), pa.string()) for name in COLUMNS}), ",")
