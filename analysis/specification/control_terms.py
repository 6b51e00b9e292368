"""Control terms as the registry declares them: one column, how it enters, and what a missing value means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

_CHOICES = {
    "kind": ("binary", "continuous", "categorical"),
    "transform": ("none", "log", "square"),
    "missing": ("drop", "indicator", "imputations"),
    "by": ("none", "decades"),
}
COLUMNS_WITH_IMPUTATIONS = ("income_category",)


@dataclass(frozen=True)
class ControlTerm:
    """One control; see the head of specifications.yaml for the meaning of the fields."""

    column: str
    kind: str
    per: float = 1.0
    transform: str = "none"
    reference: str | None = None
    missing: str = "drop"
    only: tuple[str, ...] = ()
    by: str = "none"

    def __post_init__(self) -> None:
        for key, choices in _CHOICES.items():
            if getattr(self, key) not in choices:
                raise ValueError(
                    f"control '{self.column}', key '{key}': is {getattr(self, key)!r}; choose from {', '.join(choices)}"
                )
        if (self.kind == "categorical") != (self.reference is not None):
            raise ValueError(f"control '{self.column}', key 'reference': give one for a categorical control, only then")
        if self.kind != "continuous" and (self.per != 1.0 or self.transform != "none"):
            raise ValueError(f"control '{self.column}': 'per' and 'transform' are for continuous controls; remove them")
        if self.kind == "categorical" and self.missing != "drop":
            raise ValueError(
                f"control '{self.column}', key 'missing': a categorical control has missing values as a level of their "
                "own; remove it"
            )
        if self.missing == "imputations" and self.column not in COLUMNS_WITH_IMPUTATIONS:
            raise ValueError(
                f"control '{self.column}', key 'missing': the column has no imputations; only "
                f"{', '.join(COLUMNS_WITH_IMPUTATIONS)} has, choose drop or indicator"
            )
        if self.by != "none" and self.kind == "categorical":
            raise ValueError(f"control '{self.column}', key 'by': a categorical control has no trend; remove it")
        if self.per <= 0:
            raise ValueError(f"control '{self.column}', key 'per': is {self.per}; give a positive number of units")

    @property
    def term(self) -> str:
        """Name of the term in the results."""
        suffix = {"none": "", "log": "", "square": "_squared"}[self.transform]
        return f"{'log_' if self.transform == 'log' else ''}{self.column}{suffix}"

    def applies_to(self, population: str) -> bool:
        return not self.only or population in self.only


def parse_control_set(name: str, entries: Iterable[Any]) -> tuple[ControlTerm, ...]:
    """Control terms of one set; a nested list (a set included by reference) is flattened.

    Raises ValueError naming set, control, key and remedy.
    """
    known = {f.name for f in fields(ControlTerm)}
    terms: list[ControlTerm] = []
    for entry in entries:
        if isinstance(entry, list):
            terms.extend(parse_control_set(name, entry))
            continue
        unknown = sorted(set(entry) - known)
        if unknown:
            raise ValueError(
                f"control set '{name}', key '{unknown[0]}': unknown; use one of {', '.join(sorted(known))}"
            )
        if not {"column", "kind"} <= set(entry):
            raise ValueError(f"control set '{name}': {entry} lacks 'column' or 'kind'; add it")
        values = dict(entry)
        if "only" in values:
            values["only"] = tuple(values["only"])
        try:
            terms.append(ControlTerm(**values))
        except ValueError as error:
            raise ValueError(f"control set '{name}', {error}") from error
    return tuple(terms)
