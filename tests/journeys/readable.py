"""Files as text: so that a difference can be read."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from openpyxl import load_workbook


def readable(kind: str, body: bytes) -> str:
    """A file's text by its name or media type: cells of a workbook, words of a PDF, else as it is."""
    if kind.endswith(("xlsx", "spreadsheetml.sheet")):
        return "\n".join(_cells(body))
    if kind.endswith("pdf"):
        return _words(body)
    return body.decode("utf-8", "replace")


def _cells(body: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(body), read_only=True):
        yield f"[{sheet.title}]"
        for row in sheet.iter_rows(values_only=True):
            yield "\t".join("" if cell is None else str(cell) for cell in row)


def _words(body: bytes) -> str:
    """What a PDF of ours shows: its compressed streams opened, everything that names the moment it was made aside."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL)
    found = []
    for stream in streams:
        try:
            found.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            found.append(f"<{len(stream)} bytes>")
    return "\n".join(found)
