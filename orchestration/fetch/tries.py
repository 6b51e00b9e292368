"""Trying again: the same attempt after growing waits, until it succeeds or patience ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from orchestration.fetch.errors import GaveUp, HostUnreachable, PassingFault
from orchestration.fetch.listener import Listener
from orchestration.fetch.patience import Patience

Result = TypeVar("Result")


def tried(attempt: Callable[[], Result], patience: Patience, listener: Listener) -> Result:
    """Return what an attempt gives, trying again after a PassingFault.

    Raises GaveUp when the fault stays, HostUnreachable when no connection comes about; what else the attempt raises
    ends the tries at once.
    """
    n_faults = 0
    while True:
        try:
            return attempt()
        except PassingFault as fault:
            n_faults += 1
            wait = _wait_or_give_up(fault, n_faults, patience)
            listener.waiting(wait, str(fault))
            patience.sleep(wait)


def _wait_or_give_up(fault: PassingFault, n_faults: int, patience: Patience) -> float:
    wait = patience.wait_after(n_faults, fault)
    if wait is not None:
        return wait
    asked = f", which asks to wait {fault.wait_seconds:.0f} s" if fault.wait_seconds else ""
    tries = "1 try" if n_faults == 1 else f"{n_faults} tries"
    reason = f"{fault}{asked} (after {tries})"
    if fault.is_unreachable:
        raise HostUnreachable(reason) from fault
    is_told_to_wait = (fault.wait_seconds or 0.0) > patience.longest_asked
    raise GaveUp(reason, is_told_to_wait=is_told_to_wait, is_of_host=fault.is_of_host) from fault
