"""The inference a page shows of an estimate: the one analysis/inference/recommendation.py points to, or none.

The rule, for every page. p-value and interval are those of the recommended inference; one that gives no interval (a
randomization, or a bootstrap that rejects no value however far away) leaves none. Where none is to be trusted there is
neither, and the estimate is grey. Where the recommended one was not made, the row's own stand, but earn no star and no
sentence. A row the recommendation says nothing of keeps its own.
"""

from __future__ import annotations

import pandas as pd

from analysis.inference.recommendation import REFUSED
from analysis.report.formatting import is_missing
from analysis.report.labels import label_inference

OWN, TRUSTED, NOT_MADE, NOT_KEPT = "own", "trusted", "not_made", "not_kept"
"""Standings beside REFUSED: no recommendation, the recommended inference is shown, it was not made, or not kept."""
KEY = ["specification_id", "population", "term", "component"]
OF_THE_INFERENCE = ("std_error", "p_value", "conf_low", "conf_high")
OF_THE_OWN_ERROR = ("effect_pp_std_error", "p_romano_wolf", "p_equivalence")
"""Made from the row's own error, so blank beside another's p-value."""
OF_ANY_ERROR = ("mde", "power", "type_s", "type_m", "p_holm")
REFUSED_WORDS = "no inference to be trusted"


def with_trusted_inference(estimates: pd.DataFrame, inferences: pd.DataFrame) -> pd.DataFrame:
    """Estimates with the numbers of the inference to be shown, `inference_standing` and `shown_inference`.

    estimates: rows of results.estimates; inferences: of results.inferences, may be empty. Doing it twice changes
    nothing. Holm's adjustment is made anew for families in which a p-value changed.
    """
    made = {(*(row[name] for name in KEY), row["inference"]): row for row in inferences.to_dict("records")}
    shown = pd.DataFrame([_shown(row, made) for row in estimates.to_dict("records")], index=estimates.index)
    found = estimates.copy()
    for column in shown.columns if len(shown) else ("inference_standing", "shown_inference"):
        found[column] = shown[column].astype(estimates[column].dtype) if column in estimates else shown.get(column)
    return _with_holm(found, estimates)


def _shown(row: dict, made: dict[tuple, dict]) -> dict:
    """The changeable columns of one row as they are shown."""
    numbers = {name: row[name] for name in (*OF_THE_INFERENCE, *OF_THE_OWN_ERROR, *OF_ANY_ERROR) if name in row}
    own, advised = _own_inference(row), row["recommended_inference"]
    if is_missing(advised) or row["status"] != "ok":
        return {**numbers, "inference_standing": OWN, "shown_inference": own}
    if advised == REFUSED:
        return {**dict.fromkeys(numbers, float("nan")), "inference_standing": REFUSED, "shown_inference": None}
    if advised == own:
        return {**numbers, "inference_standing": TRUSTED, "shown_inference": own}
    other = made.get((*(row[name] for name in KEY), advised))
    if other is None or is_missing(other["p_value"]):
        return {**numbers, "inference_standing": NOT_MADE, "shown_inference": own}
    numbers |= {name: float("nan") for name in OF_THE_OWN_ERROR if name in row}
    numbers |= {name: other.get(name, float("nan")) for name in OF_THE_INFERENCE if name in row}
    if row.get("scale") == "probability" and "effect_pp_std_error" in row:
        numbers["effect_pp_std_error"] = 100 * other.get("std_error", float("nan"))
    return {**numbers, "inference_standing": TRUSTED, "shown_inference": advised}


def _own_inference(row: dict) -> str:
    return "model" if is_missing(row["cluster_level"]) else str(row["cluster_level"])


def _with_holm(found: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    if "p_holm" not in found or "family" not in found:
        return found
    is_changed = found["p_value"].astype("float64").compare(before["p_value"].astype("float64")).index
    rows = found[found["family"].isin(found.loc[is_changed, "family"]) & before["p_holm"].notna()]
    if len(is_changed) and len(rows):
        from analysis.inference.multiple_testing import adjust_p_values

        found.loc[rows.index, "p_holm"] = adjust_p_values(rows, "family")["adjusted_p_value"]
    return found


def standing_of(row: pd.Series) -> str:
    """OWN, TRUSTED, NOT_MADE, NOT_KEPT or REFUSED; a row no recommendation was joined to keeps its own inference."""
    standing = row.get("inference_standing")
    return OWN if is_missing(standing) else str(standing)


def is_refused(row: pd.Series) -> bool:
    """Whether the recommendation trusts no inference of this estimate: then it is grey."""
    return standing_of(row) == REFUSED


def may_be_claimed(row: pd.Series) -> bool:
    """Whether the inference shown is one to star by, or to make a sentence of."""
    return standing_of(row) in (OWN, TRUSTED)


def rests_on_own_error(row: pd.Series) -> bool:
    """Whether the row's own error is the one to be trusted, so that tests made from it may be starred too."""
    return may_be_claimed(row) and row.get("shown_inference") in (None, _own_inference(row))


def inference_words(row: pd.Series) -> str:
    """The inference shown, by name, and the recommended one where it was not made."""
    standing, shown = standing_of(row), row.get("shown_inference")
    if standing == REFUSED:
        return REFUSED_WORDS
    words = _own_words(row) if is_missing(shown) or shown == _own_inference(row) else label_inference(str(shown))
    if standing == NOT_KEPT:
        return f"{words}; which to trust was not kept"
    if standing == NOT_MADE:
        return f"{words}; {label_inference(str(row['recommended_inference'])).lower()} advised, not made"
    return words


def _own_words(row: pd.Series) -> str:
    """By its clusters; without them by what the estimator says, such as design-based."""
    said = row.get("inference")
    is_said = is_missing(row["cluster_level"]) and not is_missing(said)
    return str(said).capitalize() if is_said else label_inference(_own_inference(row))


def reason_of_refusal(row: pd.Series) -> str:
    """Why no inference is to be trusted: the results lead their message with it; empty for other rows."""
    message = row.get("message")
    return str(message).split(";")[0] if is_refused(row) and not is_missing(message) else ""
