"""Says whether a screenshot shows anything, without a picture library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def distinct_bytes(path: Path) -> int:
    """Number of distinct bytes in the unpacked rows of a PNG file: a blank page has a handful.

    Raises ValueError when the file is no PNG.
    """
    content = path.read_bytes()
    if not content.startswith(SIGNATURE):
        raise ValueError(f"{path}: not a PNG file; save it with the browser's save_screenshot")
    position, packed = len(SIGNATURE), b""
    while position < len(content):
        (length,) = struct.unpack(">I", content[position : position + 4])
        kind = content[position + 4 : position + 8]
        packed += content[position + 8 : position + 8 + length] if kind == b"IDAT" else b""
        position += 12 + length
    return len(set(zlib.decompress(packed)))
