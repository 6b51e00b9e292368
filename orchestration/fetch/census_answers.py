"""What an answer of the Census API means: tracts, nothing to tell, a refusal, or a fault that may pass.

The API says much of this in other ways than the status: a page with status 200 or a redirect for a key it does not
take, text with status 400 for a variable it does not know, an empty answer with 204 where it has nothing.
"""

from __future__ import annotations

import json
import re

import requests

from orchestration.fetch.answers import PASSING_STATUSES, check_status
from orchestration.fetch.census_calls import GEOGRAPHY, CensusCall
from orchestration.fetch.errors import FileFailure, KeyRefused, NoTracts, PassingFault, QuestionRefused

KEY_ERROR_HEADER = "X-DataWebAPI-KeyError"
KEY_PAGE = re.compile(r"(missing|invalid)[ _]key", re.IGNORECASE)
PAGE_TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.IGNORECASE | re.DOTALL)
UNKNOWN_VARIABLE = re.compile(r"unknown variable '([^']*)'", re.IGNORECASE)
MOST_CHARACTERS_QUOTED = 200

Tracts = frozenset[tuple[str, ...]]


def check_census_status(response: requests.Response, call: CensusCall, key: str | None) -> None:
    """Accept an answer that may hold tracts; what is quoted of any other does not repeat the key.

    Raises NoTracts, KeyRefused, QuestionRefused, PassingFault or FileFailure for what it is otherwise.
    """
    if response.status_code == 204:
        raise NoTracts
    if call.needs_key and (response.is_redirect or KEY_ERROR_HEADER in response.headers):
        _refuse_redirect(response)
    if call.needs_key and response.status_code not in (200, *PASSING_STATUSES):
        raise _refusal(response.status_code, _text(response, key), call)
    check_status(response)
    if response.content.lstrip()[:1] == b"<":
        _refuse_page(_text(response, key))


def _text(response: requests.Response, key: str | None) -> str:
    text = response.content.decode("utf-8", errors="replace")
    return text.replace(key, "(key)") if key else text


def _refuse_redirect(response: requests.Response) -> None:
    target = response.headers.get("Location", "")
    if KEY_ERROR_HEADER in response.headers or KEY_PAGE.search(target):
        raise KeyRefused("the Census API does not take the key: it is wrong, or not activated yet")
    raise FileFailure(f"the server answered {response.status_code} and sends elsewhere, where no key is taken")


def _refuse_page(text: str) -> None:
    found = PAGE_TITLE.search(text)
    title = _quoted(found[1]) if found else "without title"
    if KEY_PAGE.search(title):
        raise KeyRefused(f"the Census API does not take the key ({title}): it is wrong, or not activated yet")
    raise PassingFault(f"the server sent a page instead of an answer ({title})")


def _refusal(status: int, text: str, call: CensusCall) -> FileFailure:
    if found := UNKNOWN_VARIABLE.search(text):
        return QuestionRefused(f"the API knows no variable {_quoted(found[1])} in {call.dataset}")
    if status == 404:
        return QuestionRefused(f"the API has no dataset {call.dataset}")
    return FileFailure(f"the API refused the call to {call.dataset}: {status} {_quoted(text)}".rstrip())


def _quoted(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MOST_CHARACTERS_QUOTED]


def tracts_of(body: bytes, call: CensusCall) -> Tracts:
    """Return the codes of the tracts an answer holds, after checking that it is the answer to this call.

    Raises PassingFault for an answer that broke off or lacks cells, FileFailure for one with another header or of
    another state.
    """
    rows = _rows(body)
    if rows[0] != call.header:
        missing = [name for name in call.header if name not in rows[0]]
        what = f"lacks {', '.join(missing[:5])}" if missing else "has other columns, or another order"
        raise FileFailure(f"the answer has not the header asked for: it {what}")
    if any(len(row) != len(call.header) for row in rows):
        raise PassingFault("the answer has rows with too few or too many cells")
    tracts = [tuple(map(str, row[-len(GEOGRAPHY) :])) for row in rows[1:]]
    if others := {state for state, *_ in tracts} - {call.state}:
        raise FileFailure(f"the answer holds state {min(others)} where state {call.state} was asked for")
    if not tracts or len(set(tracts)) != len(tracts):
        raise PassingFault("the answer holds no tract" if not tracts else "the answer holds a tract twice")
    return frozenset(tracts)


def _rows(body: bytes) -> list[list[object]]:
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PassingFault("the answer broke off, or is no JSON") from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise PassingFault("the answer is not an array of a header and rows")
    return rows


def check_against_first(tracts: Tracts, call: CensusCall) -> None:
    """Compare the tracts of an answer with those of the first call to the same dataset and state, where it is there.

    Raises PassingFault when it has others.
    """
    first = call.first_of_state
    if call.number == 1 or not first.exists():
        return
    try:
        expected = {tuple(map(str, row[-len(GEOGRAPHY) :])) for row in _rows(first.read_bytes())[1:]}
    except PassingFault:
        expected = set()
    if tracts != expected:
        raise PassingFault(
            f"the answer has {len(tracts):,} tracts, not the {len(expected):,} of {first.name}; "
            "if it stays so, move that file away, to have both asked again",
            is_of_host=False,
        )


def is_answer_to(call: CensusCall, body: bytes) -> bool:
    """Say whether a file is a whole answer to a call."""
    try:
        tracts_of(body, call)
    except (PassingFault, FileFailure):
        return False
    return True
