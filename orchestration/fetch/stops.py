"""What ended for the rest of a run, so that nobody is asked a thousand times what was answered once."""

from __future__ import annotations

from orchestration.fetch.census_calls import CensusCall
from orchestration.fetch.errors import FileFailure, GaveUp, HostUnreachable, KeyRefused, QuestionRefused
from orchestration.fetch.wanted_file import WantedFile

ALL_CALLS = "all calls"
MOST_CALLS_GIVEN_UP_IN_A_ROW = 3


class Stops:
    """Remembers hosts, questions and the key for which another try is of no use in this run."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}
        self._n_given_up = 0

    def reason_not_to_ask(self, file: WantedFile) -> str | None:
        """Return why a file need not be asked for, or None."""
        shared = (file.host, ALL_CALLS, file.kind) if isinstance(file, CensusCall) else (file.host,)
        return next((self._reasons[name] for name in shared if name in self._reasons), None)

    def note_success(self) -> None:
        """Forget the failures before an answer came."""
        self._n_given_up = 0

    def note(self, file: WantedFile, failure: FileFailure) -> None:
        """Conclude from a failure what else need not be asked for."""
        if isinstance(failure, HostUnreachable):
            self._reasons[file.host] = f"no connection to {file.host} (not tried again)"
        elif isinstance(file, CensusCall):
            self._note_call(file, failure)

    def _note_call(self, call: CensusCall, failure: FileFailure) -> None:
        if isinstance(failure, KeyRefused):
            self._reasons[ALL_CALLS] = "the Census API does not take the key (not asked again)"
        elif isinstance(failure, QuestionRefused):
            self._reasons[call.kind] = f"{failure} (not asked again)"
        elif isinstance(failure, GaveUp) and failure.is_of_host:
            self._n_given_up += 1
            if failure.is_told_to_wait or self._n_given_up >= MOST_CALLS_GIVEN_UP_IN_A_ROW:
                self._reasons[ALL_CALLS] = f"{call.host} answers no calls now (not asked again)"
