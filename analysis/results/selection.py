"""The tables of selection: what a policy moves beside victimization, and bounds on what that could do."""

from __future__ import annotations

from analysis.results.table import COUNT, FLAG, NUMBER, TEXT, ResultTable

_KEY = {
    "data_version": (TEXT, "Version of the marts the row rests on"),
    "policy": (TEXT, "Policy in force in any month of the reference period, the paper's others held at what they are"),
    "population": (TEXT, "Whose interviews: all, latino, white or black"),
}
_CLUSTER_LEVEL = {
    "cluster_level": (TEXT, "Level of the clusters of the errors, at which the policy was assigned: county or state"),
}
_END = {
    "status": (TEXT, "ok, not_estimable, not_converged or refused"),
    "message": (TEXT, "Why there is no estimate, and what was left out"),
    "synthetic_inputs": (FLAG, "Whether any interview or policy date behind the row is synthetic"),
}

SELECTION = ResultTable(
    name="selection",
    comment="What else changes with a policy, within counties and net of half-years: who is lost, answers and is asked",
    key=("data_version", "measure", "policy", "population"),
    columns={
        **_KEY,
        "measure": (TEXT, "What of an interview is compared, such as lost or proxy"),
        "kind": (TEXT, "selection (after the interview), measurement (how it was given), composition (who gave it)"),
        "unit": (TEXT, "Unit of means and estimate: percentage points or years"),
        "mean_with": (NUMBER, "Mean of the interviews with the policy in force"),
        "mean_without": (NUMBER, "Mean of the other interviews"),
        "estimate": (NUMBER, "Difference with the policy in force, with an effect of each county and half-year"),
        "std_error": (NUMBER, "Its standard error, clustered at the level named"),
        "conf_low": (NUMBER, "Lower end of its 95 % interval"),
        "conf_high": (NUMBER, "Upper end of its 95 % interval"),
        "p_value": (NUMBER, "Two-sided p-value of no difference"),
        "p_holm": (NUMBER, "The same adjusted for all measures, policies and populations, Holm"),
        "n_interviews": (COUNT, "Interviews for which the measure is known"),
        "n_with": (COUNT, "Of these, with the policy in force"),
        "n_marked_with": (COUNT, "Of these, of which it is true; null where the unit is years"),
        "n_marked_without": (COUNT, "Interviews without the policy of which it is true; null where the unit is years"),
        **_CLUSTER_LEVEL,
        "n_clusters": (COUNT, "Clusters of the errors"),
        **_END,
    },
)

SELECTION_BOUNDS = ResultTable(
    name="selection_bounds",
    comment="Violence told at the next interview, bounded for those the policy keeps in the survey or drives out of it",
    key=("data_version", "policy", "population"),
    columns={
        **_KEY,
        **_CLUSTER_LEVEL,
        "effect_pp": (NUMBER, "Difference in violence told half a year later, of those met again, percentage points"),
        "effect_pp_std_error": (NUMBER, "Its standard error, clustered at the level named"),
        "retention_pp": (NUMBER, "Difference in being met again, in percentage points"),
        "retention_pp_std_error": (NUMBER, "Its standard error, clustered at the level named"),
        "retained_pct": (NUMBER, "Percent met again of those with the policy in force who were due"),
        "rate_pct": (NUMBER, "Percent of those met again under the policy who told of violence"),
        "trimmed_pct": (NUMBER, "Percent of the people of the side met more often who would not be met on the other"),
        "low_pp": (NUMBER, "Lowest effect, were those the least or most victimized, as it may be (Lee 2009)"),
        "high_pp": (NUMBER, "Highest effect of that kind"),
        "low_95_pp": (NUMBER, "Lowest effect over the 95 % interval of the difference in being met again"),
        "high_95_pp": (NUMBER, "Highest effect over that interval"),
        "worst_low_pp": (NUMBER, "Lowest effect, were everybody lost a victim or nobody (Horowitz and Manski 2000)"),
        "worst_high_pp": (NUMBER, "Highest effect of that kind"),
        "break_even_ratio": (
            NUMBER,
            "How many times as often as others those would be victims for no effect to remain; null: no rate does",
        ),
        "n_due": (COUNT, "Interviews after which the next was due and what became of it is known"),
        "n_retained_with": (COUNT, "Of these with the policy in force, met again"),
        "n_lost_with": (COUNT, "Of these with the policy in force, lost"),
        "n_victims_with": (COUNT, "Met again with the policy in force, who told of violence"),
        **_END,
    },
)
