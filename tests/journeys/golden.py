"""Digests of what the town left, one file a part: ``golden/<part>.txt`` holds a line a piece."""

from __future__ import annotations

import hashlib
from pathlib import Path

STORED = Path(__file__).resolve().parent / "golden"
HOW = """What the golden town leaves has changed. If that is meant: ./run test tests/journeys --golden-write
and commit the digests with the change, saying why. To see what changed, as text:
  now:    {now}
  before: check out the commit before and ./run test tests/journeys; "now" is the newest folder of pytest's there, too;
  then diff -r both.
"""


def digests(part: Path) -> dict[str, str]:
    """Piece → digest of its text."""
    return {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in sorted(part.glob("*.txt"))}


def stored(part: str) -> dict[str, str]:
    """What was stored of a part; nothing if it is new."""
    file = STORED / f"{part}.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {piece: digest for digest, _, piece in (line.partition("  ") for line in lines)}


def write(part: str, found: dict[str, str]) -> None:
    """Store the digests of a part."""
    STORED.mkdir(exist_ok=True)
    text = "".join(f"{digest}  {piece}\n" for piece, digest in found.items())
    (STORED / f"{part}.txt").write_text(text, encoding="utf-8")


def changed(part: str, found: dict[str, str]) -> list[str]:
    """Pieces that are new, gone or other than stored."""
    before = stored(part)
    return [
        f"{'new' if piece not in before else 'gone' if piece not in found else 'other'}: {piece}"
        for piece in sorted({*before, *found})
        if before.get(piece) != found.get(piece)
    ]
