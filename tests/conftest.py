"""Fixtures every test may use, and how tests are spread over the cores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.workers import CHECKOUT, claim_home, keep_to_one_worker, order_of, scheduler_of_groups

# Before anything reads them: numpy and the settings of dbt look at the environment once.
keep_to_one_worker()

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests whose group takes longest."""
    items.sort(key=lambda item: order_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Spread groups of tests over processes, not tests."""
    return scheduler_of_groups(config, log)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared_directory() -> Path:
    """Return the folder of real inputs and published answers that lies beside the checkout."""
    shared = CHECKOUT.parent / "shared"
    if not shared.exists():
        pytest.skip("the folder ../shared with real inputs and published answers does not exist here")
    return shared


@pytest.fixture(scope="session")
def refreshed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which one refresh ran on the synthetic twin alone and estimated every specification."""
    from tests.command_line import run_fedlocal

    claim_home(tmp_path_factory.getbasetemp(), "refreshed_home")
    home = tmp_path_factory.mktemp("twin_home")
    finished = run_fedlocal("run", home=home)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return home


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, shared_directory: Path) -> Path:
    """Return a home in which one refresh ran on the real files beside the checkout, the twin filling the rest.

    Of the estimates, only those of one table: the tests of this home look at what lies before them.
    """
    from tests.command_line import run_fedlocal

    claim_home(tmp_path_factory.getbasetemp(), "real_home")
    home = tmp_path_factory.mktemp("real_home")
    finished = run_fedlocal("run", "--raw", str(shared_directory / "data"), "--tables", "table_2", home=home)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return home
