"""Specifications: what is estimated, said before it is estimated.

Reads and checks the registry; knows nothing of data. An unknown key or value is an error that names file,
specification, key and remedy, so that a misspelt setting can never fall back on a default.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from analysis.control_terms import ControlTerm, parse_control_set

REGISTRY_PATH = Path(__file__).with_name("specifications.yaml")
POLICIES = ("secure_communities", "287g_jail", "287g_task_force", "287g_warrant_service", "anti_detainer")
CHOICES: dict[str, tuple] = {
    "estimator": ("between_within_logit",),
    "policies": POLICIES,
    "populations": ("all", "latino", "white", "black"),
    "exposure_definition": ("any", "share", "full"),
    "time_terms": ("half_year", "interview_number"),
    "cluster": (None, "county_fips", "state_fips"),
}
_LISTS = ("policies", "populations", "time_terms", "period")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class SpecificationError(ValueError):
    """A specification that cannot be taken as written."""


@dataclass(frozen=True)
class Specification:
    """One estimate to be made, for each of its populations.

    controls_id names the control set, `controls` holds its terms. period: first and last interview month
    ('YYYY-MM'), or empty for all. smallest_effect_of_interest and benchmark_odds_ratio are odds ratios
    above 1, fixed before estimation. `title` and `labels` are words and do not enter the hash.
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
    cluster: str | None = "county_fips"
    period: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for key, choices in CHOICES.items():
            value = getattr(self, key)
            for entry in value if key in _LISTS else (value,):
                if entry not in choices:
                    listing = ", ".join(str(choice) for choice in choices)
                    raise self._error(key, f"is {entry!r}; choose from {listing}")
        if not self.estimand.strip():
            raise self._error("estimand", "is empty; say what is estimated, a result without an estimand is refused")
        for key in ("policies", "populations"):
            if not getattr(self, key):
                raise self._error(key, "is empty; name at least one")
        if self.points < 5:
            raise self._error("points", f"is {self.points}; use at least 5, fewer are badly wrong for rare outcomes")
        if not 0.5 < self.confidence_level < 1:
            raise self._error("confidence_level", f"is {self.confidence_level}; use a share such as 0.95")
        for key in ("smallest_effect_of_interest", "benchmark_odds_ratio"):
            if getattr(self, key) <= 1:
                raise self._error(key, f"is {getattr(self, key)}; give an odds ratio above 1")
        if self.period and (len(self.period) != 2 or not all(_MONTH.fullmatch(m) for m in self.period)):
            raise self._error("period", f"is {list(self.period)}; give first and last month as YYYY-MM")

    def _error(self, key: str, words: str) -> SpecificationError:
        return SpecificationError(f"specification '{self.name}', key '{key}': {words}")

    @property
    def specification_id(self) -> str:
        """Hash of everything that can change a number; the same for the same specification anywhere."""
        content = asdict(self)
        for words in ("title", "labels"):
            del content[words]
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, default=list)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def exposure_column(self, policy: str) -> str:
        """Column of marts.respondent_periods that holds the policy's exposure."""
        return f"exposure_{self.exposure_definition}_{policy}"


def load_specifications(path: Path | str | None = None) -> tuple[Specification, ...]:
    """Read the registry, in its order.

    Raises SpecificationError naming file, specification, key and remedy; FileNotFoundError without the file.
    """
    source = Path(path) if path is not None else REGISTRY_PATH
    content = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    try:
        unknown = sorted(set(content) - {"control_sets", "specifications"})
        if unknown:
            raise SpecificationError(f"top-level key '{unknown[0]}' is unknown; use control_sets and specifications")
        sets = {name: parse_control_set(name, terms) for name, terms in (content.get("control_sets") or {}).items()}
        entries = content.get("specifications") or {}
        return tuple(_parse(name, entry, sets) for name, entry in entries.items())
    except ValueError as error:
        raise SpecificationError(f"{source}: {error}") from error


def _parse(name: str, entry: dict[str, Any], control_sets: dict[str, tuple[ControlTerm, ...]]) -> Specification:
    known = {f.name for f in fields(Specification)} - {"name", "controls_id"}
    for key in entry:
        if key not in known:
            raise SpecificationError(
                f"specification '{name}', key '{key}': unknown; remove it or use one of {', '.join(sorted(known))}"
            )
    required = [f.name for f in fields(Specification) if f.default is MISSING and f.default_factory is MISSING]
    for key in required:
        if key in known and key not in entry:
            raise SpecificationError(f"specification '{name}', key '{key}': missing; add it")
    if entry["controls"] not in control_sets:
        raise SpecificationError(
            f"specification '{name}', key 'controls': no control set '{entry['controls']}'; declare it under "
            f"control_sets or use one of {', '.join(control_sets)}"
        )
    values = {key: _typed(name, key, value) for key, value in entry.items() if key != "controls"}
    return Specification(name=name, controls_id=entry["controls"], controls=control_sets[entry["controls"]], **values)


def _typed(name: str, key: str, value: Any) -> Any:
    expected: dict[str, type | tuple[type, ...]] = {
        **dict.fromkeys(_LISTS, list),
        **dict.fromkeys(("title", "estimand", "estimator", "outcome", "exposure_definition"), str),
        **dict.fromkeys(("confidence_level", "smallest_effect_of_interest", "benchmark_odds_ratio"), (int, float)),
        "points": int,
        "labels": dict,
        "cluster": (str, type(None)),
    }
    if not isinstance(value, expected[key]) or isinstance(value, bool):
        kinds = expected[key] if isinstance(expected[key], tuple) else (expected[key],)
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise SpecificationError(f"specification '{name}', key '{key}': is {value!r}; write a {wanted}")
    return tuple(value) if key in _LISTS else value
