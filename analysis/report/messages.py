"""Messages of models as a page prints them: whole, or with their counts rounded for release."""

from __future__ import annotations

import re

from analysis.report.formatting import format_count, format_text

# A whole number that stands alone: no decimal, no percentage, no part of a name such as 287g_jail or of a month.
_COUNT = re.compile(r"(?<![\w.,≤≥−-])\d{1,3}(?:,\d{3})+(?![\w-]|[.,]\d)|(?<![\w.,≤≥−-])\d+(?![\w-]|\.\d|,\d|\s?%)")


def format_message(message: object, is_gated: bool = False) -> str:
    """The message, a dash when there is none; under the disclosure gate every whole number in it is rounded."""
    text = format_text(message)
    if not is_gated:
        return text
    return _COUNT.sub(lambda found: format_count(int(found.group().replace(",", "")), True), text)
