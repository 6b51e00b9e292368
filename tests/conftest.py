"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

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
