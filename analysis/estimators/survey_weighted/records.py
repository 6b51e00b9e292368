"""From survey records to weighted totals of their primary sampling units (PSUs), and what has to be right for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.person_rows import require_columns, require_numeric
from analysis.survey.psu_design import PsuDesign, SurveyDesignError

Names = str | Sequence[str]
Domain = str | Sequence[bool] | None
LONELY_PSU_RULES = ("adjust", "refuse")


def as_names(names: Names | None) -> list[str]:
    """A list of column names from none, one or several."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


@dataclass(frozen=True)
class SampleDesign:
    """The arguments that describe how records were drawn; see `totals.survey_total`."""

    weights: str
    strata: Names | None = None
    psu: str | None = None
    fpc: str | None = None
    domain: Domain = None
    year_group: str | None = None
    lonely_psu: str = "adjust"

    @property
    def stratum_columns(self) -> list[str]:
        """The columns whose combinations are strata: one code in two year groups is two strata."""
        return [*as_names(self.year_group), *as_names(self.strata)]

    @property
    def columns(self) -> list[str]:
        """All columns named, each once."""
        domain = [self.domain] if isinstance(self.domain, str) else []
        return list(
            dict.fromkeys([self.weights, *self.stratum_columns, *as_names(self.psu), *as_names(self.fpc), *domain])
        )

    @property
    def words(self) -> str:
        """What the errors rest on."""
        strata = f"strata by {' × '.join(self.stratum_columns)}" if self.stratum_columns else "one stratum"
        units = f"PSUs by {self.psu}" if self.psu else "each record its own PSU"
        drawn = f"finite population by {self.fpc}" if self.fpc else "with replacement"
        return f"design-based, Taylor-linearised: {strata}, {units}, {drawn}"


@dataclass(frozen=True)
class SurveyRecords:
    """All records of a sample, with their design and the domains that are counted.

    psu_of_records     [records] the PSU of each, as a row of the design
    domain_of_records  [records] the domain each belongs to, −1 for none
    domain_labels      names of the domains, one where there is no more
    """

    frame: pd.DataFrame
    weights: str
    design: PsuDesign
    psu_of_records: np.ndarray
    domain_of_records: np.ndarray
    domain_labels: tuple[str, ...]

    @property
    def is_counted(self) -> np.ndarray:
        """[records] whether each belongs to a domain."""
        return self.domain_of_records >= 0

    @property
    def n_records(self) -> int:
        """Records of the domains."""
        return int(self.is_counted.sum())

    def psu_weights(self) -> np.ndarray:
        """[PSUs, domains] sums of the weights of the counted records."""
        return self._sums(np.ones((self.n_records, 1)))

    def psu_totals(self, columns: list[str]) -> np.ndarray:
        """[PSUs, domains × columns] weighted sums over the counted records, the columns of a domain side by side.

        A PSU without any is a row of zeros. Raises SurveyDesignError for a value of a counted record that is missing
        or infinite.
        """
        require_complete(self.frame, columns, self.is_counted)
        return self._sums(self.frame.loc[self.is_counted, columns].to_numpy(dtype=float))

    def _sums(self, values: np.ndarray) -> np.ndarray:
        is_counted, n_domains = self.is_counted, len(self.domain_labels)
        weights = self.frame.loc[is_counted, self.weights].to_numpy(dtype=float)
        cells = self.psu_of_records[is_counted] * n_domains + self.domain_of_records[is_counted]
        sums = np.zeros((self.design.n_psus * n_domains, values.shape[1]))
        np.add.at(sums, cells, values * weights[:, None])
        return sums.reshape(self.design.n_psus, -1)


def read_records(frame: pd.DataFrame, sample: SampleDesign, by: str | None = None) -> SurveyRecords:
    """The records with their design; by: column whose values are domains of their own, within `domain`.

    Raises KeyError for a column that is not there and ValueError for other wrong arguments; SurveyDesignError for
    records that cannot be used: missing cells, negative weights, a correction that contradicts the design, a stratum
    with a lonely PSU where those are refused.
    """
    if sample.lonely_psu not in LONELY_PSU_RULES:
        raise ValueError(f"lonely_psu must be one of {', '.join(LONELY_PSU_RULES)}, got '{sample.lonely_psu}'")
    require_columns(frame, [*sample.columns, *as_names(by)])
    require_numeric(frame, [sample.weights, *as_names(sample.fpc)])
    if frame.empty:
        raise SurveyDesignError("the frame has no rows; give all records of the sample and name a domain")
    is_counted = _domain_mask(frame, sample.domain)
    frame = frame.reset_index(drop=True)
    require_complete(frame, [sample.weights, *as_names(by)], is_counted)
    if (frame.loc[is_counted, sample.weights] < 0).any():
        raise SurveyDesignError(
            f"column '{sample.weights}' has negative weights; correct them, or name a domain without them"
        )
    design, psu_of_records = _read_design(frame, sample)
    domains, labels = np.where(is_counted, 0, -1), ("",)
    if by is not None:
        codes, values = pd.factorize(frame[by].where(is_counted), sort=True)
        domains, labels = codes.astype(np.int64), tuple(str(value) for value in values)
    return SurveyRecords(frame, sample.weights, design, psu_of_records, domains, labels)


def require_complete(frame: pd.DataFrame, columns: list[str], is_counted: np.ndarray | None = None) -> None:
    """Raise SurveyDesignError, naming column and first row, unless each counted cell is there and finite."""
    for column in columns:
        is_bad = frame[column].isna().to_numpy(dtype=bool)
        if pd.api.types.is_float_dtype(frame[column]):
            is_bad = is_bad | ~np.isfinite(frame[column].to_numpy(dtype=float, na_value=np.nan))
        rows = np.flatnonzero(is_bad if is_counted is None else is_bad & is_counted)
        if len(rows):
            raise SurveyDesignError(
                f"column '{column}' is missing or infinite in {len(rows):,} of the records counted, first in frame row "
                f"{rows[0]:,} (from 0); fill it, or name a domain without these records"
            )


def _domain_mask(frame: pd.DataFrame, domain: Domain) -> np.ndarray:
    if domain is None:
        return np.ones(len(frame), dtype=bool)
    if isinstance(domain, str):
        require_complete(frame, [domain])
    elif isinstance(domain, pd.Series) and not domain.index.equals(frame.index):
        raise ValueError("the domain's index is not the frame's; take the mask from the same frame")
    mask = pd.Series(np.asarray(frame[domain] if isinstance(domain, str) else domain))
    if len(mask) != len(frame) or not mask.isin([True, False]).all():
        raise ValueError("the domain must be true or false for each record of the frame, and never missing")
    return mask.to_numpy(dtype=bool)


def _read_design(frame: pd.DataFrame, sample: SampleDesign) -> tuple[PsuDesign, np.ndarray]:
    strata, psu = sample.stratum_columns, sample.psu
    require_complete(frame, [*strata, *as_names(psu), *as_names(sample.fpc)])
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
    if sample.lonely_psu == "refuse" and design.n_lonely_psus:
        stratum = frame.loc[first_records[design.stratum_sizes[design.stratum_codes] == 1][0], strata].to_dict()
        raise SurveyDesignError(
            f"{design.n_lonely_psus} strata hold a single PSU, first {stratum}; join each with a neighbour, or choose "
            "lonely_psu='adjust'"
        )
    if sample.fpc is not None:
        design = PsuDesign(design.stratum_codes, _sampling_fractions(frame[sample.fpc], stratum_of_records, design))
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
