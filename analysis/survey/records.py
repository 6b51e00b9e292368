"""From survey records to weighted totals of their primary sampling units (PSUs), and what has to be right for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.survey.psu_design import PsuDesign, SurveyDesignError

Names = str | Sequence[str]
Domain = str | Sequence[bool] | None


def as_names(names: Names | None) -> list[str]:
    """A list of column names from none, one or several."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


@dataclass(frozen=True)
class SurveyRecords:
    """All records of a sample, with their design and the domain that is counted.

    psu_of_records  [records] the PSU of each, as a row of the design
    is_counted      [records] whether each belongs to the domain
    """

    frame: pd.DataFrame
    weights: str
    design: PsuDesign
    psu_of_records: np.ndarray
    is_counted: np.ndarray

    @property
    def n_records(self) -> int:
        """Records of the domain."""
        return int(self.is_counted.sum())

    def psu_weights(self) -> np.ndarray:
        """[PSUs, 1] sums of the weights of the counted records."""
        return self._sums(np.ones((self.n_records, 1)))

    def psu_totals(self, columns: list[str]) -> np.ndarray:
        """[PSUs, columns] weighted sums over the counted records; a PSU without any is a row of zeros.

        Raises SurveyDesignError for a value of a counted record that is missing, infinite or no number.
        """
        require_numbers(self.frame, columns, self.is_counted)
        return self._sums(self.frame.loc[self.is_counted, columns].to_numpy(dtype=float))

    def _sums(self, values: np.ndarray) -> np.ndarray:
        weights = self.frame.loc[self.is_counted, self.weights].to_numpy(dtype=float)
        sums = np.zeros((self.design.n_psus, values.shape[1]))
        np.add.at(sums, self.psu_of_records[self.is_counted], values * weights[:, None])
        return sums


def read_records(
    frame: pd.DataFrame, weights: str, strata: Names | None, psu: str | None, domain: Domain, fpc: str | None
) -> SurveyRecords:
    """The records with their design: arguments and errors as record_estimates.survey_total documents them."""
    if frame.empty:
        raise SurveyDesignError("the frame has no rows; give all records of the sample and name a domain")
    is_counted = _domain_mask(frame, domain)
    require_numbers(frame, [weights], is_counted)
    if (frame.loc[is_counted, weights] < 0).any():
        raise SurveyDesignError(f"column '{weights}' has negative weights; correct them, or name a domain without them")
    design, psu_of_records = _read_design(frame.reset_index(drop=True), as_names(strata), psu, fpc)
    return SurveyRecords(frame.reset_index(drop=True), weights, design, psu_of_records, is_counted)


def require_numbers(frame: pd.DataFrame, columns: list[str], is_counted: np.ndarray) -> None:
    """Raise SurveyDesignError, naming the column, unless each counted cell of the columns is a finite number."""
    require_complete(frame, columns, is_counted)
    for column in columns:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise SurveyDesignError(f"column '{column}' holds no numbers but {frame[column].dtype}; convert it first")


def require_complete(frame: pd.DataFrame, columns: list[str], is_counted: np.ndarray | None = None) -> None:
    """Raise SurveyDesignError, naming column and first row, unless each counted cell is there and finite."""
    for column in columns:
        if column not in frame:
            raise SurveyDesignError(f"column '{column}' is not in the frame; add it, or correct the name")
        is_bad = frame[column].isna().to_numpy(dtype=bool)
        if pd.api.types.is_float_dtype(frame[column]):
            is_bad = is_bad | ~np.isfinite(frame[column].to_numpy(dtype=float, na_value=np.nan))
        rows = np.flatnonzero(is_bad if is_counted is None else is_bad & is_counted)
        if len(rows):
            raise SurveyDesignError(
                f"column '{column}' is missing or infinite in {len(rows)} of the records counted, first in frame row "
                f"{rows[0]} (from 0); fill it, or name a domain without these records"
            )


def _domain_mask(frame: pd.DataFrame, domain: Domain) -> np.ndarray:
    if domain is None:
        return np.ones(len(frame), dtype=bool)
    if isinstance(domain, str):
        require_complete(frame, [domain])
    elif isinstance(domain, pd.Series) and not domain.index.equals(frame.index):
        raise SurveyDesignError("the domain's index is not the frame's; take the mask from the same frame")
    mask = pd.Series(np.asarray(frame[domain] if isinstance(domain, str) else domain))
    if len(mask) != len(frame) or not mask.isin([True, False]).all():
        raise SurveyDesignError("the domain must be true or false for each record of the frame, and never missing")
    return mask.to_numpy(dtype=bool)


def _read_design(
    frame: pd.DataFrame, strata: list[str], psu: str | None, fpc: str | None
) -> tuple[PsuDesign, np.ndarray]:
    require_complete(frame, [*strata, *as_names(psu), *as_names(fpc)])
    stratum_of_records = np.zeros(len(frame), dtype=np.int64)
    if strata:
        stratum_of_records = frame.groupby(strata, sort=False, observed=True).ngroup().to_numpy()
    if psu is None:
        psu_of_records = np.arange(len(frame))
    else:
        psu_of_records = frame[[psu]].groupby([stratum_of_records, frame[psu]], sort=False, observed=True).ngroup()
        psu_of_records = psu_of_records.to_numpy()
    first_records = np.unique(psu_of_records, return_index=True)[1]
    design = PsuDesign(stratum_of_records[first_records])
    if fpc is not None:
        design = PsuDesign(design.stratum_codes, _sampling_fractions(frame[fpc], stratum_of_records, design))
    return design, psu_of_records


def _sampling_fractions(population_psus: pd.Series, stratum_of_records: np.ndarray, design: PsuDesign) -> np.ndarray:
    by_stratum = population_psus.groupby(stratum_of_records).agg(["min", "max"])
    if (by_stratum["min"] != by_stratum["max"]).any():
        raise SurveyDesignError(f"column '{population_psus.name}' varies within a stratum; give the stratum's PSUs")
    population = by_stratum["max"].to_numpy(dtype=float)
    if (population < design.stratum_sizes).any():
        raise SurveyDesignError(
            f"column '{population_psus.name}' says fewer PSUs than were drawn; give their number in the population"
        )
    return design.stratum_sizes / population
