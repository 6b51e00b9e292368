"""The columns by which every table of results says which model a row belongs to."""

from __future__ import annotations

from analysis.results.table import TEXT

MODEL_KEY = ("data_version", "specification_id", "population")
MODEL_COLUMNS = {
    "data_version": (TEXT, "Version of the marts the result rests on"),
    "specification_id": (TEXT, "Hash of the canonical specification"),
    "specification": (TEXT, "Name of the specification in specifications.yaml"),
    "population": (TEXT, "Who is estimated for: all, latino, white or black"),
}
