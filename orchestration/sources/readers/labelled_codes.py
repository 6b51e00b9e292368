"""Which number a Stata value label stands for: files written from R factors count 1 to n where the survey has codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

CODE_IN_BRACKETS = re.compile(r"\(([+-]?\d+)\)")
CODES_OF_LABELS = "codes taken from the value labels, as the stored numbers are others"


def texts_of_other_codes(labels: Mapping[int, str]) -> dict[int, str]:
    """Return what to read for each labelled number of a column whose labels name other codes than the numbers.

    A label such as `(01) White only` names its code. Where every code named is the number it labels, or none is named,
    nothing is returned: the numbers are the codes. Else every label of the column is, those without a code too, since
    their numbers count along.
    """
    texts = {number: label.strip() for number, label in labels.items()}
    named = {number: CODE_IN_BRACKETS.match(text) for number, text in texts.items()}
    are_codes = all(found is None or int(found[1]) == number for number, found in named.items())
    return {} if are_codes else texts
