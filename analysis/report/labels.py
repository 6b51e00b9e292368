"""Names a reader sees for policies, populations and statuses, in the order pages show them."""

from __future__ import annotations

import re

POPULATIONS = ("all", "latino", "white", "black")

POLICY_LABELS = {
    "secure_communities": "Secure Communities",
    "priority_enforcement": "Priority Enforcement Program",
    "287g_jail": "287(g) jail model",
    "287g_task_force": "287(g) task force",
    "287g_hybrid": "287(g) hybrid",
    "287g_warrant_service": "287(g) warrant service officer",
    "anti_detainer": "Anti-detainer policy",
    "sanctuary_other": "Other sanctuary policy",
    "department_limit": "Department limits",
    "state_enforcement_law": "State enforcement law",
    "employment_verification_law": "Employment verification law",
    "driver_license_law": "Driver licence law",
    "worksite_raid": "Worksite raid",
    "community_policing": "Community policing",
    "funding_condition": "Funding condition",
}

POLICY_MEANINGS = {
    "secure_communities": "fingerprints taken in local jails are checked by immigration authorities",
    "287g_jail": "deputies screen people in jail for immigration status",
    "287g_task_force": "local officers make immigration arrests in the street",
    "anti_detainer": "the county declines to hold people for immigration authorities",
}

POPULATION_LABELS = {
    "all": "All residents",
    "latino": "Latino",
    "white": "White",
    "black": "Black",
    "other": "Other",
}

OUTCOME_LABELS = {
    "violent_victimization": "Violence",
    "rape_sexual_assault": "Rape and sexual assault",
    "robbery": "Robbery",
    "aggravated_assault": "Aggravated assault",
    "simple_assault": "Simple assault",
    "personal_theft": "Personal theft",
    "property_victimization": "Property crime",
    "motor_vehicle_theft": "Theft of vehicles",
}

STATUS_LABELS = {
    "ok": "estimated",
    "not_estimable": "not estimable",
    "not_converged": "did not converge",
    "refused": "refused",
}

INFERENCE_LABELS = {
    "county": "Clusters: counties",
    "model": "Model-based",
    "state": "Clusters: states",
    "person": "Clusters: persons",
    "score_wild_bootstrap": "Score wild bootstrap",
    "wild_cluster_bootstrap": "Wild cluster bootstrap",
    "randomization": "Randomization",
}

# The files a policy's timeline rests on, by catalog entry.
AGREEMENT_SOURCES = (
    "ice_287g_participating", "ice_287g_roster", "ice_287g_oig", "ice_287g_reconstruction", "ice_287g_curated",
)  # fmt: skip
POLICY_SOURCES = {
    "secure_communities": ("secure_communities",),
    "287g_jail": AGREEMENT_SOURCES,
    "287g_task_force": AGREEMENT_SOURCES,
    "287g_warrant_service": AGREEMENT_SOURCES,
    "anti_detainer": ("detainer_section_iii",),
}

_EXPOSURE_PREFIX = re.compile(r"^(within_|between_)?(exposure_)?(any_|share_|full_)?")


def policy_of_term(term: str) -> str | None:
    """Policy code of a model term such as `exposure_any_287g_jail`; None for a term that is no policy."""
    code = _EXPOSURE_PREFIX.sub("", str(term), count=1)
    return code if code in POLICY_LABELS else None


def label_policy(code: str) -> str:
    """Return the name of a policy for readers; a code without one as words."""
    return POLICY_LABELS.get(code, code.replace("_", " "))


def label_population(code: str) -> str:
    """Return the name of a population for readers; a code without one as words."""
    return POPULATION_LABELS.get(code, code.replace("_", " "))


def label_outcome(code: str) -> str:
    """Return the name of a kind of crime for readers; a code without one as words."""
    return OUTCOME_LABELS.get(code, code.replace("_", " "))


def label_inference(code: str) -> str:
    """Return the name of an inference for readers; a code without one as words."""
    return INFERENCE_LABELS.get(code, code.replace("_", " "))


def label_status(code: str) -> str:
    """Return the name of a status of an estimate for readers; a code without one as words."""
    return STATUS_LABELS.get(code, code.replace("_", " "))
