"""One specification: what is estimated, for whom and with what, as a value that can be hashed.

Knows nothing of data and nothing of files; the registry is read by `registry.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from analysis.specification.choices import (
    BY_DRAWS,
    CHOICES,
    CLUSTER_LEVELS,
    LINEAR,
    LOGITS_OF_MONTHS,
    MONTHS_ONLY,
    ONE_POLICY_AT_A_TIME,
    OPTIONS,
    RECOMMENDED,
    SHARED_TIME_ONLY,
    WITHIN_WINDOWS,
)
from analysis.specification.control_terms import ControlTerm

LISTS = (
    "policies", "populations", "time_terms", "period", "inference", "leads_months", "lags_months",
    "without_interview_years", "interactions",
)  # fmt: skip
WORDS = ("title", "labels", "family")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class SpecificationError(ValueError):
    """A specification that cannot be taken as written."""


@dataclass(frozen=True)
class Specification:
    """One estimate to be made, for each of its populations; the head of specifications.yaml explains the keys.

    controls_id names the control set, `controls` holds its terms. period: first and last interview month
    ('YYYY-MM'), or empty for all. inference: the first is that of results.estimates, all are in results.inferences.
    smallest_effect_of_interest and benchmark_odds_ratio are odds ratios above 1, fixed before estimation. options are
    the estimator's own. `title`, `labels` and `family` are words and do not enter the hash.
    Raises SpecificationError for an impossible value.
    """

    name: str
    title: str
    estimand: str
    estimator: str
    outcome: str
    policies: tuple[str, ...]
    populations: tuple[str, ...]
    exposure_definition: str
    controls_id: str
    controls: tuple[ControlTerm, ...]
    time_terms: tuple[str, ...] = ("half_year", "interview_number")
    points: int = 15
    confidence_level: float = 0.95
    smallest_effect_of_interest: float = 1.16
    benchmark_odds_ratio: float = 1.16
    inference: tuple[str, ...] = ("county",)
    period: tuple[str, ...] = ()
    unit: str = "interview"
    leads_months: tuple[int, ...] = ()
    lags_months: tuple[int, ...] = ()
    neighbors: str = "none"
    windows: str = "all"
    interviews: str = "all"
    without_interview_years: tuple[int, ...] = ()
    weights: str = "none"
    date_draws: int = 0
    interactions: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    family: str = ""
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        self._check_choices()
        self._check_options()
        self._check_numbers()
        self._check_period()
        self._check_interactions()
        self._check_use_of_imputations()
        self._check_groups_compared()
        self._check_unit()
        self._check_date_draws()
        self._check_windows()
        self._check_one_policy()
        if not self.estimand.strip():
            raise self._error("estimand", "is empty; say what is estimated, a result without an estimand is refused")
        for key in ("policies", "populations", "inference"):
            if not getattr(self, key):
                raise self._error(key, "is empty; name at least one")
        if self.inference[0] not in CLUSTER_LEVELS:
            raise self._error("inference", f"begins with {self.inference[0]}; begin with {', '.join(CLUSTER_LEVELS)}")
        for name, estimators in BY_DRAWS.items():
            if name in self.inference and self.estimator not in estimators:
                raise self._error("inference", f"has {name}, which only {', '.join(estimators)} offer")
        if SHARED_TIME_ONLY in self.time_terms and self.estimator not in LINEAR:
            raise self._error("time_terms", f"has {SHARED_TIME_ONLY}, which only {', '.join(LINEAR)} can absorb")

    def _check_choices(self) -> None:
        for key, choices in CHOICES.items():
            value = getattr(self, key)
            for entry in value if key in LISTS else (value,):
                if entry not in choices:
                    listing = ", ".join(str(choice) for choice in choices)
                    raise self._error(key, f"is {entry!r}; choose from {listing}")

    def _check_options(self) -> None:
        known = OPTIONS.get(self.estimator, {})
        for key, value in self.options.items():
            if key not in known:
                words = f"use one of {', '.join(known)}" if known else "it has none"
                raise self._error(f"options.{key}", f"is unknown to {self.estimator}; {words}")
            if value not in known[key]:
                raise self._error(f"options.{key}", f"is {value!r}; choose from {', '.join(map(str, known[key]))}")

    def _check_numbers(self) -> None:
        if self.points < 5:
            raise self._error("points", f"is {self.points}; use at least 5, fewer are badly wrong for rare outcomes")
        if not 0.5 < self.confidence_level < 1:
            raise self._error("confidence_level", f"is {self.confidence_level}; use a share such as 0.95")
        for key in ("smallest_effect_of_interest", "benchmark_odds_ratio"):
            if getattr(self, key) <= 1:
                raise self._error(key, f"is {getattr(self, key)}; give an odds ratio above 1")
        if self.date_draws == 1 or self.date_draws < 0:
            raise self._error("date_draws", f"is {self.date_draws}; give 0 for none, or two draws or more")

    def _check_period(self) -> None:
        is_written_well = len(self.period) in (0, 2) and all(_MONTH.fullmatch(str(month)) for month in self.period)
        if not is_written_well or any(first > last for first, last in pairwise(self.period)):
            raise self._error("period", f"is {list(self.period)}; give first and last month as YYYY-MM")

    def _check_interactions(self) -> None:
        for interaction in self.interactions:
            policy, star, partner = interaction.partition("*")
            if not star or policy not in self.policies or not partner:
                raise self._error("interactions", f"is '{interaction}'; write policy*policy or policy*column")

    def _check_unit(self) -> None:
        if self.unit == "interview":
            if MONTHS_ONLY in self.time_terms:
                raise self._error("time_terms", f"has {MONTHS_ONLY}, which only `unit: person_month` has")
            return
        if self.estimator not in LOGITS_OF_MONTHS:
            raise self._error("unit", f"is person_month, of which {self.estimator} makes no hazard; use interview")
        if self.exposure_definition != "any" or self.exposure_terms.keys() != set(self.policies):
            words = "is person_month: a month is exposed or not, so take exposure_definition any without leads, lags"
            raise self._error("unit", f"{words} and neighbors")
        if self.date_draws or "randomization" in self.inference or self.weights != "none":
            raise self._error("unit", "is person_month, which has no date_draws, randomization or weights; remove them")

    def _check_date_draws(self) -> None:
        if not self.date_draws:
            return
        if self.neighbors != "none":
            raise self._error("date_draws", "redraws a county's own dates, not its neighbours'; take neighbors: none")
        by_draws = [name for name in self.inference if name not in (*CLUSTER_LEVELS, RECOMMENDED)]
        if by_draws:
            raise self._error("date_draws", f"cannot combine {by_draws[0]} over dates; leave it out of inference")

    def _check_windows(self) -> None:
        if self.windows == "all":
            return
        if len(self.policies) != 1:
            raise self._error(
                "windows", "is clean, which is of one policy: name one, and the others define the windows"
            )
        if self.estimator not in WITHIN_WINDOWS:
            raise self._error("windows", f"is clean, which only {', '.join(WITHIN_WINDOWS)} compare within")
        if "randomization" in self.inference or self.exposure_terms.keys() != set(self.policies):
            raise self._error("windows", "is clean, without randomization, leads, lags and neighbors; remove them")

    def _error(self, key: str, words: str) -> SpecificationError:
        return SpecificationError(f"specification '{self.name}', key '{key}': {words}")

    def _check_use_of_imputations(self) -> None:
        imputed = [control.column for control in self.controls if control.missing == "imputations"]
        if imputed and self.estimator != "between_within_logit":
            words = f"imputes {imputed[0]}, which {self.estimator} cannot pool; take a set with a missing category"
            raise self._error("controls", words)

    def _check_one_policy(self) -> None:
        if self.estimator in ONE_POLICY_AT_A_TIME and len(self.policies) > 1:
            words = f"names {len(self.policies)}; {self.estimator} takes one, write an entry for each"
            raise self._error("policies", words)

    def _check_groups_compared(self) -> None:
        if self.estimator != "triple_difference":
            return
        barred = {"all", self.option("reference")} & set(self.populations) if self.option("dose") == "none" else set()
        if barred:
            words = f"has {', '.join(sorted(barred))}: name the groups compared with {self.option('reference')}"
            raise self._error("populations", words)

    def inferences_asked(self, recommended: str | None = None) -> tuple[str, ...]:
        """Names of the inferences to make for an effect; RECOMMENDED, where asked for, stands for the one given."""
        names = (recommended if name == RECOMMENDED else name for name in self.inference)
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def specification_id(self) -> str:
        """Hash of everything that can change a number; the same for the same specification anywhere."""
        content = asdict(self)
        for words in WORDS:
            del content[words]
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, default=list)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def option(self, key: str) -> Any:
        """The estimator's option as written, or its default."""
        return self.options.get(key, OPTIONS[self.estimator][key][0])

    def exposure_column(self, policy: str) -> str:
        """Column of the panel that holds the policy's exposure."""
        return f"exposure_{self.exposure_definition}_{policy}"

    @property
    def exposure_terms(self) -> dict[str, str]:
        """Column of the panel by term: the policies, then their shifts in time, then their neighbours."""
        terms = {policy: self.exposure_column(policy) for policy in self.policies}
        for policy in self.policies:
            for direction, months in (("lead", self.leads_months), ("lag", self.lags_months)):
                for n in months:
                    terms[f"{policy}_{direction}_{n}_months"] = f"{terms[policy]}_{direction}_{n}_months"
        if self.neighbors != "none":
            terms |= {f"{policy}_in_neighbors": f"neighbor_{self.neighbors}_{policy}" for policy in self.policies}
        return terms
