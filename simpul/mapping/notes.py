"""What a page shows that refuses nothing and that somebody should still look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import polars as pl

from simpul.core.model import Feed
from simpul.values import codes, mask
from simpul.values.text_checks import Decoded

Kind = Literal["kolom_baru", "kecamatan_asing", "kolom_ada", "berkas_tertinggal"]

_MOST = 10
_WIDEST = 40
_WORDS: dict[Kind, str] = {
    "kolom_baru": "kolom baru, belum dipetakan (new columns, not mapped)",
    "kecamatan_asing": "kode kecamatan yang tidak dikenal kota ini, tetap diterima (unknown kecamatan codes, kept)",
    "berkas_tertinggal": "berkas sudah disimpan tetapi tidak dapat dipindahkan; beri akun hub hak menulis di foldernya"
    " (stored, but cannot be moved; give the hub's account the right to write in its folders)",
}


class Note(NamedTuple):
    """One thing worth a look."""

    kind: Kind
    what: str


def found(feed: Feed, decoded: Sequence[Decoded], values: pl.DataFrame) -> frozenset[Note]:
    """Notes on pages of one feed; ``values``: their canonical fields. Columns that came are noted, and not told."""
    columns = {Note("kolom_baru", name) for one in decoded for name in one.extra}
    columns |= {Note("kolom_ada", name) for one in decoded for name in _sent(feed, one)}
    regions = [spec.name for spec in feed.mapping.fields if spec.region]
    listed = {code for name in regions for code in values[name].drop_nulls().unique()}
    return frozenset(columns | {Note("kecamatan_asing", code) for code in codes.unlisted_kecamatan(listed)})


def _sent(feed: Feed, decoded: Decoded) -> list[str]:
    """Mapped columns that at least one row of a page sent."""
    if not decoded.frame.height:
        return []
    unsent = decoded.unsent
    if unsent is None:
        return list(feed.columns)
    return [name for name in feed.columns if name not in unsent.columns or not unsent[name].all()]


def told(notes: Iterable[Note]) -> str:
    """All notes in one sentence, empty without any. A source chose the names: they are cut, and numbers masked."""
    sentences = []
    for kind, words in _WORDS.items():
        names = sorted(mask.scrub(note.what[:_WIDEST]) for note in notes if note.kind == kind)
        if names:
            more = [f"+{len(names) - _MOST}"] if len(names) > _MOST else []
            sentences.append(f"{words}: {', '.join(names[:_MOST] + more)}")
    return "; ".join(sentences)
