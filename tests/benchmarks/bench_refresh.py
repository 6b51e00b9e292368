"""Seconds and memory of a refresh, as a whole process and by stage, at both scales of the twin.

    python tests/benchmarks/bench_refresh.py [--scale small] [--runs 3]

The twin is written and the kernels are compiled before the clock starts. Machines are noisy: quote the median.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

STAGE_LINE = re.compile(r"^\s*([\d.]+) s\s+(.+)$")


@dataclass(frozen=True)
class Timing:
    """One run of the command: wall seconds, peak resident memory, and when each stage began."""

    seconds: float
    peak_gb: float
    stages: tuple[tuple[str, float], ...]


def run_command(*arguments: str, home: Path) -> Timing:
    """Run `fedlocal` in a process of its own and measure it.

    Raises RuntimeError with what the command printed when it fails.
    """
    started = time.perf_counter()
    command = [sys.executable, "-m", "orchestration", *arguments, "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise RuntimeError(told)
    return Timing(seconds, usage.ru_maxrss / 1024**2, _stages(told, seconds))


def _stages(told: str, total: float) -> tuple[tuple[str, float], ...]:
    begins = [(found[2], float(found[1])) for line in told.splitlines() if (found := STAGE_LINE.match(line))]
    ends = [begin for _, begin in begins[1:]] + [total]
    return tuple((stage, end - begin) for (stage, begin), end in zip(begins, ends, strict=True))


def machine() -> str:
    """Return what the figures were measured on."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {memory_gb:.0f} GB, Python {platform.python_version()}, {platform.machine()}"


def measure(scale: str, n_runs: int) -> None:
    """Print the figures of one scale."""
    with tempfile.TemporaryDirectory(prefix="fedlocal-bench-") as folder:
        home = Path(folder)
        twin = run_command("twin", "--scale", scale, home=home)
        first = run_command("run", "--scale", scale, home=home)
        print(f"\n{scale}: twin written in {twin.seconds:.1f} s ({twin.peak_gb:.2f} GB)")
        print(f"first run, kernels compiled in it: {first.seconds:.1f} s")
        timings = [run_command("run", "--scale", scale, home=home) for _ in range(n_runs)]
    seconds = [timing.seconds for timing in timings]
    peak_gb = max(timing.peak_gb for timing in timings)
    print(f"refresh: median {statistics.median(seconds):.1f} s of {n_runs} ({min(seconds):.1f}-{max(seconds):.1f})")
    print(f"memory:  {peak_gb:.2f} GB at most")
    middle = sorted(timings, key=lambda timing: timing.seconds)[len(timings) // 2]
    for stage, stage_seconds in middle.stages:
        print(f"  {stage_seconds:6.1f} s  {stage}")


def main() -> None:
    """Measure the scales asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=("small", "paper"), action="append", help="default: both")
    parser.add_argument("--runs", type=int, default=3, help="timed runs after a warm-up (default 3)")
    options = parser.parse_args()
    print(machine())
    for scale in options.scale or ("small", "paper"):
        measure(scale, options.runs)


if __name__ == "__main__":
    main()
