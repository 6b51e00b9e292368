"""What a server's answer means: the file, the rest of it, a fault that may pass, or a refusal."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime

import requests

from orchestration.fetch.draft import Validators
from orchestration.fetch.errors import FileFailure, PassingFault

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def check_status(response: requests.Response) -> None:
    """Accept a whole file or a part of it.

    Raises PassingFault for an overloaded or failing server, FileFailure for every other status.
    """
    status = f"the server answered {response.status_code} {response.reason or ''}".rstrip()
    if response.status_code in PASSING_STATUSES:
        raise PassingFault(status, wait_seconds=retry_after_seconds(response.headers.get("Retry-After")))
    if response.status_code not in (200, 206):
        raise FileFailure(f"{status}; the file is not at this address (any more)")


def retry_after_seconds(header: str | None) -> float | None:
    """Return the wait a Retry-After header asks for, given in seconds or as a date; None if it says nothing."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        return max(parsedate_to_datetime(header).timestamp() - time.time(), 0.0)
    except ValueError:
        return None


def validators_of(response: requests.Response, url: str) -> Validators:
    """Return what an answer says of the whole file."""
    headers = response.headers
    part = CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    length = part.group(2) if part else headers.get("Content-Length", "")
    # The length of a compressed answer is not the length of the file.
    is_counted = length.isdigit() and not is_compressed(response)
    return Validators(url, headers.get("ETag"), headers.get("Last-Modified"), int(length) if is_counted else None)


def is_compressed(response: requests.Response) -> bool:
    """Say whether the bytes on the wire are not the bytes of the file."""
    return response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity")


def continues(response: requests.Response, begun: Validators, n_bytes: int) -> bool:
    """Say whether an answer is the rest, from byte `n_bytes` on, of the file a draft was begun with."""
    part = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code != 206 or part is None or int(part.group(1)) != n_bytes or is_compressed(response):
        return False
    return validators_of(response, begun.url) == begun
