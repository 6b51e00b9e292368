"""The manifest of a twin: what was asked for, what was written, and what was spoilt on purpose.

A twin whose manifest matches settings, real inputs and code, and whose files are all there, need not be written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestration.twin.legal_facts import FACTS
from orchestration.twin.published_rates import PUBLISHED_RATES

MANIFEST_NAME, README_NAME = "manifest.json", "README.txt"
NOTICE = "SYNTHETIC: invented people and invented records in real places; no row describes a real person or interview."
# Their versions decide bytes: random draws, csv, Stata and workbook writers.
LIBRARIES = ("numpy", "pandas", "pyarrow", "openpyxl", "shapely", "scipy")
ANALYSIS = Path(__file__).resolve().parents[2] / "analysis"


@dataclass(frozen=True)
class TwinManifest:
    """What a twin consists of; `files` are path (below the twin's folder), source, sha256, n_bytes."""

    settings: Mapping[str, object]
    real_inputs: str
    code_version: str
    counts: Mapping[str, float]
    planted_mess: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...]
    files: tuple[Mapping[str, object], ...]
    notice: str = field(default=NOTICE)

    def matches(self, settings: Mapping[str, object], real_inputs: str, code: str, directory: Path) -> bool:
        """Return whether a twin with this manifest is what is asked for, with every file in place."""
        mine = (dict(self.settings), self.real_inputs, self.code_version)
        return mine == (dict(settings), real_inputs, code) and all(
            (path := directory / str(entry["path"])).is_file() and path.stat().st_size == entry["n_bytes"]
            for entry in self.files
        )


@cache
def code_version() -> str:
    """Return a checksum over the twin's code, the facts and fits it rests on, and the libraries that decide bytes."""
    digest = hashlib.sha256()
    fitting = [ANALYSIS / "pseudo_truth.py", *sorted((ANALYSIS / "estimators").rglob("*.py"))]
    for module in [*sorted(Path(__file__).parent.glob("*.py")), *FACTS, PUBLISHED_RATES, *fitting]:
        digest.update(module.name.encode("utf-8"))
        digest.update(module.read_bytes())
    digest.update(repr([(name, version(name)) for name in LIBRARIES]).encode("utf-8"))
    return digest.hexdigest()


def list_files(directory: Path) -> tuple[dict[str, object], ...]:
    """Return every file below a folder: path, source (its folder), sha256, n_bytes."""
    return tuple(
        {
            "path": path.relative_to(directory).as_posix(),
            "source": path.relative_to(directory).parts[0],
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "n_bytes": path.stat().st_size,
        }
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    )


def write_manifest(directory: Path, manifest: TwinManifest) -> None:
    """Write the manifest and a readme that says what lies here."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False)
    (directory / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")
    (directory / README_NAME).write_text(_readme(manifest), encoding="utf-8")


def read_manifest(directory: Path) -> TwinManifest | None:
    """Return the manifest of a folder, or None when it holds none or one of another form."""
    path = directory / MANIFEST_NAME
    if not path.is_file():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    if set(content) != set(TwinManifest.__dataclass_fields__):
        return None
    lists = {name: tuple(content[name]) for name in ("planted_mess", "notes", "files")}
    return TwinManifest(**{**content, **lists})


def _readme(manifest: TwinManifest) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in manifest.settings.items())
    return (
        f"{NOTICE}\n\nWritten by the synthetic twin of fedlocal ({settings}).\n"
        "One folder a source, each file in the source's real layout; truth/ holds the effects that were planted.\n"
        "manifest.json lists every file with its checksum, and the few cells spoilt on purpose.\n"
    )
