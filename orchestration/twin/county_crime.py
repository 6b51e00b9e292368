"""Writes offences known to the police by county and year: fixed width as the archive has them, and as a compiled csv.

Rates follow urbanity and fall over the years, near the national rates of 2005 to 2014. Offences of partly covered
counties are imputed fractions, so a total, rounded by itself, may differ by 1 or 2 from the sum of rounded offences,
as it does in real files. Some counties have thin coverage or no reporting agency, and one stands in no file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.twin.random_streams import random_stream
from orchestration.twin.states import PUERTO_RICO
from orchestration.twin.text_files import write_rows, write_text

FIXED_WIDTH_YEARS, CSV_YEARS = (2006, 2008, 2010), (2012, 2014)
FIRST_YEAR_OF_VIOLENT_TOTAL = 2009
VIOLENT = ("MURDER", "RAPE", "ROBBERY", "AGASSLT")
PROPERTY = ("BURGLRY", "LARCENY", "MVTHEFT")
# Offences per 100,000 residents of the nation in 2010 (FBI, Crime in the United States 2010, table 1; arson is
# invented), and how steeply each rises with urbanity.
OFFENCES: dict[str, tuple[float, float]] = {
    "MURDER": (4.8, 0.15), "RAPE": (27.7, 0.05), "ROBBERY": (119.3, 0.4), "AGASSLT": (252.8, 0.1),
    "BURGLRY": (701.0, 0.1), "LARCENY": (2005.8, 0.15), "MVTHEFT": (239.1, 0.25), "ARSON": (19.0, 0.1),
}  # fmt: skip
CSV_COLUMNS = (
    "ID", "County", "State code", "crime_rate_per_100000", "index", "EDITION", "PART", "IDNO", "CPOPARST", "CPOPCRIM",
    "AG_ARRST", "AG_OFF", "COVIND", "someINDEX", "MODINDX", *OFFENCES, "population", "FIPS_ST", "FIPS_CTY",
)  # fmt: skip
FIXED_WIDTHS: dict[str, int] = {
    "STUDYNO": 4, "EDITION": 1, "PART": 1, "IDNO": 4, "FIPS_ST": 2, "FIPS_CTY": 3, "CPOPARST": 8, "CPOPCRIM": 8,
    "AG_ARRST": 3, "AG_OFF": 3, "COVIND": 8, "INDEX": 6, "MODINDX": 6, "MURDER": 4, "RAPE": 4, "ROBBERY": 5,
    "AGASSLT": 5, "BURGLRY": 6, "LARCENY": 6, "MVTHEFT": 6, "ARSON": 4,
}  # fmt: skip
FALL_PER_YEAR, GROWTH_PER_YEAR, SPREAD = 0.025, 0.008, 0.3
SHARE_THIN, SHARE_PARTIAL, SHARE_SILENT = 0.01, 0.1, 0.027


def write_county_crime(folder: Path, people: pd.DataFrame, seed: int) -> None:
    """Write one file a year into `folder`; `people` holds county_fips, name, usps, population and urbanity."""
    counties = people[people["state_fips"] != PUERTO_RICO].sort_values("county_fips", ignore_index=True)
    # Nobody prints a county whose agencies all report to another's: the last of the list stands for it.
    counties = counties.iloc[:-1]
    for year in FIXED_WIDTH_YEARS:
        lines = _fixed_width_lines(_crime_of(counties, year, seed))
        write_text(folder / f"ucr_county_{year}.txt", "".join(f"{line}\r\n" for line in lines))
    for year in CSV_YEARS:
        table = _crime_of(counties, year, seed)
        rows = table[list(CSV_COLUMNS)].astype(str).itertuples(index=False)
        write_rows(folder / f"ucr_county_{year}.csv", CSV_COLUMNS, rows)


def _crime_of(counties: pd.DataFrame, year: int, seed: int) -> pd.DataFrame:
    """Every column of both layouts, of one year."""
    random = random_stream(seed, f"county crime {year}")
    n = len(counties)
    population = np.rint(counties["population"] * (1 + GROWTH_PER_YEAR) ** (year - 2010)).astype(int).to_numpy()
    coverage = _coverage(n, random)
    # Within two standard deviations: no invented county is many times as violent as the nation.
    noise = SPREAD * np.clip(random.normal(0, 1, n), -2, 2)
    urbanity = counties["urbanity"].to_numpy()
    counts = {}
    for offence, (rate, slope) in OFFENCES.items():
        tilt = np.exp(slope * urbanity + noise)
        national = rate * (1 - FALL_PER_YEAR) ** (year - 2010)
        per_100000 = national * tilt / np.average(tilt, weights=population)
        # An invented county can have more people than any real one, and more crimes than the archive's columns hold.
        most = 10 ** FIXED_WIDTHS[offence] - 1
        counts[offence] = np.minimum(_known(per_100000, population, coverage, random), most)
    reporting = np.where(random.random(n) < SHARE_SILENT, 0, population)
    agencies = np.clip(population // 12_000, 1, 999)
    table = pd.DataFrame({offence: np.rint(count).astype(int) for offence, count in counts.items()}).assign(
        **_totals(counts, year), COVIND=[f"{value:.6g}" for value in coverage], CPOPCRIM=reporting, CPOPARST=reporting,
        AG_ARRST=np.where(reporting, agencies, 0), AG_OFF=np.where(reporting, agencies, 0), population=population,
        County=counties["name"], STUDYNO=9000 + year % 100, EDITION=1, PART=4, IDNO=np.arange(n) + 1,
        FIPS_ST=counties["state_fips"].astype(int), FIPS_CTY=counties["county_fips"].str[2:].astype(int),
    )  # fmt: skip
    rate = 100_000 * table["INDEX"] / population
    return table.assign(
        **{"State code": counties["usps"], "ID": table["IDNO"], "someINDEX": table["INDEX"]},
        crime_rate_per_100000=rate,
        index=rate.rank(ascending=False, method="first").astype(int),
    )


def _coverage(n: int, random: np.random.Generator) -> np.ndarray:
    """Coverage indicator, 0 to 100: most counties 100, some between, a few below 50."""
    kind = random.random(n)
    partial, thin = random.uniform(50, 100, n), random.uniform(0, 50, n)
    return np.round(np.select([kind < SHARE_THIN, kind < SHARE_THIN + SHARE_PARTIAL], [thin, partial], 100.0), 4)


def _known(
    per_100000: np.ndarray, population: np.ndarray, coverage: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Offences counted; where coverage is partial, those reported are scaled up to a fraction."""
    expected = per_100000 * population / 100_000
    is_partial = (coverage > 0) & (coverage < 100)
    share = np.where(coverage == 0, 0.0, coverage / 100)
    reported = random.poisson(expected * share)
    return np.where(is_partial, reported / np.where(is_partial, share, 1.0), reported)


def _totals(counts: dict[str, np.ndarray], year: int) -> dict[str, np.ndarray]:
    """INDEX and MODINDX: violent and property crimes from 2009 on, before that the index without and with arson."""
    violent, thefts = (sum(counts[name] for name in names) for names in (VIOLENT, PROPERTY))
    index, modified = violent, thefts
    if year < FIRST_YEAR_OF_VIOLENT_TOTAL:
        index, modified = violent + thefts, violent + thefts + counts["ARSON"]
    return {"INDEX": np.rint(index).astype(int), "MODINDX": np.rint(modified).astype(int)}


def _fixed_width_lines(table: pd.DataFrame) -> list[str]:
    # The archive keeps a coverage indicator in eight characters: four decimals.
    cells = table.assign(COVIND=[f"{float(value):.4f}" for value in table["COVIND"]]).astype(str)
    parts = [cells[name].str.rjust(width) for name, width in FIXED_WIDTHS.items()]
    lines = ["".join(line) for line in zip(*parts, strict=True)]
    width = sum(FIXED_WIDTHS.values())
    if any(len(line) != width for line in lines):
        raise ValueError(f"a number of county crime is wider than its column; lines must have {width} characters")
    return lines
