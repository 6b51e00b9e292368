"""The policies page of a run: what the timeline says, in pictures with a table behind each.

DataFrames in, one offline HTML file out, as on the report page. Nothing is counted here that a mart does not hold.
"""

from __future__ import annotations

from analysis.report.policies.inputs import PolicyInputs
from analysis.report.policies.page import render_policies

__all__ = ["PolicyInputs", "render_policies"]
