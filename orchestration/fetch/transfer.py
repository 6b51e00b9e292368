"""One try at a file: ask for what is missing of its draft, and write what comes."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from orchestration.fetch.answers import check_status, continues, is_compressed, validators_of
from orchestration.fetch.draft import Draft
from orchestration.fetch.errors import FileFailure, PassingFault
from orchestration.fetch.listener import Listener

CHUNK_BYTES = 64 * 1024
CONNECT_AND_READ_SECONDS = (10.0, 60.0)


def new_session() -> requests.Session:
    """Return a session that says who asks and wants the bytes as they are; it heeds HTTPS_PROXY and NO_PROXY."""
    session = requests.Session()
    session.headers.update({"User-Agent": "fedlocal (research; fetches each file once)", "Accept-Encoding": "identity"})
    return session


def try_once(session: requests.Session, url: str, draft: Draft, *, has_checksum: bool, listener: Listener) -> bool:
    """Complete a draft, going on where it stopped if the server lets us; say whether the try went on.

    Raises PassingFault when another try may succeed and FileFailure when none will.
    """
    try:
        with _answer(session, url, draft, has_checksum=has_checksum) as response:
            _refuse_page(response, url)
            went_on = response.status_code == 206
            if not went_on:
                draft.begin(validators_of(response, url))
            _write(response, draft, listener)
    except requests.RequestException as error:
        raise explained(error) from error
    return went_on


def _answer(session: requests.Session, url: str, draft: Draft, *, has_checksum: bool) -> requests.Response:
    """Return the answer with the rest of a draft, or with the whole file where it cannot be gone on with."""
    begun, n_bytes = draft.validators(), draft.n_bytes
    # Without a version and without a checksum, two halves of two files could be glued unnoticed.
    if begun and n_bytes and begun.url == url and (has_checksum or begun.names_a_version):
        response = _ask(session, url, {"Range": f"bytes={n_bytes}-"})
        if response.status_code == 200 or continues(response, begun, n_bytes):
            return response
        response.close()
        if response.status_code not in (206, 416):
            check_status(response)
    draft.discard()
    response = _ask(session, url, {})
    check_status(response)
    return response


def _ask(session: requests.Session, url: str, headers: dict[str, str]) -> requests.Response:
    return session.get(url, headers=headers, stream=True, timeout=CONNECT_AND_READ_SECONDS)


def _refuse_page(response: requests.Response, url: str) -> None:
    """Refuse a page that stands for a file, as a login or an apology with status 200 does."""
    is_page = response.headers.get("Content-Type", "").lower().startswith("text/html")
    if is_page and not urlsplit(url).path.lower().endswith((".html", ".htm")):
        raise FileFailure("the server sent a page instead of the file")


def _write(response: requests.Response, draft: Draft, listener: Listener) -> None:
    expected = draft.validators().n_bytes
    listener.bytes_there(draft.n_bytes, expected)
    with draft.path.open("ab") as handle:
        for chunk in response.iter_content(CHUNK_BYTES):
            handle.write(chunk)
            listener.bytes_there(handle.tell(), expected)
    if expected is not None and draft.n_bytes != expected and not is_compressed(response):
        raise PassingFault(f"the connection broke after {draft.n_bytes} of {expected} bytes")


def explained(error: requests.RequestException, *, is_secret: bool = False) -> Exception:
    """Return the fault or failure a broken request stands for, in words people use.

    The words of the library itself, which may name the address, are left out where that is secret.
    """
    # A host that cannot be found or refuses shows only in the cause that requests wraps.
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.exceptions.SSLError):
        return FileFailure("the server's certificate is not trusted; REQUESTS_CA_BUNDLE names your institution's own")
    if isinstance(error, requests.exceptions.ProxyError):
        return PassingFault("the proxy does not answer; see HTTPS_PROXY and NO_PROXY", is_unreachable=True)
    if isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError):
        return PassingFault("no connection to the server", is_unreachable=True)
    if isinstance(error, requests.Timeout):
        return PassingFault("the server did not answer in time")
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return PassingFault("the connection broke")
    return FileFailure(f"the request failed: {type(error).__name__ if is_secret else error}")
