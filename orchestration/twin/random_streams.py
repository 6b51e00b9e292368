"""One random stream a subject, so that a change in one part of the twin leaves the draws of the others alone."""

from __future__ import annotations

import zlib

import numpy as np


def random_stream(seed: int, subject: str) -> np.random.Generator:
    """Return the generator of a subject; the same seed and subject always give the same draws."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(subject.encode("utf-8"))])))
