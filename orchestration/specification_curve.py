"""Estimates the specification curve on the published version, one file a specification, and draws its page.

    curve/<data_version>/<code_version>/<specification_id>.effects.parquet, .influence.parquet
    curve/<data_version>/specification_curve.parquet, joint_inference.parquet, specification_curve.html

The published warehouse is read, never written. A specification whose files are there is not estimated again; both
files are written under another name first, so a run that is broken off leaves none in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.specification import Specification, load_registry, read_frozen
from orchestration.code_version import code_version
from orchestration.confidentiality import has_real_confidential_source
from orchestration.errors import FedlocalError
from orchestration.lock import held_lock
from orchestration.panel import read_inputs
from orchestration.progress import report_progress
from orchestration.settings import Settings
from orchestration.warehouse import published

STAGE = "estimate the curve"
EFFECTS, INFLUENCE = "effects", "influence"


class CurveError(FedlocalError):
    """The curve cannot be made."""


@dataclass(frozen=True)
class MadeCurve:
    """Where the curve is, and how much of it there is."""

    data_version: str
    table: Path
    joint_inference: Path
    page: Path
    n_specifications: int
    n_estimated: int
    n_new: int


def make_curve(settings: Settings, limit: int | None = None) -> MadeCurve:
    """Estimate what is missing, at most `limit` specifications, then combine and draw what there is.

    Raises PublishedVersionMissingError without a published version, CurveError when another run is at the same curve.
    """
    specifications = load_registry().curve
    with published(settings) as connection:
        version = connection.execute("select * from meta.versions").df().iloc[0]
    folder = settings.curve_directory / version["data_version"]
    parts = folder / code_version().replace("+", "_")
    with _only_run_of(settings, parts):
        missing = [
            s for s in specifications if not all(_part(parts, s, kind).exists() for kind in (EFFECTS, INFLUENCE))
        ]
        chosen = missing[:limit]
        _estimate(settings, chosen, parts, version["data_version"], len(specifications))
        done = [s for s in specifications if s not in missing or s in chosen]
        return _combine(settings, done, parts, folder, version, len(chosen))


def _estimate(
    settings: Settings, specifications: Sequence[Specification], parts: Path, data_version: str, n_all: int
) -> None:
    """Estimate and write each specification as soon as it is done."""
    if not specifications:
        return
    # Compiled kernels take a second to load, and only estimation needs them.
    from analysis.curve.effects import county_influence, curve_effects
    from analysis.models.estimate_all import estimate_models

    report_progress(STAGE, (n_all - len(specifications)) / n_all)
    frozen = read_frozen(settings.frozen_specifications)
    with published(settings) as connection:
        inputs = read_inputs(connection, specifications)
        if connection.execute("select data_version from meta.versions").fetchone()[0] != data_version:
            raise CurveError(
                "Another version was published just now.\n  remedy: run `fedlocal specification-curve` again."
            )
    models: list = []
    n_left = len(specifications)
    for specification, population, output in estimate_models(inputs, specifications):
        models.append((population, output))
        if len(models) < len(specification.populations):
            continue
        registration = frozen.registration(specification.specification_id)
        effects = curve_effects(specification, models, data_version, code_version(), registration)
        _write(county_influence(specification, models), _part(parts, specification, INFLUENCE))
        _write(effects, _part(parts, specification, EFFECTS))
        models, n_left = [], n_left - 1
        report_progress(STAGE, (n_all - n_left) / n_all)


def _combine(
    settings: Settings, done: Sequence[Specification], parts: Path, folder: Path, version: pd.Series, n_new: int
) -> MadeCurve:
    from analysis.curve.effects import with_choices
    from analysis.curve.joint_inference import joint_inference
    from analysis.report.specification_curve_page import CurveInputs, render_curve

    registry = load_registry()
    report_progress("joint inference", 0.0)
    effects = pd.concat([pd.read_parquet(_part(parts, s, EFFECTS)) for s in done], ignore_index=True)
    influence = pd.concat([pd.read_parquet(_part(parts, s, INFLUENCE)) for s in done], ignore_index=True)
    effects = with_choices(effects, done, registry.curve_axes)
    joint = joint_inference(effects, influence, version["data_version"])
    made = MadeCurve(
        data_version=version["data_version"],
        table=folder / "specification_curve.parquet",
        joint_inference=folder / "joint_inference.parquet",
        page=folder / "specification_curve.html",
        n_specifications=len(registry.curve),
        n_estimated=len(done),
        n_new=n_new,
    )
    _write(effects, made.table)
    _write(joint, made.joint_inference)
    report_progress("draw pages", 0.0)
    with published(settings) as connection:
        inputs = CurveInputs(
            effects=effects,
            joint=joint,
            planted_truth=connection.execute("select * from meta.planted_truth").df(),
            sources=connection.execute("select * from meta.sources").df(),
            n_specifications=len(registry.curve),
            run={**version.to_dict(), "code_version": code_version(), "finished_at": pd.Timestamp.now("UTC")},
            is_gated=has_real_confidential_source(connection, "meta.sources"),
        )
    render_curve(inputs, made.page)
    return made


def _part(parts: Path, specification: Specification, kind: str) -> Path:
    return parts / f"{specification.specification_id}.{kind}.parquet"


def _write(frame: pd.DataFrame, path: Path) -> None:
    draft = path.with_name(f".{path.name}.draft")
    frame.to_parquet(draft, index=False)
    draft.replace(path)


@contextmanager
def _only_run_of(settings: Settings, parts: Path) -> Iterator[None]:
    """Make the folders, which only their owner may enter, and hold the curve's lock."""
    settings.curve_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    parts.mkdir(parents=True, exist_ok=True)
    words = f"Another run is at work on the curve in {settings.curve_directory}.\n  remedy: wait for it."
    with held_lock(settings.curve_directory / ".lock", CurveError(words)):
        yield
