"""What an expectation on profiles is, and the few shapes suites are written in.

No Great Expectations here: suites are read when the orchestrator loads, where its import would cost seconds.
Rules on single rows, keys and grain are dbt tests and do not belong in a suite.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ERROR, WARN = "error", "warn"
OVERALL, BY_YEAR, BY_GROUP, BY_YEAR_AND_GROUP = "overall", "by_year", "by_group", "by_year_and_group"
EXTREMES, YEARLY_CHANGES, GROUPS_COMPARED = "extremes", "yearly_changes", "groups_compared"
SLICE_WORDS = {
    OVERALL: "",
    BY_YEAR: " in every year",
    BY_GROUP: " in every group",
    BY_YEAR_AND_GROUP: " in every year and group",
    EXTREMES: "",
    YEARLY_CHANGES: "",
    GROUPS_COMPARED: "",
}


@dataclass(frozen=True)
class ProfileExpectation:
    """One claim about one frame of a table's profile.

    column              profiled column the claim is about (rows of the frame are narrowed to it); None = the frame
    frame               which frame it looks at (see profile_frame.py)
    expectation         name of the Great Expectations class
    arguments           its arguments
    claim, reason       what must hold, and why the bound lies where it does
    severity            `error` blocks the publication, `warn` does not
    years, group        narrow the frame further
    smallest_n_rows     slices with fewer rows are not judged: their rates are noise
    may_be_absent       holds when there is nothing to look at, for policies that may have no source
    """

    check_name: str
    column: str | None
    frame: str
    expectation: str
    claim: str
    reason: str
    arguments: dict = field(default_factory=dict)
    severity: str = ERROR
    years: tuple[int, int] | None = None
    group: str | None = None
    smallest_n_rows: int = 0
    may_be_absent: bool = False

    @property
    def description(self) -> str:
        return f"{self.claim}. {self.reason}"

    @property
    def metric(self) -> str | None:
        """Column of the frame the claim is judged on."""
        return self.arguments.get("column") or self.arguments.get("column_A")


def _between(
    kind: str, metric: str, column: str, low: float | None, high: float | None, claim: str, frame: str, options: dict
) -> ProfileExpectation:
    suffix = SLICE_WORDS[frame].removeprefix(" in every ").replace(" ", "_")
    return ProfileExpectation(
        check_name=options.pop("check_name", "_".join(part for part in (column, kind, suffix) if part)),
        column=column,
        frame=frame,
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": metric, "min_value": low, "max_value": high},
        claim=claim,
        **options,
    )


def mean_between(column: str, low: float, high: float, frame: str = OVERALL, **options: object) -> ProfileExpectation:
    """The mean (of a flag: the share) lies between `low` and `high` in every slice of `frame`."""
    claim = f"Mean of {column} between {low:g} and {high:g}{SLICE_WORDS[frame]}"
    return _between("mean", "mean", column, low, high, claim, frame, options)


def deviation_between(
    column: str, low: float, high: float, frame: str = OVERALL, **options: object
) -> ProfileExpectation:
    """The standard deviation over the rows of every slice of `frame` lies between `low` and `high`."""
    claim = f"Standard deviation of {column} between {low:g} and {high:g}{SLICE_WORDS[frame]}"
    return _between("deviation", "standard_deviation", column, low, high, claim, frame, options)


def yearly_change_at_most(
    column: str, limit: float, *, in_percent: bool = False, **options: object
) -> ProfileExpectation:
    """The mean moves by at most `limit`, in units of the column or in percent of itself, from any year to the next."""
    metric, unit = ("mean_change_pct", " percent") if in_percent else ("mean_change", "")
    claim = f"Mean of {column} moves by at most {limit:g}{unit} from one year to the next"
    return _between("yearly_change", metric, column, -limit, limit, claim, YEARLY_CHANGES, options)


def groups_differ_at_most(
    column: str, limit: float, groups: str, *, in_percent: bool = False, **options: object
) -> ProfileExpectation:
    """The means of the groups of rows (`groups` in words) lie within `limit` of each other in every year."""
    metric, unit = ("mean_spread_pct", " percent") if in_percent else ("mean_spread", "")
    claim = f"Means of {column} of the {groups} of one year within {limit:g}{unit} of each other"
    return _between("groups_compared", metric, column, None, limit, claim, GROUPS_COMPARED, options)


def missing_at_most(column: str, share: float, frame: str = OVERALL, **options: object) -> ProfileExpectation:
    claim = f"At most {share:.0%} of {column} missing{SLICE_WORDS[frame]}"
    return _between("missing", "missing_share", column, None, share, claim, frame, options)


def values_between(column: str, low: float, high: float, **options: object) -> ProfileExpectation:
    """Smallest and largest value lie inside `low` to `high`."""
    claim = f"All values of {column} between {low:g} and {high:g}"
    return _between("range", "value", column, low, high, claim, EXTREMES, options)


def distinct_between(
    column: str, low: int, high: int | None, frame: str = OVERALL, **options: object
) -> ProfileExpectation:
    bound = f"at least {low:,}" if high is None else f"between {low:,} and {high:,}"
    claim = f"Number of different {column} {bound}{SLICE_WORDS[frame]}"
    return _between("distinct", "n_distinct", column, low, high, claim, frame, options)


def rows_between(
    column: str, low: int, high: int | None, frame: str = OVERALL, **options: object
) -> ProfileExpectation:
    """Number of rows, read off the profile of `column` (any column of the table will do)."""
    bound = f"at least {low:,}" if high is None else f"between {low:,} and {high:,}"
    claim = f"Number of rows {bound}{SLICE_WORDS[frame]}"
    options.setdefault("check_name", "row_count" if frame == OVERALL else f"row_count_{frame}")
    return _between("rows", "n_rows", column, low, high, claim, frame, options)


def group_share_between(column: str, group: str, low: float, high: float, **options: object) -> ProfileExpectation:
    """Share of the table's rows that belong to one group, read off the profile of `column`."""
    claim = f"Share of rows of group {group} between {low:g} and {high:g}"
    options |= {"check_name": f"{group}_share", "group": group}
    return _between("share", "group_share", column, low, high, claim, BY_GROUP, options)


def years_present(column: str, first: int, last: int, **options: object) -> ProfileExpectation:
    """Every year from `first` to `last` has rows."""
    return ProfileExpectation(
        check_name="years_present",
        column=column,
        frame=BY_YEAR,
        expectation="ExpectColumnDistinctValuesToContainSet",
        arguments={"column": "year", "value_set": list(range(first, last + 1))},
        claim=f"Every year from {first} to {last} has rows",
        **options,
    )
