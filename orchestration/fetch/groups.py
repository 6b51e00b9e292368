"""Groups of catalog sources that are fetched together, and the files each group asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote, urlsplit

from orchestration.fetch.errors import FetchError
from orchestration.settings import FETCH_BASE_VARIABLE, Settings
from orchestration.sources.captures import Capture
from orchestration.sources.catalog import Source, load_catalog

GROUPS = {
    "policies": ("secure_communities", "ice_287g_participating", "ice_287g_pending", "detainer_section_iii"),
}


@dataclass(frozen=True)
class WantedFile:
    """A file to fetch: what the catalog says of it, where it would come from and where it goes."""

    source_name: str
    capture: Capture
    url: str | None
    destination: Path

    @property
    def name(self) -> str:
        """Return the name the file takes in the raw folder."""
        return self.capture.file_name

    @property
    def host(self) -> str:
        """Return the host the file would come from; empty where no address is known."""
        return urlsplit(self.url).netloc if self.url else ""


def wanted_files(
    group: str, settings: Settings, *, only: str | None = None, catalog: Iterable[Source] | None = None
) -> list[WantedFile]:
    """Return the files of a group, in catalog order; `only` is a glob on file names, upper and lower case alike.

    Raises FetchError for an unknown group, a glob that fits no file or a mirror that is no web address.
    """
    if group not in GROUPS:
        raise FetchError(f"There is no group {group!r} to fetch.\n  remedy: choose one of {', '.join(GROUPS)}.")
    sources = [s for s in (load_catalog().values() if catalog is None else catalog) if s.name in GROUPS[group]]
    base = _checked_base(settings.fetch_base)
    wanted = [
        WantedFile(source.name, capture, _address(capture, base), settings.fetch_directory / capture.file_name)
        for source in sources
        for capture in source.captures
    ]
    kept = [file for file in wanted if only is None or fnmatch(file.name.lower(), only.lower())]
    if not kept:
        raise FetchError(
            f"No file of {group} fits {only!r}.\n  remedy: `fedlocal fetch {group} --list` names the files there are."
        )
    return kept


def _checked_base(base: str | None) -> str | None:
    if base and not (urlsplit(base).scheme in ("http", "https") and urlsplit(base).netloc):
        raise FetchError(
            f"{FETCH_BASE_VARIABLE} is {base!r}, which is no web address.\n"
            "  remedy: set it to the http(s) address of a folder that holds the files by name, or unset it."
        )
    return base


def _address(capture: Capture, base: str | None) -> str | None:
    """Return where a file comes from: the mirror's folder if one is set, else the catalog's address."""
    return f"{base.rstrip('/')}/{quote(capture.file_name)}" if base else capture.url
