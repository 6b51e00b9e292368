"""The people's page of a run: who was asked, how many are victims, who is lost, and what each column means.

DataFrames in, one offline HTML file out, as on the report page. Nothing is estimated here.
"""

from __future__ import annotations

from analysis.report.respondents.inputs import RespondentInputs
from analysis.report.respondents.page import render_respondents

__all__ = ["RespondentInputs", "render_respondents"]
