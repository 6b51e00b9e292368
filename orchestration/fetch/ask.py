"""One call of the Census API from its question to its file: tries, checks, and only then takes the final name."""

from __future__ import annotations

import hashlib

import requests

from orchestration.fetch.arrival import Arrival
from orchestration.fetch.census_answers import check_against_first, check_census_status, tracts_of
from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.draft import Draft
from orchestration.fetch.key_in_logs import kept_out_of_logs
from orchestration.fetch.listener import Listener
from orchestration.fetch.patience import Patience
from orchestration.fetch.transfer import CONNECT_AND_READ_SECONDS, explained
from orchestration.fetch.tries import tried


def ask(
    session: requests.Session, call: CensusCall, key: str | None, patience: Patience, listener: Listener
) -> Arrival:
    """Put the answer to a call in its place and return its checksum.

    Raises FileFailure when it cannot be had and NoTracts when there is nothing to have. Nothing that was raised or
    written holds the key.
    """

    def attempt() -> bytes:
        body = _body(session, call, key)
        check_against_first(tracts_of(body, call), call)
        return body

    with kept_out_of_logs(key):
        body = tried(attempt, patience, listener)
    draft = Draft(call.destination)
    draft.path.write_bytes(body)
    draft.place()
    return Arrival(hashlib.sha256(body).hexdigest())


def _body(session: requests.Session, call: CensusCall, key: str | None) -> bytes:
    parameters = {"key": key} if call.needs_key and key else None
    try:
        # A redirect would carry the key to another address.
        response = session.get(
            call.url, params=parameters, timeout=CONNECT_AND_READ_SECONDS, allow_redirects=not call.needs_key
        )
    except requests.RequestException as error:
        # The library's message, and whatever it was caused by, may name the address with the key.
        raise explained(error, is_secret=True) from None
    check_census_status(response, call, key)
    return response.content
