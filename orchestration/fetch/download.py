"""One file from its address to its place: tries, waits, checks the checksum, and only then takes the final name."""

from __future__ import annotations

import requests

from orchestration.fetch.draft import Draft
from orchestration.fetch.errors import FileFailure, HostUnreachable, PassingFault
from orchestration.fetch.groups import WantedFile
from orchestration.fetch.listener import Listener
from orchestration.fetch.patience import Patience
from orchestration.fetch.transfer import try_once
from orchestration.sources.recognition import file_sha256


def download(session: requests.Session, file: WantedFile, patience: Patience, listener: Listener) -> str:
    """Bring a file to its place and return its SHA-256 checksum.

    Raises FileFailure when it cannot be had. A draft that broke off stays, for the next run to go on with; one
    with a wrong checksum does not.
    """
    draft = Draft(file.destination)
    n_faults = 0
    while True:
        try:
            went_on = try_once(session, file.url, draft, has_checksum=bool(file.capture.sha256), listener=listener)
            found = _checked(draft, file, went_on=went_on)
        except PassingFault as fault:
            n_faults += 1
            wait = _wait_or_give_up(fault, n_faults, patience)
            listener.waiting(wait, str(fault))
            patience.sleep(wait)
        else:
            draft.place()
            return found


def _checked(draft: Draft, file: WantedFile, *, went_on: bool) -> str:
    found, expected = file_sha256(draft.path), file.capture.sha256
    if expected in (None, found):
        return found
    draft.discard()
    if went_on:
        raise PassingFault("the part that came earlier and the rest do not fit together")
    raise FileFailure(f"wrong checksum: expected SHA-256 {expected}, found {found}; what came was thrown away")


def _wait_or_give_up(fault: PassingFault, n_faults: int, patience: Patience) -> float:
    wait = patience.wait_after(n_faults, fault)
    if wait is not None:
        return wait
    kind = HostUnreachable if fault.is_unreachable else FileFailure
    asked = f", which asks to wait {fault.wait_seconds:.0f} s" if fault.wait_seconds else ""
    tries = "1 try" if n_faults == 1 else f"{n_faults} tries"
    raise kind(f"{fault}{asked} (after {tries})") from fault
