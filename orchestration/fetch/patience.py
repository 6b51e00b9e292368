"""How long to wait: longer after each fault, as long as the server asks, and a moment between files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from orchestration.fetch.errors import PassingFault


@dataclass(frozen=True)
class Patience:
    """The waits of a run, in seconds; `sleep` is what waits, so that tests need not."""

    waits: tuple[float, ...] = (1.0, 3.0, 9.0, 27.0)
    waits_for_connection: tuple[float, ...] = (1.0, 3.0)
    longest_asked: float = 120.0
    between_files: float = 1.0
    sleep: Callable[[float], None] = time.sleep

    def wait_after(self, n_faults: int, fault: PassingFault) -> float | None:
        """Return the wait before the next try, or None when it is time to give up.

        Where no connection comes about, fewer tries tell the same. A server that asks for more than
        `longest_asked` is not waited for: the file fails, with that reason.
        """
        waits = self.waits_for_connection if fault.is_unreachable else self.waits
        asked = fault.wait_seconds or 0.0
        if n_faults > len(waits) or asked > self.longest_asked:
            return None
        return max(waits[n_faults - 1], asked)
