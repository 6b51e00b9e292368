"""Fixes the registry's specifications in a dated file, and says what changed since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from analysis.specification import Specification, load_registry, read_frozen
from analysis.specification.frozen import changes_since, freeze, write_frozen
from orchestration.code_version import code_version
from orchestration.errors import FedlocalError
from orchestration.settings import Settings


class FreezeError(FedlocalError):
    """The list of frozen specifications cannot be written or read."""


def freeze_now(settings: Settings, path: Path | None, force: bool) -> Path:
    """Write today's list and say where; raises FreezeError when one is there and is not to be replaced."""
    target = path or settings.own_frozen_specifications
    specifications = _specifications()
    try:
        kept = write_frozen(freeze(specifications, dt.datetime.now(dt.UTC).date(), code_version()), target, force)
    except FileExistsError as error:
        raise FreezeError(
            f"Specifications are frozen already: {target}.\n  remedy: `fedlocal freeze-specifications --check` lists "
            "what changed since; --force freezes anew and keeps the earlier list under its date."
        ) from error
    typer.echo(f"frozen  {len(specifications)} specifications in {target}")
    if kept is not None:
        typer.echo(f"kept    the earlier list as {kept}")
    return target


def check_frozen(settings: Settings, path: Path | None) -> bool:
    """Print what changed since the freeze; True when each frozen specification is what it was.

    Raises FreezeError when nothing is frozen.
    """
    listed = path or settings.frozen_specifications
    if listed is None or not listed.exists():
        raise FreezeError(
            "No specification is frozen, so every result is EXPLORATORY.\n  remedy: `fedlocal freeze-specifications`."
        )
    frozen = read_frozen(listed)
    found = changes_since(frozen, _specifications())
    typer.echo(f"frozen on {frozen.frozen_on} with code {frozen.code_version}: {listed}")
    for words, names in (
        ("changed, EXPLORATORY", found.changed),
        ("removed", found.removed),
        ("new, EXPLORATORY", found.added),
    ):
        for name in names:
            typer.echo(f"{words}: {name}")
    if not (found.changed or found.removed or found.added):
        typer.echo("nothing changed")
    return not (found.changed or found.removed)


def _specifications() -> list[Specification]:
    registry = load_registry()
    return [*registry.specifications, *registry.curve]
