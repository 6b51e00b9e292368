"""What a run of the twin is asked for: its scale, scenario and seed, and which inputs are real."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from orchestration.errors import FedlocalError
from orchestration.sources.policy_sources import AGREEMENT_SOURCES, POLICY_SOURCES
from orchestration.twin.scenarios import SCENARIOS


class TwinError(FedlocalError):
    """The twin was asked for something it cannot write."""


@dataclass(frozen=True)
class TwinSize:
    """How much the twin writes.

    `acs_format` is the shape of the American Community Survey: `api` (Census API answers) or `summary_file`.
    `n_truth_persons` caps the persons on which pseudo-true values are fitted.
    """

    n_persons: int
    n_counties: int
    n_states: int
    acs_format: Literal["api", "summary_file"]
    n_truth_persons: int


SIZES: dict[str, TwinSize] = {
    "small": TwinSize(n_persons=30_000, n_counties=240, n_states=24, acs_format="api", n_truth_persons=30_000),
    "paper": TwinSize(
        n_persons=354_000, n_counties=1_000, n_states=51, acs_format="summary_file", n_truth_persons=60_000
    ),
}


@dataclass(frozen=True)
class TwinSettings:
    """One twin: how large, with which planted effects, from which seed.

    Raises TwinError for an unknown scale or scenario.
    """

    scale: Literal["small", "paper"]
    scenario: str
    seed: int

    def __post_init__(self) -> None:
        if self.scale not in SIZES:
            raise TwinError(f"Unknown scale {self.scale!r}.\n  remedy: choose one of {', '.join(SIZES)}.")
        if self.scenario not in SCENARIOS:
            raise TwinError(f"Unknown scenario {self.scenario!r}.\n  remedy: choose one of {', '.join(SCENARIOS)}.")


@dataclass(frozen=True)
class RealInputs:
    """The real sources a refresh has; the twin builds on them and never writes beside them.

    `secure_communities` holds the raw text columns countyfips, activation_month, activation_year; `counties` the
    raw text columns of the 2010 gazetteer (usps, geoid, name, aland, awater, intptlat, intptlong).
    """

    secure_communities: pd.DataFrame | None = None
    counties: pd.DataFrame | None = None
    has_real_agreements: bool = False
    has_real_detainer_policies: bool = False
    real_survey_years: frozenset[int] = frozenset()
    real_sources: frozenset[str] = frozenset()
    fill_with_twin: bool = False

    def __post_init__(self) -> None:
        if "secure_communities" in self.real_sources and self.secure_communities is None:
            raise TwinError(
                "Secure Communities is said to be real, but its dates are missing."
                "\n  remedy: hand the rows of the real file to RealInputs."
            )

    @property
    def are_agreements_real(self) -> bool:
        """Return whether any source of 287(g) agreements is real; they speak of the same agreements."""
        return self.has_real_agreements or not self.real_sources.isdisjoint(AGREEMENT_SOURCES)

    @property
    def are_detainer_policies_real(self) -> bool:
        """Return whether the statements on detainers are real."""
        return self.has_real_detainer_policies or "detainer_section_iii" in self.real_sources

    @property
    def has_any_real_policy(self) -> bool:
        """Return whether any policy source is real."""
        return (
            self.secure_communities is not None
            or self.are_agreements_real
            or self.are_detainer_policies_real
            or not self.real_sources.isdisjoint(POLICY_SOURCES)
        )

    def fingerprint(self) -> str:
        """Return a checksum over everything that changes what the twin writes."""
        digest = hashlib.sha256()
        for frame in (self.secure_communities, self.counties):
            digest.update(b"none" if frame is None else frame.to_csv(index=False).encode("utf-8"))
        switches = (
            self.has_real_agreements,
            self.has_real_detainer_policies,
            sorted(self.real_survey_years),
            sorted(self.real_sources),
            self.fill_with_twin,
        )
        digest.update(repr(switches).encode("utf-8"))
        return digest.hexdigest()
