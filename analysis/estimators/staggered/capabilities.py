"""What each estimator of staggered adoption can and cannot take, in words for the reader of a result."""

from __future__ import annotations

_ABSORPTION = (
    "Needs a treatment that is never switched off: units with a repeal are refused, or cut at their first repeal. "
    "Units treated from their first observation on have no period before and are set aside. "
)
_UNIVERSALITY = (
    "Where every unit is treated in the end, or too few control clusters remain for an error, periods from the "
    "adoption of the last cohorts on are left out and those cohorts serve as controls. "
)
HANDLES = {
    "callaway_santanna": _ABSORPTION
    + "Repeated cross-sections: yes, by cell means with interviews as weights. Unbalanced panels: each group-time "
    "effect rests on the units observed in both of its periods. "
    + _UNIVERSALITY
    + "A cohort of one treated cluster gives an estimate without a standard error.",
    "sun_abraham": _ABSORPTION
    + "Repeated cross-sections: no. Unbalanced panels: least squares on the rows there are. Controls are the "
    "never-treated units alone. "
    + _UNIVERSALITY
    + "Cohort and calendar averages come without standard errors: the library keeps no covariance of them.",
    "imputation": _ABSORPTION
    + "Repeated cross-sections: no. Unbalanced panels: the model of untreated outcomes is fitted to the rows there "
    "are. Controls are all rows not yet treated. "
    + _UNIVERSALITY
    + "Leads come from a regression of untreated rows, lags from imputed outcomes, so sensitivity bounds are not "
    "offered. Calendar and group-time averages come without standard errors, pooled lags with an upper bound of it.",
    "bacon": _ABSORPTION
    + "A diagnosis of the two-way fixed-effects estimate, without standard errors. Repeated cross-sections and "
    "unbalanced panels: no, the decomposition is exact for balanced panels only. Universality: late periods stay, "
    "for the two-way estimate uses them; the weight on already-treated controls shows what that costs.",
}
