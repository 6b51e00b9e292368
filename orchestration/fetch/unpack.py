"""Takes the one file out of a zip archive."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from pathlib import Path

from orchestration.fetch.errors import FileFailure

MOST_BYTES = 2 * 1024**3


def unpack_only_member(archive: Path, destination: Path) -> str:
    """Write the one file of a zip archive to `destination`, whole or not at all; return its name in the archive.

    Raises FileFailure when it is no zip archive, holds none or several files, or is damaged.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            member = _only_member(opened)
            with opened.open(member) as source, destination.open("wb") as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        destination.unlink(missing_ok=True)
        raise FileFailure("what came is no whole zip archive; it was thrown away") from error
    return member.filename


def _only_member(opened: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in opened.infolist() if not member.is_dir()]
    if len(members) != 1:
        names = ", ".join(member.filename for member in members[:5])
        raise FileFailure(f"the archive holds {len(members)} files instead of one ({names}); it was thrown away")
    if members[0].file_size > MOST_BYTES:
        raise FileFailure(f"the archive's file would have {members[0].file_size:,} bytes; it was thrown away")
    return members[0]
