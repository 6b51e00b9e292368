"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import run_fedlocal

CHECKOUT = Path(__file__).resolve().parent.parent


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
    """Return a home in which one refresh ran on the synthetic twin alone."""
    home = tmp_path_factory.mktemp("twin_home")
    finished = run_fedlocal("run", home=home)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return home


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, shared_directory: Path) -> Path:
    """Return a home in which one refresh ran on the real files beside the checkout, the twin filling the rest."""
    home = tmp_path_factory.mktemp("real_home")
    finished = run_fedlocal("run", "--raw", str(shared_directory / "data"), home=home)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return home
