"""Every public name of the folder is where it is said to be."""

from __future__ import annotations

import pytest

import analysis.inference


def test_all_public_names_load():
    for name in analysis.inference.__all__:
        assert getattr(analysis.inference, name).__name__ == name


def test_another_name_raises():
    with pytest.raises(AttributeError, match="no_such_test"):
        analysis.inference.no_such_test  # noqa: B018 - the access is the test
