"""Freezing from the command line: where the list lives, what --check tells, and what a version says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.specification import load_registry
from orchestration import freezing
from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(home=tmp_path, raw_directory=tmp_path)


def test_the_list_of_the_home_is_read_and_never_replaced_in_silence(settings, tmp_path, capsys):
    target = freezing.freeze_now(settings, None, force=False)
    assert target == tmp_path / "frozen_specifications.yaml" == settings.frozen_specifications
    with pytest.raises(freezing.FreezeError, match="--check"):
        freezing.freeze_now(settings, None, force=False)
    freezing.freeze_now(settings, None, force=True)
    assert len(list(tmp_path.glob("frozen_specifications*.yaml"))) == 2
    assert "the earlier list" in capsys.readouterr().out


def test_check_names_what_was_edited(settings, monkeypatch, capsys):
    freezing.freeze_now(settings, None, force=False)
    assert freezing.check_frozen(settings, None)
    registry = load_registry()
    first, second, *others = registry.specifications
    edited = replace(registry, specifications=(replace(first, points=25), replace(second, name="new_one"), *others))
    monkeypatch.setattr(freezing, "load_registry", lambda: edited)
    assert not freezing.check_frozen(settings, None)
    told = capsys.readouterr().out
    assert f"changed, EXPLORATORY: {first.name}" in told
    assert f"removed: {second.name}" in told and "new, EXPLORATORY: new_one" in told


def test_nothing_frozen_is_an_error_with_a_remedy(settings, tmp_path):
    with pytest.raises(freezing.FreezeError, match="freeze-specifications"):
        freezing.check_frozen(settings, tmp_path / "absent.yaml")


def test_a_freeze_makes_another_version(settings):
    before = settings.as_record()
    freezing.freeze_now(settings, None, force=False)
    assert settings.as_record() != before and "frozen_specifications" not in before
