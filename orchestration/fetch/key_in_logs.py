"""Keeps a key out of what the network libraries log: some of their warnings name the whole address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

LOGGERS = ("urllib3.connection", "urllib3.connectionpool", "urllib3.response", "urllib3.util.retry")


@contextmanager
def kept_out_of_logs(key: str | None) -> Iterator[None]:
    """Replace the key in every line the network libraries log until the block ends."""
    if key is None:
        yield
        return

    def without_key(record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().replace(key, "(key)"), ()
        record.exc_info = None
        return True

    for name in LOGGERS:
        logging.getLogger(name).addFilter(without_key)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(without_key)
