"""How small the twin of the tests is, and a handle on one that was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from orchestration.twin import TwinManifest
from orchestration.twin.settings import TwinSize
from orchestration.twin.survey_files import survey_file_names

SEED = 20081027
TINY = TwinSize(n_persons=4_000, n_counties=60, n_states=8, acs_format="api", n_truth_persons=600)


@dataclass(frozen=True)
class WrittenTwin:
    """A twin on disk with its manifest, and its survey read back as text."""

    directory: Path
    manifest: TwinManifest

    def survey(self, source: str) -> pd.DataFrame:
        """Return the records of a source over all years, every cell as text, with the column `year`."""
        parts = []
        for year in range(2005, 2015):
            path = self.directory / source / survey_file_names(year)[source]
            parts.append(_read_text(path).assign(year=year))
        return pd.concat(parts, ignore_index=True)


def _read_text(path: Path) -> pd.DataFrame:
    if path.suffix == ".dta":
        frame = pd.read_stata(path, convert_categoricals=False)
        return frame.map(lambda cell: "" if pd.isna(cell) else str(cell).removesuffix(".0"))
    return pd.read_csv(path, sep="," if ".csv" in path.suffixes else "\t", dtype=str, keep_default_na=False)
