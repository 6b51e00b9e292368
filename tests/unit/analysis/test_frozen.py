"""Frozen specifications: what an edit does, and that a list is never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.models.estimate_all import estimate_all
from analysis.models.inputs import EstimationInputs
from analysis.report.estimate_tables import registration_words
from analysis.specification import SpecificationError, load_registry, load_specifications, read_frozen
from analysis.specification.frozen import changes_since, freeze, write_frozen
from tests.unit.analysis.simulated_panels import respondent_panel

FIRST, SECOND, THIRD = load_specifications()[:3]


def test_an_edited_specification_is_exploratory_and_listed():
    frozen = freeze([FIRST, SECOND, THIRD], date(2026, 3, 1), "0.1.0+abc")
    edited = replace(SECOND, points=25)
    assert frozen.registration(FIRST.specification_id) == "frozen 2026-03-01"
    assert frozen.registration(edited.specification_id) == "EXPLORATORY"
    renamed = replace(THIRD, name="other")
    found = changes_since(frozen, [FIRST, edited, renamed])
    assert (found.changed, found.removed, found.added) == ((SECOND.name,), (THIRD.name,), ("other",))


def test_words_may_be_corrected_after_the_freeze():
    frozen = freeze([FIRST], date(2026, 3, 1), "c")
    assert changes_since(frozen, [replace(FIRST, title="Other words")]).changed == ()


def test_a_list_is_read_back_and_replaced_only_on_demand(tmp_path):
    path = tmp_path / "home" / "frozen_specifications.yaml"
    first, second = freeze([FIRST], date(2026, 3, 1), "c"), freeze([SECOND], date(2026, 4, 1), "c")
    assert write_frozen(first, path) is None and read_frozen(path) == first
    with pytest.raises(FileExistsError):
        write_frozen(second, path)
    assert read_frozen(path) == first
    kept = write_frozen(second, path, replace=True)
    assert kept.name == "frozen_specifications_2026-03-01.yaml"
    assert read_frozen(kept) == first and read_frozen(path) == second
    write_frozen(freeze([FIRST], date(2026, 4, 1), "c"), path, replace=True)
    third = write_frozen(second, path, replace=True)
    assert third.name == "frozen_specifications_2026-04-01_2.yaml"


def test_without_a_list_nothing_is_frozen_and_a_broken_one_is_an_error(tmp_path):
    assert read_frozen(None).registration(FIRST.specification_id) == "EXPLORATORY"
    path = tmp_path / "f.yaml"
    path.write_text("frozen_on: 2026-03-01\n", encoding="utf-8")
    with pytest.raises(SpecificationError, match="freeze again"):
        read_frozen(path)


def test_results_carry_the_registration():
    specification = replace(
        FIRST, estimator="pooled_logit", controls=(), controls_id="none", populations=("white",), period=(),
        inference=("county",),
    )  # fmt: skip
    other = replace(specification, name="other")
    frozen = freeze([specification], date(2026, 3, 1), "c")
    inputs = EstimationInputs(respondent_panel(n_persons=800))
    rows = estimate_all(inputs, [specification, other], "v", "c", frozen=frozen).estimates
    said = rows.groupby("specification")["registration"].unique().map(list).to_dict()
    assert said == {specification.name: ["frozen 2026-03-01"], "other": ["EXPLORATORY"]}
    assert registration_words(rows[rows["specification"] == "other"]) == "EXPLORATORY"
    assert registration_words(rows.drop(columns="registration")) == ""


def test_names_of_the_curve_do_not_depend_on_their_place(tmp_path):
    from analysis.specification.specification_curve import curve_entries

    curve = {"base": "b", "axes": {"exposure_definition": ["any", "full"]}}
    more = {"base": "b", "axes": {"exposure_definition": ["share", "any", "full"]}}
    assert set(curve_entries(curve, {"b": {}})) < set(curve_entries(more, {"b": {}}))
    names = [specification.name for specification in load_registry().curve]
    assert len(set(names)) == len(names)
