"""A citizen as every system knows them now: the main fields side by side, masked, each with a way to ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from simpul.config import schemas
from simpul.config.settings import City
from simpul.core.i18n import Language, Words
from simpul.store import access_log
from simpul.values import mask
from simpul.views.trace import timeline
from simpul.views.trace.timeline import Kept

#: Entity whose records are shown side by side, and its fields in this order; the others are listed one by one.
SIDE_BY_SIDE = "penduduk"
MAIN = (
    *("nik", "no_kk", "nama_lengkap", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "nama_ibu", "alamat", "rt"),
    *("rw", "kode_kelurahan", "status_kawin", "status_hidup", "ktp_el_status", "no_hp"),
)
#: What a citizen wrote in their own words: a right of its own.
BODIES = frozenset({("pengaduan", "judul"), ("pengaduan", "isi"), ("tindak_lanjut", "isi")})


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One field of one record as a trace shows it."""

    field: str
    label: Words
    #: None: the record has no value.
    masked: str | None
    #: The masked value says less than the record does.
    hidden: bool
    body: bool
    #: Not the same as another system says; only side by side.
    differs: bool = False


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record of one system, as it is now."""

    #: Opaque name of the record; its key may be a NIK.
    ref: str
    feed: str
    entity: str
    system: str
    #: Key with NIK and KK masked.
    key: str
    observed_at: datetime
    removed: bool
    cells: tuple[Cell, ...]

    def cell(self, field: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.field == field), None)


def ref(feed: str, key: str) -> str:
    """The same word for the same record each time."""
    return access_log.pseudonym(f"{feed} {key}")


def now(city: City, kept: Sequence[Kept]) -> tuple[Record, ...]:
    """The records as they are now, those that are compared side by side first."""
    found = [one for one in kept if one.what == "record"]
    said = _said(found)
    shown = [_record(city, one, said) for one in found]
    return tuple(sorted(shown, key=lambda record: (record.entity != SIDE_BY_SIDE, record.entity, record.feed)))


def _said(found: Sequence[Kept]) -> dict[str, set[str]]:
    """Field → what the systems say, where they may be compared."""
    records = [one.row.record for one in found if one.entity == SIDE_BY_SIDE and one.row.tombstoned_at is None]
    return {field: {_plain(record[field]) for record in records if record.get(field) is not None} for field in MAIN}


def _plain(value: object) -> str:
    return " ".join(str(value).upper().split())


def _record(city: City, one: Kept, said: dict[str, set[str]]) -> Record:
    side = one.entity == SIDE_BY_SIDE
    specs = {spec.name: spec for spec in schemas.columns(one.entity)}
    cells = []
    for name in MAIN if side else specs:
        value = one.row.record.get(name)
        if value is None and not side:
            continue
        masked = None if value is None else timeline.redacted(specs[name], value)
        cells.append(
            Cell(
                field=name,
                label=Words(id=specs[name].judul, en=specs[name].label),
                masked=masked,
                hidden=value is not None and masked != str(value),
                body=(one.entity, name) in BODIES,
                differs=side and value is not None and len(said.get(name, ())) > 1,
            )
        )
    return Record(
        ref=ref(one.feed, one.row.key),
        feed=one.feed,
        entity=one.entity,
        system=timeline.title(city, one.row.system),
        key=mask.scrub(one.row.key),
        observed_at=one.row.at,
        removed=one.row.tombstoned_at is not None,
        cells=tuple(cells),
    )


def labels(feed: str, name: str, language: Language) -> str:
    """Officer's name of a detail of the time line."""
    entity = feed.partition(".")[2]
    for known in (entity, SIDE_BY_SIDE):
        spec = _specs().get((known, name))
        if spec:
            return spec.say(language)
    return _DETAILS[name].say(language) if name in _DETAILS else name


@cache
def _specs() -> dict[tuple[str, str], Words]:
    return {
        (entity, spec.name): Words(id=spec.judul, en=spec.label)
        for entity in schemas.entities()
        for spec in schemas.columns(entity)
    }


_DETAILS = {
    "page": Words(id="halaman", en="page"),
    "run": Words(id="proses", en="run"),
    "case": Words(id="ketidaksesuaian", en="disagreement"),
    "field": Words(id="isian", en="field"),
    "state": Words(id="keadaan", en="state"),
    "authority_value": Words(id="nilai pemilik data", en="authority's value"),
    "follower_value": Words(id="nilai sistem lain", en="other system's value"),
    "because": Words(id="karena", en="because"),
    "choice": Words(id="pilihan", en="choice"),
    "reason": Words(id="alasan", en="reason"),
    "note": Words(id="catatan", en="note"),
    "request": Words(id="permohonan", en="request"),
    "letter": Words(id="surat", en="letter"),
    "answer": Words(id="jawaban", en="answer"),
    "effect": Words(id="kiriman", en="sending"),
    "attempt": Words(id="percobaan", en="attempt"),
    "reference": Words(id="tanda terima", en="receipt"),
    "match": Words(id="tautan", en="match"),
    "other": Words(id="dengan", en="with"),
    "score": Words(id="skor", en="score"),
    "how": Words(id="cara", en="how"),
    "baris": Words(id="baris", en="row"),
}
