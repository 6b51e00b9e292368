"""How tests are spread over processes (pytest-xdist), and what each process has for itself.

A refresh takes a minute: every test that needs the home of one runs in the process that made it. All other tests go
file by file, so that the fixtures of a module are made once.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
HOMES = ("refreshed_home", "real_home")
SLOW_FIRST = ("tests/data/test_real_places.py", "tests/unit/analysis", "tests/data")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
WORKER_VARIABLE = "PYTEST_XDIST_WORKER"


def keep_to_one_worker() -> None:
    """Give this process, when it is one of several, one thread and a folder of its own for what dbt compiles."""
    worker = os.environ.get(WORKER_VARIABLE)
    if worker is None:
        return
    for variable in THREADS:
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("FEDLOCAL_DBT_TARGET", str(CHECKOUT / "dbt_project" / "target" / worker))


def group_of(node_id: str) -> str:
    """Return the home that a test's file names, else the file."""
    return _group_of_file(node_id.partition("::")[0])


@cache
def _group_of_file(file: str) -> str:
    text = (CHECKOUT / file).read_text(encoding="utf-8")
    return next((home for home in HOMES if home in text), file)


def order_of(node_id: str) -> tuple[int, str]:
    """Return a sort key: homes, then what takes long, so that no process is left with a long group at the end."""
    group = group_of(node_id)
    if group in HOMES:
        return HOMES.index(group), group
    places = [place for place, start in enumerate(SLOW_FIRST) if group.startswith(start)]
    return len(HOMES) + min(places, default=len(SLOW_FIRST)), group


def claim_home(folder: Path, name: str) -> None:
    """Mark a home as made by this process; raises RuntimeError when another process of the run made it."""
    shared = folder.parent if os.environ.get(WORKER_VARIABLE) else folder
    try:
        (shared / f"{name}.made").touch(exist_ok=False)
    except FileExistsError:
        raise RuntimeError(f"two processes make {name}: a test must name the home it uses in its own file") from None


def scheduler_of_groups(config: Any, log: Any) -> Any:
    """Return a scheduler that hands out whole groups in the order of the collection."""
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return GroupScheduling(config, log)
