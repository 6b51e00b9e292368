"""Scrambled identifiers in the survey's form: 25 characters a household, 27 a person (household and line)."""

from __future__ import annotations

import numpy as np

# Odd and not divisible by five, so that multiplication permutes the numbers below a power of ten.
SCRAMBLER, MODULUS = 73_939_133_119, 10**11
NOISE_SCRAMBLER, NOISE_MODULUS = 6_700_417_129, 10**10


def household_ids(household: np.ndarray, is_after_break: np.ndarray, position: np.ndarray, seed: int) -> np.ndarray:
    """Return IDHH of households (n), new ones after the break of 2006; unique by household and side of the break."""
    number = household.astype(np.int64) * 2 + is_after_break
    scrambled = [(int(value) * SCRAMBLER + seed * 7_919) % MODULUS for value in number]
    noise = [(int(value) * NOISE_SCRAMBLER + seed * 104_729 + 31) % NOISE_MODULUS for value in number]
    return np.array(
        [
            f"{17 + after}{first:011d}{second:010d}{10 + place}"
            for first, second, place, after in zip(scrambled, noise, position, is_after_break.astype(int), strict=True)
        ],
        dtype=object,
    )


def person_ids(household_id: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return IDPER: the household's identifier and the two-digit line."""
    suffix = np.array([f"{number:02d}" for number in range(100)], dtype=object)
    return household_id + suffix[line]
