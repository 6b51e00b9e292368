"""The calls of the Census API: one a dataset, state and group of variables, each answered by one file of tracts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.fetch.census_variables import SUMMARY_FILES, acs_variables, census_2000_variables
from orchestration.fetch.choice import PANEL_RELEASES, Choice, panel_states
from orchestration.fetch.wanted_file import WantedFile, address_of
from orchestration.sources.captures import Capture

API_BASE = "https://api.census.gov/data"
GEOGRAPHY = ("state", "county", "tract")


@dataclass(frozen=True)
class CensusCall(WantedFile):
    """One call: all tracts of a state, `variables` of a dataset such as `2012/acs/acs5`.

    `question` is the call's address at the Census Bureau. Neither it nor `url`, which may be a mirror's, has the key.
    """

    dataset: str
    state: str
    number: int
    variables: tuple[str, ...]
    question: str

    @property
    def header(self) -> list[str]:
        """Return the header the answer has to have: the variables in the order asked, geography last."""
        return [*self.variables, *GEOGRAPHY]

    @property
    def needs_key(self) -> bool:
        """Say whether the Census Bureau itself is asked; a mirror is never shown the key."""
        return self.url == self.question

    @property
    def kind(self) -> str:
        """Return what the call has in common with those for other states."""
        return f"{self.dataset} {self.number}"

    @property
    def first_of_state(self) -> Path:
        """Return where the answer to the first call of the same dataset and state goes."""
        return self.destination.with_name(f"{_stem(self.source_name, self.dataset)}_{self.state}_1.json")


def census_calls(folder: Path, base: str | None, choice: Choice) -> list[CensusCall]:
    """Return the calls of a choice, answers going to `folder`: the releases in turn, then the census of 2000."""
    states = panel_states() if choice.states is None else choice.states
    releases = PANEL_RELEASES if choice.releases is None else choice.releases
    calls = [
        call
        for release in releases
        for call in _calls("acs5", f"{release}/acs/acs5", acs_variables(release), states, folder, base)
    ]
    for summary_file, source in SUMMARY_FILES.items():
        calls += _calls(source, f"2000/dec/{summary_file}", census_2000_variables(source), states, folder, base)
    return calls


def _calls(
    source: str,
    dataset: str,
    variables: Sequence[tuple[str, ...]],
    states: Sequence[str],
    folder: Path,
    base: str | None,
) -> Iterator[CensusCall]:
    for state in states:
        for number, asked in enumerate(variables, start=1):
            question = f"{API_BASE}/{dataset}?get={','.join(asked)}&for=tract:*&in=state:{state}"
            capture = Capture(f"{_stem(source, dataset)}_{state}_{number}.json", question, None)
            yield CensusCall(
                source,
                capture,
                address_of(capture, base),
                folder / capture.file_name,
                dataset=dataset,
                state=state,
                number=number,
                variables=asked,
                question=question,
            )


def _stem(source: str, dataset: str) -> str:
    """Return how the answers' names begin; those of the census of 2000 have the year in the source's name."""
    return f"acs5_{dataset.split('/')[0]}" if source == "acs5" else source
