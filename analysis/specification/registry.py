"""Reads specifications.yaml: specifications, the tables they make up, and the axes of the specification curve.

An unknown key or value is an error that names file, specification, key and remedy, so that a misspelt setting can
never fall back on a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from analysis.specification.control_terms import ControlTerm, parse_control_set
from analysis.specification.specification import LISTS, Specification, SpecificationError
from analysis.specification.specification_curve import curve_entries

REGISTRY_PATH = Path(__file__).parent.with_name("specifications.yaml")
_SECTIONS = ("control_sets", "specifications", "tables", "on_request", "specification_curve")
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(LISTS, list),
    **dict.fromkeys(
        ("title", "estimand", "estimator", "outcome", "exposure_definition", "unit", "neighbors", "windows",
         "interviews", "weights", "family"),
        str,
    ),
    **dict.fromkeys(("confidence_level", "smallest_effect_of_interest", "benchmark_odds_ratio"), (int, float)),
    **dict.fromkeys(("points", "date_draws"), int),
    **dict.fromkeys(("labels", "options"), dict),
}  # fmt: skip


@dataclass(frozen=True)
class Registry:
    """The file as read.

    tables: names of specifications by the name of the table; curve: those of the curve; curve_axes: the keys its
    specifications differ in.
    """

    specifications: tuple[Specification, ...]
    tables: Mapping[str, tuple[str, ...]]
    on_request: tuple[str, ...]
    curve: tuple[Specification, ...]
    curve_axes: tuple[str, ...] = ()

    def of_table(self, table: str) -> tuple[Specification, ...]:
        """The specifications of a table, in its order; raises KeyError naming the tables there are."""
        if table not in self.tables:
            raise KeyError(f"no table '{table}' in the registry; it has {', '.join(self.tables)}")
        by_name = {specification.name: specification for specification in self.specifications}
        return tuple(by_name[name] for name in self.tables[table])

    def of_tables(self, tables: Iterable[str]) -> tuple[Specification, ...]:
        """The specifications of any of the tables, in the order of the registry.

        Of no table named: all but those of tables on request, which cost more than the others together.
        Raises KeyError naming the tables there are.
        """
        named = list(tables) or [table for table in self.tables if table not in self.on_request]
        wanted = {specification.name for table in named for specification in self.of_table(table)}
        return tuple(found for found in self.specifications if found.name in wanted)


def load_registry(path: Path | str | None = None) -> Registry:
    """Read the registry, in its order.

    Raises SpecificationError naming file, specification, key and remedy; FileNotFoundError without the file.
    """
    source = Path(path) if path is not None else REGISTRY_PATH
    content = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    try:
        unknown = sorted(set(content) - set(_SECTIONS))
        if unknown:
            raise SpecificationError(f"top-level key '{unknown[0]}' is unknown; use {', '.join(_SECTIONS)}")
        return _registry(content)
    except ValueError as error:
        raise SpecificationError(f"{source}: {error}") from error


def load_specifications(path: Path | str | None = None) -> tuple[Specification, ...]:
    """The specifications of every refresh, without those of the curve; raises as `load_registry`."""
    return load_registry(path).specifications


def _registry(content: Mapping[str, Any]) -> Registry:
    sets = {name: parse_control_set(name, terms) for name, terms in (content.get("control_sets") or {}).items()}
    entries = content.get("specifications") or {}
    specifications = tuple(_parse(name, entry, sets) for name, entry in entries.items())
    curve = curve_entries(content.get("specification_curve") or {}, entries)
    return Registry(
        specifications=specifications,
        tables=_tables(content.get("tables") or {}, entries),
        on_request=_on_request(content),
        curve=tuple(_parse(name, entry, sets) for name, entry in curve.items()),
        curve_axes=tuple((content.get("specification_curve") or {}).get("axes", ())),
    )


def _on_request(content: Mapping[str, Any]) -> tuple[str, ...]:
    tables = content.get("on_request") or []
    for table in tables:
        if table not in (content.get("tables") or {}):
            raise SpecificationError(f"on_request names '{table}', which is no table; correct it")
    return tuple(tables)


def _tables(tables: Mapping[str, list[str]], entries: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    for table, names in tables.items():
        for name in names:
            if name not in entries:
                raise SpecificationError(f"table '{table}' names '{name}', which is no specification; correct it")
    return {table: tuple(names) for table, names in tables.items()}


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
    if not isinstance(value, _TYPES[key]) or isinstance(value, bool):
        kinds = _TYPES[key] if isinstance(_TYPES[key], tuple) else (_TYPES[key],)
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise SpecificationError(f"specification '{name}', key '{key}': is {value!r}; write a {wanted}")
    return tuple(value) if key in LISTS else value
