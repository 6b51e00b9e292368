"""One county's history, read from the published version and put in words."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from orchestration.reading import county_queries as queries
from orchestration.reading.intervals import end_text, interval_text
from orchestration.reading.places import County, resolve_county
from orchestration.reading.published_rows import (
    counties_of,
    county_changes_of,
    has_relation,
    policy_names_of,
    rows_of,
    source_titles_of,
    states_of,
)
from orchestration.reading.spans import month_spans, span_text

STATEWIDE = "statewide 287(g) agreement: not counted by default"
ONLY_SHOWN = "shown only: not counted"


@dataclass(frozen=True)
class CountyHistory:
    """What is known of a county: spells in order, unknown months, conflicts, legal events, and the picture's months."""

    county: County
    state_name: str
    population: pd.DataFrame
    spells: pd.DataFrame
    unknown: pd.DataFrame
    conflicts: pd.DataFrame
    legal_events: pd.DataFrame
    months: pd.DataFrame
    policy_names: dict[str, str]
    n_months: int
    n_unlinked_agencies: int

    @property
    def synthetic_parts(self) -> list[str]:
        """Name the parts of the page behind which any row is synthetic."""
        names = ("population", "spells", "conflicts", "months")
        return [name for name in names if getattr(self, name)["is_synthetic"].any()]


def read_county(connection: duckdb.DuckDBPyConnection, place: str) -> CountyHistory:
    """Return the history of the county a code or name means.

    Raises ReadingError when no county, or several, are meant.
    """
    states = states_of(connection)
    county = resolve_county(place, counties_of(connection), county_changes_of(connection), states)
    where = {"county_fips": county.county_fips}
    state = where | {"state_fips": county.county_fips[:2]}
    names = states.set_index("state_usps")["state_name"]
    return CountyHistory(
        county=county,
        state_name=names.get(county.state_usps, county.state_usps),
        population=_population(connection, where),
        spells=with_titles(rows_of(connection, queries.SPELLS, state), source_titles_of(connection)),
        unknown=month_spans(rows_of(connection, queries.UNKNOWN_MONTHS, where)),
        conflicts=rows_of(connection, queries.CONFLICTS, state | {"county_name": county.county_name}),
        legal_events=rows_of(connection, queries.LEGAL_EVENTS, where),
        months=rows_of(connection, queries.MONTHS, where),
        policy_names=policy_names_of(connection),
        n_months=int(rows_of(connection, queries.N_MONTHS, where)["n_months"].iloc[0]),
        n_unlinked_agencies=int(
            rows_of(connection, queries.UNLINKED, {"state_fips": state["state_fips"]})["n_agencies"].iloc[0]
        ),
    )


def _population(connection: duckdb.DuckDBPyConnection, where: dict[str, object]) -> pd.DataFrame:
    if has_relation(connection, "marts.county_population"):
        return rows_of(connection, queries.POPULATION, where)
    return pd.DataFrame({"population": [], "census_year": [], "is_synthetic": []})


def with_titles(rows: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Return rows with the title of their source after its id; a seed's id stands for its title."""
    place = rows.columns.get_loc("source_id") + 1
    titled = rows.copy()
    titled.insert(place, "source_title", rows["source_id"].map(lambda source: titles.get(source, source)))
    return titled


def numbered_sources(spells: pd.DataFrame) -> list[str]:
    """Return each source and file behind the spells once, in the order of the spells that name them."""
    texts = (source_text(spell.source_title, spell.source_files) for spell in spells.itertuples())
    return list(dict.fromkeys(texts))


def spell_lines(spells: pd.DataFrame) -> pd.DataFrame:
    """Return spells as people read them: from, to, policy, who, confidence, source, note.

    The source is its number in `numbered_sources`: titles in each row would leave a terminal no room for the rest.
    """
    number = {text: place for place, text in enumerate(numbered_sources(spells), start=1)}
    lines = [
        {
            "from": interval_text(spell.start_earliest, spell.start_latest),
            "to": end_text(spell.end_earliest, spell.end_latest, spell.end_status, spell.last_listed_on),
            "policy": spell.policy_name if isinstance(spell.policy_name, str) else spell.policy,
            "who": who_text(spell.agency_name, spell.jurisdiction_name, spell.coverage_level, spell.population_share),
            "confidence": spell.confidence,
            "source": number[source_text(spell.source_title, spell.source_files)],
            "note": note_text(spell.scope, spell.is_counted, spell.is_statewide_agreement, spell.is_synthetic),
        }
        for spell in spells.itertuples()
    ]
    return pd.DataFrame(lines, columns=["from", "to", "policy", "who", "confidence", "source", "note"])


def who_text(agency: object, jurisdiction: object, level: str, share: object = None) -> str:
    """Return who acts, at which level, and the part of its people the county holds where it reaches others too."""
    name = next((text for text in (agency, jurisdiction) if isinstance(text, str)), "not named")
    is_shared = level not in ("state", "national") and not pd.isna(share) and share < 1
    return f"{name} ({level}, {100 * share:.0f} % of its people here)" if is_shared else f"{name} ({level})"


def source_text(title: str, files: object) -> str:
    """Return a source's title and its file, or the first of its files and how many more."""
    if not isinstance(files, str) or not files:
        return title
    first, *more = files.split("; ")
    return f"{title}: {first} and {len(more)} more" if more else f"{title}: {first}"


def note_text(scope: object, is_counted: bool, is_statewide_agreement: bool, is_synthetic: bool) -> str:
    """Return what a reader must know of a spell beside its dates."""
    notes = [
        scope if isinstance(scope, str) else "",
        STATEWIDE if is_statewide_agreement else "",
        "" if is_counted else ONLY_SHOWN,
        "SYNTHETIC" if is_synthetic else "",
    ]
    return "; ".join(note for note in notes if note)


def legal_event_lines(events: pd.DataFrame) -> pd.DataFrame:
    """Return the dated legal events of the county as people read them; whether each was confirmed stands beside it."""
    lines = [
        {
            "day": interval_text(event.event_date_earliest, event.event_date_latest),
            "event": event.event_name,
            "policies": event.policies_affected.replace(";", ", "),
            "checked": event.verification.replace("_", " "),
            "citation": event.citation,
        }
        for event in events.itertuples()
    ]
    return pd.DataFrame(lines, columns=["day", "event", "policies", "checked", "citation"])


def unknown_lines(unknown: pd.DataFrame, policy_names: dict[str, str], n_months: int) -> pd.DataFrame:
    """Return, a row a policy in the order of `policy_names`, the months in which nothing is known of it."""
    rows = []
    for policy, name in policy_names.items():
        spans = unknown[unknown["policy"] == policy]
        if spans.empty:
            continue
        texts = [span_text(span.first_month, span.last_month, span.n_months) for span in spans.itertuples()]
        is_all = spans["n_months"].sum() == n_months
        rows.append({"policy": name, "nothing is known in": "every month: " + texts[0] if is_all else ", ".join(texts)})
    return pd.DataFrame(rows, columns=["policy", "nothing is known in"])
