"""The table results.tests: what is asked of estimates together rather than one by one."""

from __future__ import annotations

from analysis.results.model_key import MODEL_COLUMNS, MODEL_KEY
from analysis.results.table import FLAG, NUMBER, TEXT, ResultTable

TESTS = ResultTable(
    name="tests",
    comment="Differences between groups and estimators, joint tests of leads with their power, balance and sensitivity",
    key=(*MODEL_KEY, "test", "comparison", "term"),
    columns={
        **MODEL_COLUMNS,
        "test": (TEXT, "What is tested, such as group_difference, joint_leads or estimator_contrast"),
        "comparison": (TEXT, "What is compared, such as latino - white; empty where the test says it"),
        "term": (TEXT, "Policy the test is about; all where it is about every policy together"),
        "estimate": (NUMBER, "Difference or bound the test is about; null for a joint test"),
        "std_error": (NUMBER, "Standard error of the difference; null for a joint test"),
        "conf_low": (NUMBER, "Lower end of the interval of the difference or of the bound"),
        "conf_high": (NUMBER, "Upper end of the interval of the difference or of the bound"),
        "statistic": (NUMBER, "Test statistic"),
        "degrees_of_freedom": (NUMBER, "Degrees of freedom of the statistic"),
        "p_value": (NUMBER, "p-value of the hypothesis that there is no difference"),
        "smallest_detectable": (NUMBER, "Smallest violation the test finds with 80 % power, on the estimates' scale"),
        "message": (TEXT, "How to read it"),
        "synthetic_inputs": (FLAG, "Whether any interview behind the test is synthetic"),
    },
)
