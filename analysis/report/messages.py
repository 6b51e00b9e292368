"""Messages of models as a page prints them: whole, or with their counts rounded for release."""

from __future__ import annotations

from analysis.disclosure import round_counts_in
from analysis.report.formatting import format_text


def format_message(message: object, is_gated: bool = False) -> str:
    """The message, a dash when there is none; under the disclosure gate every whole number in it is rounded."""
    text = format_text(message)
    return round_counts_in(text) if is_gated else text
