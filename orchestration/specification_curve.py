"""Estimates the specification curve on the published version, one file a specification, and draws its page.

    build/curve/<data_version>/<code_version>/<specification_id>.effects.parquet, .influence.parquet
    curve/<data_version>/specification_curve.parquet, joint_inference.parquet, a note to each, specification_curve.html

The published warehouse is read, never written. A specification whose files are there is not estimated again; both
files are written under another name first, so a run that is broken off leaves none in part. What lies in the build is
exact and stays there; what lies in the curve's folder passed the disclosure gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.results.specification_curve import CURVE_INFERENCE, SPECIFICATION_CURVE
from analysis.specification import Specification, load_registry, read_frozen
from orchestration.code_version import code_version
from orchestration.curve_files import write_exact, write_released
from orchestration.curve_version import CurveVersion, curve_version
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

    Raises PublishedVersionMissingError without a published version, CurveError when another run is at the same curve,
    ValueError for a limit below one.
    """
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}; at least one more specification is estimated, or all without a limit")
    specifications = load_registry().curve
    with published(settings) as connection:
        version = curve_version(connection)
    folder = settings.curve_directory / version.data_version
    parts = settings.curve_parts_directory / version.data_version / code_version().replace("+", "_")
    with _only_run_of(settings, folder, parts):
        missing = [
            s for s in specifications if not all(_part(parts, s, kind).exists() for kind in (EFFECTS, INFLUENCE))
        ]
        chosen = missing[:limit]
        _estimate(settings, chosen, parts, version.data_version, len(specifications))
        done = [s for s in specifications if s not in missing or s in chosen]
        return _combine(done, parts, folder, version, len(chosen))


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
        write_exact(county_influence(specification, models), _part(parts, specification, INFLUENCE))
        write_exact(effects, _part(parts, specification, EFFECTS))
        models, n_left = [], n_left - 1
        report_progress(STAGE, (n_all - n_left) / n_all)


def _combine(done: Sequence[Specification], parts: Path, folder: Path, version: CurveVersion, n_new: int) -> MadeCurve:
    from analysis.curve.effects import with_choices
    from analysis.curve.joint_inference import joint_inference
    from analysis.report.specification_curve_page import CurveInputs, render_curve

    registry = load_registry()
    report_progress("joint inference", 0.0)
    effects = pd.concat([pd.read_parquet(_part(parts, s, EFFECTS)) for s in done], ignore_index=True)
    influence = pd.concat([pd.read_parquet(_part(parts, s, INFLUENCE)) for s in done], ignore_index=True)
    effects = with_choices(effects, done, registry.curve_axes)
    joint = joint_inference(effects, influence, version.data_version)
    made = MadeCurve(
        data_version=version.data_version,
        table=folder / "specification_curve.parquet",
        joint_inference=folder / "joint_inference.parquet",
        page=folder / "specification_curve.html",
        n_specifications=len(registry.curve),
        n_estimated=len(done),
        n_new=n_new,
    )
    inputs = CurveInputs(
        effects=effects,
        joint=joint,
        planted_truth=version.planted_truth,
        sources=version.sources,
        n_specifications=len(registry.curve),
        run={**version.facts, "finished_at": pd.Timestamp.now("UTC")},
        is_gated=version.is_gated,
    )
    report_progress("draw pages", 0.0)
    write_released(effects, SPECIFICATION_CURVE, made.table, version, inputs.is_synthetic)
    write_released(joint, CURVE_INFERENCE, made.joint_inference, version, inputs.is_synthetic)
    render_curve(inputs, made.page)
    return made


def _part(parts: Path, specification: Specification, kind: str) -> Path:
    return parts / f"{specification.specification_id}.{kind}.parquet"


@contextmanager
def _only_run_of(settings: Settings, folder: Path, parts: Path) -> Iterator[None]:
    """Make the folders, which only their owner may enter, and hold the curve's lock."""
    for directory in (settings.curve_directory, settings.build_directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)
    for directory in (folder, parts):
        directory.mkdir(parents=True, exist_ok=True)
    words = f"Another run is at work on the curve in {settings.curve_directory}.\n  remedy: wait for it."
    with held_lock(settings.curve_directory / ".lock", CurveError(words)):
        yield
