"""Census answers for a few made-up tracts: every cell of the catalog drawn at random, and the same cells as a frame."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.sources.catalog import load_catalog

N_TRACTS = 60
COUNTIES = ("06037", "35013")
TRACTS = tuple(f"{COUNTIES[number % 2]}{100 * (1 + number):06d}" for number in range(N_TRACTS))
RELEASES = (2009, 2010, 2014)
CELLS_A_CALL = 40
# Born abroad and of these not citizens, in both numberings; the labour force of an age and of it the unemployed.
PARTS_WITHIN_PARTS = {
    "b05002": ((13, 15), (13, 21)),
    "b23001": tuple(
        (n, n + 2) for first in (6, 92) for n in (*range(first, first + 64, 7), *range(first + 68, first + 79, 5))
    ),
}
PUERTO_RICO, N_TRACTS_OF_PUERTO_RICO = "72001", 20


def drawn_cells(release: int) -> pd.DataFrame:
    """Return a frame of whole numbers, one row a tract, one column an estimate or margin of the catalog.

    Every part of a table is drawn on its own and its total is larger than their sum; a tenth of the parts are zero.
    """
    random = np.random.default_rng(release)
    frame: dict[str, np.ndarray] = {}
    for layout in load_catalog()["acs5"].layouts:
        cells = [column for column in layout.columns if column.startswith(layout.name) and column.endswith("e")]
        level = random.gamma(2.0, 30.0, N_TRACTS)
        parts = {cell: random.poisson(level) * (random.random(N_TRACTS) > 0.1) for cell in cells}
        for whole, part in PARTS_WITHIN_PARTS.get(layout.name, ()):
            parts[f"{layout.name}_{whole:03d}e"] += parts[f"{layout.name}_{part:03d}e"]
        first = cells[0]
        parts[first] = np.sum([parts[cell] for cell in cells], axis=0) + 900
        if layout.name == "b23025":
            parts["b23025_003e"] = parts["b23025_003e"] + 400
        if layout.name == "b01003":
            # All residents, as in the table of their ages.
            parts[first] = frame["b01001_001e"]
        for cell, values in parts.items():
            frame[cell] = values
            # Some totals are so uncertain that the formula for a share would take the root of a negative number.
            frame[f"{cell[:-1]}m"] = random.integers(5, 900 if cell == first else 60, N_TRACTS)
    return pd.DataFrame(frame, index=pd.Index(TRACTS, name="tract_geoid"))


def drawn_census() -> pd.DataFrame:
    """Return the cells of Census 2000, both summary files, drawn in the same way."""
    random = np.random.default_rng(2000)
    columns = [column for name in ("census_2000_sf1", "census_2000_sf3") for column in census_columns(name)]
    frame = {column: random.poisson(random.gamma(2.0, 30.0, N_TRACTS)) for column in columns}
    for total in ("p001001", "p008001", "p012001", "p015001", "p018001", "p021001", "p064001", "p087001", "h006001"):
        frame[total] = frame[total] + 1_500
    frame["h038001"] = frame["h038001"] + 1_500
    for whole, part in (("p021013", "p021015"), ("p043005", "p043007"), ("p043012", "p043014")):
        frame[whole] = frame[whole] + frame[part]
    return pd.DataFrame(frame, index=pd.Index(TRACTS, name="tract_geoid"))


def census_columns(source: str) -> list[str]:
    """Return the raw columns of a summary file that hold counts."""
    return [column for column in load_catalog()[source].raw_columns if column[0] in "ph" and column[-1].isdigit()]


def write_census(folder: Path, sentinel_tract: str | None = None, releases: tuple[int, ...] = RELEASES) -> None:
    """Write Census 2000 and the releases as API answers, and the gazetteers of both counties and all tracts.

    `sentinel_tract` has the Bureau's code in place of its public assistance in the last release.
    """
    _write_census_2000(folder, drawn_census(), "all")
    for release in releases:
        cells = drawn_cells(release).astype(str)
        if sentinel_tract and release == releases[-1]:
            cells.loc[sentinel_tract, ["b19057_002e", "b19057_002m"]] = ["-666666666", "-222222222"]
            cells.loc[sentinel_tract, "b01003_001m"] = "-555555555"
        _write_release(folder, cells, release, "all")
    _write_gazetteers(folder)
    rows = [f"{code},90000,{foreign_born}" for code, foreign_born in zip(COUNTIES, (20_000, 100), strict=True)]
    (folder / "county_foreign_born_1990.csv").write_text(
        "\n".join(["county_fips,population,foreign_born", *rows]) + "\n"
    )


def write_puerto_rico(folder: Path, releases: tuple[int, ...] = RELEASES) -> None:
    """Write tracts of a county of Puerto Rico in which everybody is poor, beside what `write_census` wrote."""
    tracts = pd.Index([f"{PUERTO_RICO}{100 * (1 + number):06d}" for number in range(N_TRACTS_OF_PUERTO_RICO)])
    census = drawn_census().head(len(tracts)).set_axis(tracts)
    _write_census_2000(folder, census.assign(p087002=census["p087001"]), "72")
    for release in releases:
        cells = drawn_cells(release).head(len(tracts)).set_axis(tracts)
        _write_release(folder, cells.assign(b17001_002e=cells["b17001_001e"]).astype(str), release, "72")
    with (folder / "Gaz_counties_national_2010.txt").open("a", newline="") as text:
        text.write(f"PR\t{PUERTO_RICO}\t0\tAdjuntas Municipio\t9000000000\t0\t1\t0\t18.0\t-66.0\r\n")
    with (folder / "Gaz_tracts_national_2010.txt").open("a", newline="") as text:
        text.writelines(f"PR\t{tract}\t0\t0\t1000000\t0\t1\t0\t18.0\t-66.0\r\n" for tract in tracts)


def _write_census_2000(folder: Path, census: pd.DataFrame, places: str) -> None:
    for source, short_name in (("census_2000_sf1", "sf1"), ("census_2000_sf3", "sf3")):
        frame = census[census_columns(source)].astype(str)
        write_answer(folder / f"census_2000_{short_name}_{places}_1.json", frame, list(map(str.upper, frame.columns)))


def _write_release(folder: Path, cells: pd.DataFrame, release: int, places: str) -> None:
    if release < 2011:
        cells = cells[[column for column in cells if not column.startswith("b23025")]]
    for number, start in enumerate(range(0, cells.shape[1], CELLS_A_CALL)):
        call = cells.iloc[:, start : start + CELLS_A_CALL]
        write_answer(folder / f"acs5_{release}_{places}_{number}.json", call, list(map(str.upper, call.columns)))


def write_answer(path: Path, frame: pd.DataFrame, header: list[str]) -> None:
    rows = [[*row, geoid[:2], geoid[2:5], geoid[5:]] for geoid, row in zip(frame.index, frame.to_numpy(), strict=True)]
    path.write_text(json.dumps([[*header, "state", "county", "tract"], *rows]))


def _write_gazetteers(folder: Path) -> None:
    counties = ["STUSPS\tGEOID\tANSICODE\tNAME\tALAND\tAWATER\tALAND_SQMI\tAWATER_SQMI\tINTPTLAT\tINTPTLONG"]
    for code, usps in zip(COUNTIES, ("CA", "NM"), strict=True):
        counties.append(f"{usps}\t{code}\t0\tCounty {code}\t9000000000\t0\t1\t0\t34.0\t-118.0")
    (folder / "Gaz_counties_national_2010.txt").write_text("\r\n".join(counties) + "\r\n")
    tracts = ["USPS\tGEOID\tPOP10\tHU10\tALAND\tAWATER\tALAND_SQMI\tAWATER_SQMI\tINTPTLAT\tINTPTLONG"]
    for number, geoid in enumerate(TRACTS):
        # The first tract is all water.
        tracts.append(f"CA\t{geoid}\t0\t0\t{number * 1_000_000}\t0\t1\t0\t34.0\t-118.0")
    (folder / "Gaz_tracts_national_2010.txt").write_text("\r\n".join(tracts) + "\r\n")
