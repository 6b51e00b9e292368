"""What can go wrong with one fetched file: a fault worth another try, or a failure that ends it."""

from __future__ import annotations

from orchestration.errors import FedlocalError


class FetchError(FedlocalError):
    """Some files could not be fetched, or nothing could be asked for; the message says which and what to do."""


class FileFailure(Exception):  # noqa: N818 - a failure of one file, which the run survives
    """One file cannot be had; the message is the reason in words."""


class GaveUp(FileFailure):
    """The same fault came until patience ended.

    `is_told_to_wait` says that the server asked for a longer wait, `is_of_host` that another file would meet the fault
    too.
    """

    def __init__(self, reason: str, *, is_told_to_wait: bool = False, is_of_host: bool = True) -> None:
        super().__init__(reason)
        self.is_told_to_wait, self.is_of_host = is_told_to_wait, is_of_host


class HostUnreachable(GaveUp):
    """No connection to a host came about, so that its other files need not be tried."""


class QuestionRefused(FileFailure):
    """The API does not know what a call asks for, so that other states need not be asked the same."""


class KeyRefused(FileFailure):
    """The API takes no call with this key, or without one, so that no other call need be tried."""


class NoTracts(Exception):  # noqa: N818 - an answer, not an error
    """The API answered that it has nothing for this call."""


class PassingFault(Exception):  # noqa: N818 - a fault that another try may not meet
    """A try went wrong in a way that may pass.

    `wait_seconds` is what the server asked for, if anything; `is_of_host` says that the fault is not of one file only.
    """

    def __init__(
        self,
        reason: str,
        *,
        wait_seconds: float | None = None,
        is_unreachable: bool = False,
        is_of_host: bool = True,
    ) -> None:
        super().__init__(reason)
        self.wait_seconds, self.is_unreachable, self.is_of_host = wait_seconds, is_unreachable, is_of_host
