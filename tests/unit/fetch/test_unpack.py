"""Files that come in a zip archive: exactly one is taken out, whole, and both checksums are recorded."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest

from orchestration.fetch.display import Display
from orchestration.fetch.patience import Patience
from orchestration.fetch.run import Outcome, fetch_files
from orchestration.fetch.wanted_file import WantedFile
from orchestration.settings import Settings
from orchestration.sources.captures import Capture
from tests.unit.fetch.conftest import CONTENT, sha256_of
from tests.unit.fetch.local_server import Cut, LocalServer, Refusal

ZIP = "2013_Gaz_counties_national.zip"
NAME = "2013_Gaz_counties_national.txt"
Fetch = Callable[..., Outcome]


def zipped(*contents: bytes, folder: bool = False) -> bytes:
    """Return an archive of files, stored as they are, so that it is as long as they."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        if folder:
            archive.mkdir("gaz")
        for number, content in enumerate(contents):
            archive.writestr(f"member_{number}.txt", content)
    return whole.getvalue()


@pytest.fixture
def fetch(settings: Settings, server: LocalServer, patience: Patience) -> Fetch:
    def run(sha256: str | None = None) -> Outcome:
        address = f"{server.base}/{ZIP}"
        file = WantedFile("gazetteer_county", Capture(NAME, address, sha256), address, settings.fetch_directory / NAME)
        [outcome] = fetch_files([file], patience, Display())
        return outcome

    return run


def _names(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.fetch_directory.iterdir())


@pytest.mark.parametrize("folder", [False, True])
def test_the_one_file_is_taken_out_and_recorded_with_its_archive(fetch, server, settings, folder: bool) -> None:
    archive = zipped(CONTENT, folder=folder)
    server.serve(ZIP, archive)
    assert fetch(sha256_of(CONTENT)).result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT
    assert _names(settings) == [NAME, "fetched.json"]
    entry = json.loads((settings.fetch_directory / "fetched.json").read_text())["files"][NAME]
    assert (entry["sha256"], entry["bytes"]) == (sha256_of(CONTENT), len(CONTENT))
    assert entry["unpacked_from"] == {
        "sha256": sha256_of(archive),
        "bytes": len(archive),
        "member": "member_0.txt",
    }
    assert fetch(None).result == "already there"
    assert len(server.asked(ZIP)) == 1


def test_a_cut_archive_is_gone_on_with_in_a_later_run(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(ZIP, zipped(CONTENT), mishaps=[Cut(100_000), *[Refusal(503)] * 4])
    assert fetch().result == "failed"
    assert not (settings.fetch_directory / NAME).exists()
    n_before = len(server.asked(ZIP))
    assert fetch().result == "fetched"
    [later] = server.asked(ZIP)[n_before:]
    assert later.startswith("bytes=")
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>not found</html>", "no whole zip archive"),
        (zipped(), "holds 0 files instead of one"),
        (zipped(b"a", b"b"), r"holds 2 files instead of one (member_0.txt, member_1.txt)"),
        (zipped(CONTENT).replace(CONTENT[:256], bytes(256), 1), "no whole zip archive"),
    ],
    ids=["no archive", "empty", "two files", "damaged"],
)
def test_an_archive_that_cannot_be_used_leaves_nothing(fetch, server, settings, content: bytes, reason: str) -> None:
    server.serve(ZIP, content)
    (settings.fetch_directory / f".{NAME}.unpacked.part").write_text("of a run that was killed")
    outcome = fetch()
    assert outcome.result == "failed"
    assert reason in outcome.details
    assert _names(settings) == []


def test_a_wrong_checksum_of_the_file_leaves_nothing(fetch: Fetch, server: LocalServer, settings: Settings) -> None:
    server.serve(ZIP, zipped(CONTENT))
    outcome = fetch(sha256_of(b"expected"))
    assert "wrong checksum" in outcome.details
    assert _names(settings) == []


def test_halves_of_two_archives_are_thrown_away_and_the_whole_is_fetched(fetch, server, settings: Settings) -> None:
    server.serve(ZIP, zipped(b"x" * len(CONTENT)), mishaps=[Cut(100_000), *[Refusal(503)] * 4])
    fetch()
    server.serve(ZIP, zipped(CONTENT))
    assert fetch().result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT


def test_a_mirror_holds_the_file_itself(settings: Settings, server: LocalServer, patience: Patience) -> None:
    server.serve(NAME, CONTENT)
    capture = Capture(NAME, f"https://www2.census.gov/{ZIP}", None)
    file = WantedFile("gazetteer_county", capture, f"{server.base}/{NAME}", settings.fetch_directory / NAME)
    [outcome] = fetch_files([file], patience, Display())
    assert outcome.result == "fetched"
    assert (settings.fetch_directory / NAME).read_bytes() == CONTENT
