"""Maps of counties by class. The outlines stand once in the page; each map names them and colours them by class."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.formatting import format_count
from analysis.report.places.inputs import PlaceInputs

NO_VALUE = "none"


@dataclass(frozen=True)
class MapClass:
    """Counties of one colour: `style` is a class of the stylesheet, `words` what the legend says."""

    style: str
    words: str
    n_counties: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ClassMap:
    """What the template of a map prints."""

    label: str
    classes: tuple[MapClass, ...]
    is_synthetic: bool
    width: int
    height: int


def outlines_of(inputs: PlaceInputs) -> dict | None:
    """Outlines all maps share, or None where there are none: counties, states, and the size of the picture."""
    outlines = inputs.county_outlines
    if outlines.empty:
        return None
    is_county = outlines["code"].str.len() == 5
    return {
        "counties": list(outlines.loc[is_county, ["code", "path"]].itertuples(index=False)),
        "states": list(outlines.loc[~is_county, "path"]),
    }


def class_map(
    inputs: PlaceInputs, label: str, class_of: pd.Series, legend: dict[str, str], is_synthetic: bool
) -> ClassMap | None:
    """A map of `class_of` (index: county code; values: keys of `legend`, in order); None without outlines.

    A county that has no class, or whose class is not in `legend`, is drawn as having no value.
    """
    outlines = inputs.county_outlines
    codes = outlines.loc[outlines["code"].str.len() == 5, "code"]
    if codes.empty:
        return None
    classes = codes.map(class_of).where(lambda found: found.isin(list(legend)), NO_VALUE)
    drawn = []
    for style, words in {**legend, NO_VALUE: "no value"}.items():
        chosen = tuple(codes[classes == style])
        drawn.append(MapClass(style, words, format_count(len(chosen)), chosen))
    width, height = inputs.outline_size
    return ClassMap(label, tuple(drawn), is_synthetic, width, height)
