"""Expectations on results.estimates: the results as a whole, before anyone reads one of them."""

from __future__ import annotations

from analysis.results.estimates import DESCRIPTIVE_COMPONENTS, EFFECT_COMPONENTS
from expectations.declaration import WARN, ProfileExpectation
from expectations.profile_frame import EFFECT_ROWS, ESTIMATE_ROWS, INTERVAL_ROWS, OK_ROWS, PRESENCE

TABLE_NAME = "estimates"

STATUSES = ["ok", "not_estimable", "not_converged", "refused"]
COMPONENTS = [*DESCRIPTIVE_COMPONENTS, *EFFECT_COMPONENTS]


def _ordered(check_name: str, larger: str, smaller: str) -> ProfileExpectation:
    return ProfileExpectation(
        check_name=check_name,
        column=None,
        frame=INTERVAL_ROWS,
        expectation="ExpectColumnPairValuesAToBeGreaterThanB",
        arguments={"column_A": larger, "column_B": smaller, "or_equal": True},
        claim=f"{smaller} is not above {larger}",
        reason="An estimate outside its own interval is a mistake in the inference.",
        may_be_absent=True,
    )


EXPECTATIONS = [
    ProfileExpectation(
        check_name="every_specification_and_population_present",
        column=None,
        frame=PRESENCE,
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "n_rows", "min_value": 1, "max_value": None},
        claim="Every specification has rows for every population",
        reason="A model that cannot be estimated is a row with its status, never a gap.",
    ),
    ProfileExpectation(
        check_name="status_known",
        column=None,
        frame=ESTIMATE_ROWS,
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": "status", "value_set": STATUSES},
        claim=f"status is one of {', '.join(STATUSES)}",
        reason="Readers decide by it what may be read.",
    ),
    ProfileExpectation(
        check_name="component_known",
        column=None,
        frame=ESTIMATE_ROWS,
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": "component", "value_set": COMPONENTS},
        claim=f"component is one of {', '.join(COMPONENTS)}",
        reason="A between row taken for an effect would be a false finding.",
    ),
    _ordered("conf_low_not_above_estimate", "estimate", "conf_low"),
    _ordered("estimate_not_above_conf_high", "conf_high", "estimate"),
    ProfileExpectation(
        check_name="odds_ratio_plausible",
        column=None,
        frame=EFFECT_ROWS,
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "odds_ratio", "min_value": 0.02, "max_value": 50},
        claim="No within odds ratio with status ok above 50 or below 1/50",
        reason="Such a ratio means separation, which has its own status; a control may have any ratio.",
        may_be_absent=True,
    ),
    ProfileExpectation(
        check_name="p_value_is_probability",
        column=None,
        frame=OK_ROWS,
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "p_value", "min_value": 0, "max_value": 1},
        claim="p_value between 0 and 1",
        reason="Anything else is an error in the inference.",
        may_be_absent=True,
    ),
    ProfileExpectation(
        check_name="fraction_missing_information_is_share",
        column=None,
        frame=OK_ROWS,
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "fraction_missing_information", "min_value": 0, "max_value": 1},
        claim="fraction_missing_information between 0 and 1",
        reason="Missing values can cost no more than all information; a model without imputations has none.",
        may_be_absent=True,
    ),
    ProfileExpectation(
        check_name="something_estimated",
        column=None,
        frame=OK_ROWS,
        expectation="ExpectTableRowCountToBeBetween",
        arguments={"min_value": 1, "max_value": None},
        claim="At least one row has status ok",
        reason="A run in which every model failed is worth a look before it is published.",
        severity=WARN,
    ),
]
