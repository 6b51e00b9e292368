"""The package stands alone: no orchestrator, no warehouse."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
import analysis
import analysis.models.estimate_all, analysis.pseudo_truth, analysis.power
assert {name for name in analysis.__all__ if getattr(analysis, name) is None} == set()
foreign = {"dagster", "duckdb", "dbt", "great_expectations", "orchestration", "expectations"}
print(sorted(foreign & {name.split(".")[0] for name in sys.modules}))
"""

LIGHT_PROGRAM = """
import sys
import analysis.estimators, analysis.inference
print(sorted({"numpy", "pandas", "scipy", "numba"} & set(sys.modules)))
from analysis.estimators import *
from analysis.inference import *
assert set(analysis.estimators.__all__) <= set(globals()) and dir(analysis.estimators) == analysis.estimators.__all__
print(sorted({"pyfixest", "diff_diff", "statsmodels", "altair", "sklearn"} & set(sys.modules)))
"""


def test_public_names_load_nothing_heavy(checkout):
    finished = subprocess.run(
        [sys.executable, "-c", LIGHT_PROGRAM], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == ["[]", "[]"]


def test_estimation_imports_neither_orchestrator_nor_warehouse(checkout):
    finished = subprocess.run([sys.executable, "-c", PROGRAM], cwd=checkout, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"


def test_the_rooms_of_analysis_form_no_circle(checkout: Path):
    """Imports between the packages of analysis, inside functions too, run one way."""
    arrows: dict[str, set[str]] = {}
    for path in (checkout / "analysis").rglob("*.py"):
        inside = path.relative_to(checkout / "analysis").parts
        room = inside[0] if len(inside) > 1 else path.stem
        imported = re.findall(r"^\s*from analysis\.(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        arrows.setdefault(room, set()).update(set(imported) - {room})
    assert {"estimators", "models", "report"} <= set(arrows)
    while arrows:
        leaves = {room for room, others in arrows.items() if not others & set(arrows)}
        assert leaves, f"a circle among {', '.join(sorted(arrows))}"
        arrows = {room: others for room, others in arrows.items() if room not in leaves}
