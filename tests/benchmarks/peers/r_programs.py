"""R as a peer: which of its packages are missing, and how a script beside this gets columns and gives estimates."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.peers.agreement import Fit

_SCRIPTS = Path(__file__).parent
DEBIAN_PACKAGE_OF = {
    "Rscript": "r-base-core",
    "lme4": "r-cran-lme4",
    "survival": "r-cran-survival",
    "survey": "r-cran-survey",
    "MatchIt": "r-cran-matchit",
}
_LIST_INSTALLED = "for (p in commandArgs(TRUE)) if (requireNamespace(p, quietly = TRUE)) cat(p, '\\n')"


def missing_debian_packages() -> list[str]:
    """Debian packages without which R cannot do what is compared."""
    wanted = [name for name in DEBIAN_PACKAGE_OF if name != "Rscript"]
    try:
        found = subprocess.run(["Rscript", "-e", _LIST_INSTALLED, *wanted], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        return list(DEBIAN_PACKAGE_OF.values())
    return [DEBIAN_PACKAGE_OF[name] for name in wanted if name not in found.stdout.split()]


def run_r(
    script: str, frame: pd.DataFrame, patience_seconds: float, **settings: object
) -> tuple[Fit, dict[str, str], pd.DataFrame | None]:
    """Run a script on the columns of the frame: its fit, what it says of it, and pairs of rows where it makes some.

    The seconds are R's own for the fit alone. A script that takes longer than the patience gives a fit without table.
    Raises RuntimeError with R's last words when it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_columns(frame, Path(folder))
        command = ["Rscript", script, folder, *(f"{name}={value}" for name, value in settings.items())]
        try:
            done = subprocess.run(command, cwd=_SCRIPTS, capture_output=True, text=True, timeout=patience_seconds)
        except subprocess.TimeoutExpired:
            words = f"not done after {patience_seconds:.0f} s"
            return Fit(script.removesuffix(".R"), patience_seconds, None, words), {}, None
        if done.returncode:
            raise RuntimeError(f"{script} failed: {done.stderr.strip()[-500:]}")
        about = parse_about((Path(folder) / "about.txt").read_text())
        table = parse_answer(Path(folder) / "answer.csv")
        pairs = Path(folder) / "pairs.csv"
        fit = Fit(about["version"], float(about["seconds"]), table, about.get("complaint", ""))
        return fit, about, pd.read_csv(pairs) if pairs.exists() else None


def write_columns(frame: pd.DataFrame, folder: Path) -> None:
    """Columns as doubles one after another, and a text with the number of rows and the names."""
    with (folder / "columns.bin").open("wb") as file:
        for name in frame:
            frame[name].to_numpy(dtype=np.float64).tofile(file)
    (folder / "columns.txt").write_text("\n".join([str(len(frame)), *frame.columns]) + "\n")


def parse_about(text: str) -> dict[str, str]:
    """name=value lines; a value may hold further equals signs."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def parse_answer(path: Path) -> pd.DataFrame:
    """Terms, estimates and errors of a script; raises ValueError when one term stands twice."""
    table = pd.read_csv(path).set_index("term").astype(float)
    if table.index.has_duplicates:
        raise ValueError(f"terms given twice: {', '.join(table.index[table.index.duplicated()])}")
    return table
