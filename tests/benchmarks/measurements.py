"""What the benchmarks from raw files to marts share: a measurement in a process of its own, and a line of figures."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path


def measured(script: str, home: Path, *, is_cold: bool) -> dict[str, float]:
    """Run a benchmark's own measurement in a new process, so that its peak of memory is its own."""
    command = [sys.executable, script, "--home", str(home), "--measure", "cold" if is_cold else "unchanged"]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def report(what: str, script: str, home: Path, unit: str, *, is_cold: bool, n_runs: int) -> None:
    """Measure and print a line: median and range of the seconds, the middle run's stages and rows, the highest peak."""
    runs = [measured(script, home, is_cold=is_cold) for _ in range(n_runs)]
    totals = [run["total"] for run in runs]
    middle = sorted(runs, key=lambda run: run["total"])[len(runs) // 2]
    peak_gb = max(run["peak_gb"] for run in runs)
    stages = f"read {middle['read']:.1f} s, models {middle['models']:.1f} s"
    print(
        f"{what:<28} {statistics.median(totals):5.1f} s ({min(totals):.1f}-{max(totals):.1f}): {stages}; "
        f"{peak_gb:.2f} GB; {int(middle['rows']):,} {unit}"
    )
