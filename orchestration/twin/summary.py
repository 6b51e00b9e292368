"""What the manifest says about a twin in numbers and in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.twin.scenarios import SCENARIOS
from orchestration.twin.settings import TwinSettings, TwinSize
from orchestration.twin.survey import Survey


def counted(survey: Survey, sampled: pd.DataFrame, tracts: pd.DataFrame) -> dict[str, float]:
    """Return what a reader wants to know before opening a file: persons, interviews, incidents, places."""
    complete = survey.interviews.is_complete
    per_person = np.unique(survey.interviews.linked_person[complete], return_counts=True)[1]
    return {
        "persons": len(per_person),
        "interviews": int(complete.sum()),
        "interviews_per_person": round(float(per_person.mean()), 4),
        "share_with_one_interview": round(float((per_person == 1).mean()), 4),
        "interviews_with_violence": int(survey.has_event.sum()),
        "incidents": len(survey.incidents),
        "counties": len(sampled),
        "tracts": len(tracts),
    }


def noted(size: TwinSize, settings: TwinSettings, survey: Survey) -> tuple[str, ...]:
    """Return the conventions of this twin, one sentence each."""
    return (
        "In the twin's own timeline a listed activation month or enactment stands for the day in its middle.",
        "A hybrid agreement is spelt 'Hybrid Model'; its task force ends with the others of its state (2012-12-31, in"
        " Arizona 2012-06-25), then it goes on as jail.",
        "Statewide limits on detainers and the ends of the task forces are facts, read from the models' seeds.",
        f"Pseudo-true values are fitted on at most {size.n_truth_persons:,} persons drawn at random from the twin"
        + (
            f" (none under the scenario {settings.scenario}, where every value is exactly 0)."
            if not SCENARIOS[settings.scenario].has_effect
            else "."
        ),
        f"Policies that exist in this twin: {', '.join(sorted(survey.exposures)) or 'none'}.",
    )
