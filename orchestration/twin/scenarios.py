"""What the twin can plant: one entry a scenario, each with the mechanism that misleads some estimator.

Effects act on Latinos only, as log odds of the monthly hazard. They are larger than the + 16 % of the literature
because a survey of this design cannot see that: the smallest odds ratio it detects among Latinos is about 1.75 for
Secure Communities. Sizes of the other mechanisms are chosen so that an estimator that ignores them visibly fails. Of
`paper`, the pseudo-true log odds of `any` for Latinos are about .46 for Secure Communities and .59 for task forces at
100,000 persons, where .64 and .79 are planted in a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from types import MappingProxyType

PER_LATER_INTERVIEW = -0.03
SECURE_COMMUNITIES, TASK_FORCE = "secure_communities", "287g_task_force"


@dataclass(frozen=True)
class Scenario:
    """One scenario; mappings are by policy.

    in_force                log odds while the policy is in force
    per_year_in_force       log odds for every year since adoption, up to `doses.LONGEST_GROWTH_YEARS`
    in_neighbors            log odds when the policy is in force in every county that touches one's own
    rise_of_early_counties  log odds by which Latino risk rises in the county that activates first, from before to after
                            that, by rank less in later ones: no effect of the policy
    per_later_interview     log odds for every interview of a household after its first, of everybody
    chance_of_telling       chance that a Latino victim tells the interviewer of a month while the policy is in force
    chance_of_leaving       chance that a Latino victim of a window exposed to the policy is not interviewed again
    share_misdated          share of counties whose recorded adoption is off by a year to a year and a half
    """

    description: str
    in_force: Mapping[str, float] = field(default_factory=dict)
    per_year_in_force: Mapping[str, float] = field(default_factory=dict)
    in_neighbors: Mapping[str, float] = field(default_factory=dict)
    rise_of_early_counties: float = 0.0
    per_later_interview: float = PER_LATER_INTERVIEW
    chance_of_telling: Mapping[str, float] = field(default_factory=dict)
    chance_of_leaving: Mapping[str, float] = field(default_factory=dict)
    share_misdated: float = 0.0

    @property
    def has_effect(self) -> bool:
        """Return whether a policy changes victimization; where none does, every true effect is exactly 0."""
        return bool(self.in_force or self.per_year_in_force or self.in_neighbors)


PAPER_EFFECTS = MappingProxyType({SECURE_COMMUNITIES: log(1.9), TASK_FORCE: log(2.2)})
SCENARIOS: Mapping[str, Scenario] = MappingProxyType({
    "paper": Scenario(
        "Secure Communities and task forces raise the risk of Latinos",
        in_force=PAPER_EFFECTS,
    ),
    "null": Scenario("no policy has an effect"),
    "confounded_rollout": Scenario(
        "no effect, but Latino risk is rising where and when Secure Communities comes early",
        rise_of_early_counties=2.0,
    ),
    "panel_fatigue": Scenario(
        "no effect, but ever less is told from interview to interview",
        per_later_interview=-0.30,
    ),
    "informative_attrition": Scenario(
        "no effect, but Latino victims under Secure Communities are mostly not interviewed again",
        chance_of_leaving=MappingProxyType({SECURE_COMMUNITIES: 0.9}),
    ),
    "reporting_shift": Scenario(
        "no effect, but under Secure Communities Latinos tell the interviewer of half as many victimizations",
        chance_of_telling=MappingProxyType({SECURE_COMMUNITIES: 0.5}),
    ),
    "dynamic": Scenario(
        "the effect of Secure Communities grows with every year since adoption",
        per_year_in_force=MappingProxyType({SECURE_COMMUNITIES: 0.6}),
    ),
    "spillover": Scenario(
        "Secure Communities raises Latino risk in its own county and in the counties that touch it",
        in_force=MappingProxyType({SECURE_COMMUNITIES: log(1.5)}),
        in_neighbors=MappingProxyType({SECURE_COMMUNITIES: log(1.9)}),
    ),
    "misdated": Scenario(
        "effects as in paper, but most counties adopted a year or more before or after the recorded day",
        in_force=PAPER_EFFECTS,
        share_misdated=0.7,
    ),
})  # fmt: skip


def scenario_descriptions() -> str:
    """Return every scenario with its description, for the help of commands."""
    return "; ".join(f"{name}: {scenario.description}" for name, scenario in SCENARIOS.items())
