"""The page of places of a run: what the police recorded there, how much of it can be read, and whom ICE arrested.

DataFrames in, one offline HTML file out, as on the report page. Nothing is estimated here.
"""

from __future__ import annotations

from analysis.report.places.inputs import PlaceInputs
from analysis.report.places.page import render_places

__all__ = ["PlaceInputs", "render_places"]
