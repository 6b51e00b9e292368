"""Groups of catalog sources that are fetched together, and the files each group asks for."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from orchestration.fetch.census_calls import census_calls
from orchestration.fetch.choice import Choice
from orchestration.fetch.errors import FetchError
from orchestration.fetch.wanted_file import WantedFile, address_of, checked_base
from orchestration.settings import Settings
from orchestration.sources.catalog import load_catalog
from orchestration.sources.source import Source

GROUPS = {
    "policies": ("secure_communities", "ice_287g_participating", "ice_287g_pending", "detainer_section_iii"),
    "places": (
        "gazetteer_county", "gazetteer_tract", "county_adjacency", "tract_relationship_2000_2010",
        "tract_relationship_2010_2020",
    ),
}  # fmt: skip
GROUP_WITH_CENSUS_CALLS = "places"


def wanted_files(
    group: str, settings: Settings, choice: Choice | None = None, *, catalog: Iterable[Source] | None = None
) -> list[WantedFile]:
    """Return the files of a group: those at fixed addresses, in catalog order, then the calls of the Census API.

    Raises FetchError for an unknown group, a choice that fits no file or does not suit the group, or a mirror that
    is no web address.
    """
    choice = choice or Choice()
    if group not in GROUPS:
        raise FetchError(f"There is no group {group!r} to fetch.\n  remedy: choose one of {', '.join(GROUPS)}.")
    if group != GROUP_WITH_CENSUS_CALLS and choice.narrows_calls:
        raise FetchError(
            f"The files of {group} have no releases and states.\n"
            f"  remedy: leave --releases and --states out, or fetch {GROUP_WITH_CENSUS_CALLS}."
        )
    base = checked_base(settings.fetch_base)
    sources = [s for s in (load_catalog().values() if catalog is None else catalog) if s.name in GROUPS[group]]
    wanted = [
        WantedFile(source.name, capture, address_of(capture, base), settings.fetch_directory / capture.file_name)
        for source in sources
        for capture in source.captures
    ]
    if group == GROUP_WITH_CENSUS_CALLS:
        wanted += census_calls(settings.fetch_directory, base, choice)
    return _chosen(wanted, group, choice.only)


def _chosen(wanted: list[WantedFile], group: str, only: str | None) -> list[WantedFile]:
    kept = [file for file in wanted if only is None or fnmatch(file.name.lower(), only.lower())]
    if not kept:
        raise FetchError(
            f"No file of {group} fits {only!r}.\n  remedy: `fedlocal fetch {group} --list` names the files there are."
        )
    return kept
