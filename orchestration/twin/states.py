"""States as the twin needs them: codes, region, and round figures of the 2010 census for size and composition.

Population in millions and the shares of Latino, non-Latino Black and other non-White residents are rounded to the
nearest tenth or whole percent: they set levels for invented counties and are not meant to be quoted.
"""

from __future__ import annotations

import pandas as pd

PUERTO_RICO = "72"
# region: 1 Northeast, 2 Midwest, 3 South, 4 West, the codes of V2127B
_ROWS = """
01 AL Alabama 3 4.8 4 26 3|02 AK Alaska 4 0.7 6 3 27
04 AZ Arizona 4 6.4 30 4 8|05 AR Arkansas 3 2.9 6 15 4
06 CA California 4 37.3 38 6 17|08 CO Colorado 4 5.0 21 4 6
09 CT Connecticut 1 3.6 13 9 6|10 DE Delaware 3 0.9 8 21 6
11 DC District_of_Columbia 3 0.6 9 50 6|12 FL Florida 3 18.8 22 15 5
13 GA Georgia 3 9.7 9 30 5|15 HI Hawaii 4 1.4 9 2 66
16 ID Idaho 4 1.6 11 1 4|17 IL Illinois 2 12.8 16 14 7
18 IN Indiana 2 6.5 6 9 4|19 IA Iowa 2 3.0 5 3 4
20 KS Kansas 2 2.9 11 6 6|21 KY Kentucky 3 4.3 3 8 3
22 LA Louisiana 3 4.5 4 32 4|23 ME Maine 1 1.3 1 1 4
24 MD Maryland 3 5.8 8 29 8|25 MA Massachusetts 1 6.5 10 6 8
26 MI Michigan 2 9.9 4 14 5|27 MN Minnesota 2 5.3 5 5 7
28 MS Mississippi 3 3.0 3 37 2|29 MO Missouri 2 6.0 4 11 4
30 MT Montana 4 1.0 3 1 9|31 NE Nebraska 2 1.8 9 4 5
32 NV Nevada 4 2.7 27 8 12|33 NH New_Hampshire 1 1.3 3 1 4
34 NJ New_Jersey 1 8.8 18 13 10|35 NM New_Mexico 4 2.1 46 2 11
36 NY New_York 1 19.4 18 14 10|37 NC North_Carolina 3 9.5 8 21 5
38 ND North_Dakota 2 0.7 2 1 8|39 OH Ohio 2 11.5 3 12 4
40 OK Oklahoma 3 3.8 9 7 15|41 OR Oregon 4 3.8 12 2 9
42 PA Pennsylvania 1 12.7 6 10 5|44 RI Rhode_Island 1 1.1 12 5 7
45 SC South_Carolina 3 4.6 5 28 3|46 SD South_Dakota 2 0.8 3 1 12
47 TN Tennessee 3 6.3 5 17 3|48 TX Texas 3 25.1 38 11 6
49 UT Utah 4 2.8 13 1 6|50 VT Vermont 1 0.6 1 1 4
51 VA Virginia 3 8.0 8 19 8|53 WA Washington 4 6.7 11 3 13
54 WV West_Virginia 3 1.9 1 3 2|55 WI Wisconsin 2 5.7 6 6 5
56 WY Wyoming 4 0.6 9 1 5|72 PR Puerto_Rico 3 3.7 99 1 0
"""


def state_table() -> pd.DataFrame:
    """Return one row a state: state_fips, usps, name, region, population, latino, black, other (shares 0 to 1)."""
    rows = [row.split() for row in _ROWS.replace("\n", "|").split("|") if row.strip()]
    table = pd.DataFrame(rows, columns=["state_fips", "usps", "name", "region", "millions", "latino", "black", "other"])
    table["name"] = table["name"].str.replace("_", " ")
    table["region"] = table["region"].astype(int)
    table["population"] = (table["millions"].astype(float) * 1e6).astype(int)
    for group in ("latino", "black", "other"):
        table[group] = table[group].astype(float).clip(lower=0.5) / 100
    return table.drop(columns="millions")


def state_names() -> dict[str, str]:
    """Return state names by two-digit code."""
    table = state_table()
    return dict(zip(table["state_fips"], table["name"], strict=True))


def usps_codes() -> dict[str, str]:
    """Return postal codes by two-digit code."""
    table = state_table()
    return dict(zip(table["state_fips"], table["usps"], strict=True))
