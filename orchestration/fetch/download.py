"""One file from its address to its place: tries, unpacks, checks the checksum, and only then takes the final name."""

from __future__ import annotations

import requests

from orchestration.fetch.arrival import Archive, Arrival
from orchestration.fetch.draft import Draft
from orchestration.fetch.errors import FileFailure, PassingFault
from orchestration.fetch.listener import Listener
from orchestration.fetch.patience import Patience
from orchestration.fetch.transfer import try_once
from orchestration.fetch.tries import tried
from orchestration.fetch.unpack import unpack_only_member
from orchestration.fetch.wanted_file import WantedFile
from orchestration.sources.recognition import file_sha256


def download(session: requests.Session, file: WantedFile, patience: Patience, listener: Listener) -> Arrival:
    """Bring a file to its place and return its checksum, with that of the archive it came in.

    Raises FileFailure when it cannot be had. A draft that broke off stays, for the next run to go on with; one
    with a wrong checksum does not, nor an archive that cannot be unpacked.
    """
    draft = Draft(file.destination)

    def attempt() -> Arrival:
        went_on = try_once(session, file.url, draft, has_checksum=bool(file.capture.sha256), listener=listener)
        archive = _unpacked(draft, file, went_on=went_on)
        return Arrival(_checked(draft, file, went_on=went_on), archive)

    arrival = tried(attempt, patience, listener)
    draft.place()
    return arrival


def _unpacked(draft: Draft, file: WantedFile, *, went_on: bool) -> Archive | None:
    """Turn the draft of an archive into the draft of its file; a mirror holds the file itself and needs none of it."""
    if not file.capture.is_zipped or file.url != file.capture.url:
        return None
    checksum, n_bytes = file_sha256(draft.path), draft.path.stat().st_size
    try:
        member = unpack_only_member(draft.path, draft.unpacked_path)
    except FileFailure as failure:
        draft.discard()
        if went_on:
            raise _halves_do_not_fit() from failure
        raise
    draft.become(draft.unpacked_path)
    return Archive(checksum, n_bytes, member)


def _checked(draft: Draft, file: WantedFile, *, went_on: bool) -> str:
    found, expected = file_sha256(draft.path), file.capture.sha256
    if expected in (None, found):
        return found
    draft.discard()
    if went_on:
        raise _halves_do_not_fit()
    raise FileFailure(f"wrong checksum: expected SHA-256 {expected}, found {found}; what came was thrown away")


def _halves_do_not_fit() -> PassingFault:
    return PassingFault("the part that came earlier and the rest do not fit together")
