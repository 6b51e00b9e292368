"""The specification curve: every combination of defensible choices, as entries of the registry.

Source: Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4, 1208-1214.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import product
from typing import Any

from analysis.specification.specification import SpecificationError


def curve_entries(curve: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """One entry a combination of the axes' choices, each a variant of the base specification.

    curve: base (a specification's name), axes (for each key its choices) and without (combinations that are not
    defensible: mappings of keys to a choice).
    Raises SpecificationError for an unknown base or a part that is missing.
    """
    if not curve:
        return {}
    missing = [key for key in ("base", "axes") if key not in curve]
    unknown = sorted(set(curve) - {"base", "axes", "without"})
    if missing or unknown:
        words = f"'{missing[0]}' is missing" if missing else f"'{unknown[0]}' is unknown"
        raise SpecificationError(f"specification_curve: {words}; give base, axes and, if any, without")
    if curve["base"] not in entries:
        raise SpecificationError(f"specification_curve: base '{curve['base']}' is no specification; correct it")
    base, axes = dict(entries[curve["base"]]), curve["axes"]
    found = {}
    for choices in product(*axes.values()):
        chosen = dict(zip(axes, choices, strict=True))
        if any(all(chosen[key] == value for key, value in barred.items()) for barred in curve.get("without", ())):
            continue
        # Named by its choices, not by its place: a choice added to an axis leaves the others what they were.
        canonical = json.dumps(chosen, sort_keys=True).encode()
        name = f"curve_{hashlib.sha256(canonical).hexdigest()[:10]}"
        title = ", ".join(f"{key.replace('_', ' ')} {_words(value)}" for key, value in chosen.items())
        # Of so many the curve is judged as a whole, by its own joint inference.
        inference = {"inference": base["inference"][:1]} if "inference" in base else {}
        found[name] = {**base, **chosen, **inference, "title": title, "labels": {"role": "specification curve"}}
    return found


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value)) or "none"
    return str(value)
