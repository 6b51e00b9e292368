"""Stops a refresh that would have to join public survey records to counties: nobody can, so nothing pretends to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from orchestration.errors import SourceError

PUBLIC_RECORDS = frozenset({"ncvs_household", "ncvs_person", "ncvs_incident"})
PERSONS, AREAS = "ncvs_person", "ncvs_area"


def refuse_persons_without_area(real_files: Iterable[tuple[str, Path, tuple[str, ...]]]) -> None:
    """Raise SourceError for a real person file, whole but for areas: no year of it has records of where people live.

    real_files: source, path and years of each. Records without persons need no county: they feed national rates. Years
    that only some of a file's area records leave out are counted by the models.
    """
    files = list(real_files)
    sources: dict[str, set[str]] = defaultdict(set)
    for source, _, years in files:
        for year in years:
            sources[year].add(source)
    bare = [
        (path, [year for year in years if sources[year] >= PUBLIC_RECORDS])
        for source, path, years in files
        if source == PERSONS and not any(AREAS in sources[year] for year in years)
    ]
    persons = {year: path for path, years in bare for year in years}
    years = sorted(persons)
    if not years:
        return
    names = ", ".join(dict.fromkeys(persons[year].name for year in years))
    raise SourceError(
        f"The persons of {', '.join(years)} ({names}) have no area file, so no interview can be joined to a county or"
        " tract.\n  Public NCVS files carry neither, by design: the area-identified records lie in the Federal"
        " Statistical Research Data Centers\n  (apply at https://www.researchdatagov.org), where this code runs"
        " unchanged.",
        path=persons[years[0]],
        column="TRACT_GEOID, COUNTY_FIPS",
        remedy="add ncvs_<year>_area.tsv (catalog entry ncvs_area), or use these years for national rates alone:"
        " --national-only, FEDLOCAL_NATIONAL_ONLY=true.",
    )
