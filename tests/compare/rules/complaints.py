"""Planted faults of complaints: numbers quoted wrongly, answers that stay out, clocks, secrecy, personal data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.compare.rules.planting import (
    Near,
    Planted,
    Row,
    applicant,
    application,
    complaint,
    follow_up,
    hk,
    nik,
    nomor,
    stage,
)


def _hidden(make: Callable[..., list[Row]], secret: int, anonymous: int) -> list[Near]:
    """The same fault in a secret and in an anonymous complaint: nothing is said of those."""
    return [
        Near(name="secret", rows=make(secret, rahasia=True)),
        Near(name="anonymous", rows=make(anonymous, anonim=True)),
    ]


def _quoting(number: int, application: int, **values: Any) -> Row:
    return complaint(number, **{"isi": f"Permohonan saya nomor {nomor(application)} belum selesai juga."} | values)


def _unknown(number: int, **values: Any) -> list[Row]:
    return [_quoting(number, number + 900_000, **values)]


def _stranger(number: int, **values: Any) -> list[Row]:
    other = {"nama_pelapor": "ORANG LAIN SEKALI", "no_hp_pelapor": "081399998888"}
    return [applicant(number), application(number), _quoting(number, number, **other | values)]


def _closed(number: int, made: int = 16, **values: Any) -> list[Row]:
    """Closed, while its own application is open since ``made`` working days."""
    closed = {"status": "Selesai", "ditutup_oleh": "pelapor", "dibuat_pada": hk(made)}
    return [
        applicant(number),
        application(number, diajukan_pada=hk(made)),
        _quoting(number, number, **closed | values),
        follow_up(number, 1, hk(1)),
    ]


def _finished(number: int, done: int = 6, **values: Any) -> list[Row]:
    """Open, while its own application is finished since ``done`` working days; answered before that."""
    return [
        applicant(number),
        application(number, tahap="DISERAHKAN", selesai_pada=hk(done), diajukan_pada=hk(12)),
        _quoting(number, number, dibuat_pada=hk(9), disposisi_pada=hk(9), **values),
        follow_up(number, 1, hk(done + 2)),
    ]


def _by_system(number: int, **values: Any) -> list[Row]:
    return [complaint(number, status="Selesai", ditutup_oleh="sistem", **values)]


def _waiting(number: int, made: int = 4, **values: Any) -> list[Row]:
    fresh = {"status": "Belum Terverifikasi", "disposisi_pada": None, "instansi": None, "dibuat_pada": hk(made)}
    return [complaint(number, **fresh | values)]


def _unanswered(number: int, since: int = 6, **values: Any) -> list[Row]:
    return [complaint(number, dibuat_pada=hk(since), disposisi_pada=hk(since), **values)]


def _overdue(number: int, made: int = 15, **values: Any) -> list[Row]:
    return [
        complaint(number, dibuat_pada=hk(made), disposisi_pada=hk(made), **values),
        follow_up(number, 1, hk(made - 2)),
    ]


def _refused(number: int, times: int = 3, **values: Any) -> list[Row]:
    refusals = [follow_up(number, place, hk(4) + timedelta(hours=place), "penolakan") for place in range(1, times + 1)]
    return [complaint(number, dibuat_pada=hk(5), disposisi_pada=hk(5), **values), *refusals]


def _telling(number: int, **values: Any) -> list[Row]:
    return [complaint(number, **{"isi": f"NIK saya {nik(number)}, tolong dicek."} | values)]


def _note(number: int, state: str) -> Row:
    """A note about a complaint that is on its way to an application."""
    return _NOTE, {"complaint": str(number), "application": nomor(number), "state": state, "idem": f"catatan-{number}"}


_NOTE = """
insert into simpul.effect (
    kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key, values, body, state, created_at, sent_at
) values (
    'catatan_permohonan', 'event', 'apsp', 'apsp.permohonan', :application, 'pengaduan', :complaint, :idem, '{}', '{}',
    :state, clock_timestamp(), clock_timestamp()
) on conflict (idem_key) do update set state = excluded.state
"""


def _alike(first: int, second: int, state: str = "sure", **values: Any) -> list[Row]:
    """Two complaints and what matching says of them."""
    text = f"Air PDAM di Gang Mawar {'I' * (first % 20 + 1)} keruh dan berbau sejak hari Senin, mohon ditindaklanjuti."
    match = {"left": str(first), "right": str(second), "state": state}
    return [
        complaint(first, isi=text, dibuat_pada=hk(2) - timedelta(hours=2)),
        complaint(second, isi=text, **values),
        (_MATCH, match),
        (_MARK, {"key": str(first)}),
        (_MARK, {"key": str(second)}),
    ]


_MATCH = """
insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state, found_at)
values ('sp4.pengaduan', :left, 'sp4.pengaduan', :right, 'text', 1, :state, clock_timestamp())
on conflict (left_feed, left_key, right_feed, right_key) do update set state = excluded.state, how = 'text'
"""
_MARK = "insert into simpul.dirty (subject_kind, subject_key, reason) values ('pengaduan', :key, 'match')"


PLANTED = (
    Planted(
        rule="pengaduan_nomor_tidak_ada",
        key="501",
        rows=_unknown(501),
        # The application comes in later: only a waking heals that.
        heals=[application(900_501, person=501)],
        near=[
            Near(name="an application that exists", rows=[applicant(502), application(502), _quoting(502, 502)]),
            *_hidden(_unknown, 503, 504),
        ],
    ),
    Planted(
        rule="pengaduan_nomor_orang_lain",
        key="511",
        rows=_stranger(511),
        heals=[_quoting(511, 511, nama_pelapor="ORANG LAIN SEKALI", no_hp_pelapor=applicant(511)[1]["no_hp"])],
        near=[
            Near(name="one's own", rows=[applicant(512), application(512), _quoting(512, 512)]),
            *_hidden(_stranger, 513, 514),
        ],
    ),
    Planted(
        rule="pengaduan_ditutup_permohonan_terbuka",
        key="521",
        rows=_closed(521),
        heals=[application(521, tahap="SIAP_DIAMBIL", diajukan_pada=hk(16))],
        near=[
            Near(name="five working days old", rows=_closed(522, 5)),
            Near(name="exactly fourteen working days old", rows=_closed(523, 14)),
            Near(
                name="in the applicant's hands",
                rows=[*_closed(524), stage(524, 1, "DIKEMBALIKAN", hk(12))],
            ),
            Near(name="still open", rows=_closed(525, status="Proses", ditutup_oleh=None, klasifikasi="Aspirasi")),
            *_hidden(_closed, 526, 527),
        ],
        ripens=frozenset({"522", "523"}),
    ),
    Planted(
        rule="permohonan_selesai_pengaduan_terbuka",
        key="531",
        rows=_finished(531),
        heals=[follow_up(531, 1, hk(1))],
        near=[
            Near(name="finished yesterday", rows=_finished(532, 1)),
            Near(name="answered afterwards", rows=[*_finished(533), follow_up(533, 2, hk(2))]),
            *_hidden(_finished, 534, 535),
        ],
        ripens=frozenset({"532"}),
    ),
    Planted(
        rule="permohonan_selesai_pengaduan_terbuka",
        key="536",
        rows=[*_finished(536), follow_up(536, 2, hk(2), instansi="Simpul")],
        heals=[application(536, tahap="DIPROSES", diajukan_pada=hk(12))],
        near=[],
    ),
    Planted(
        rule="pengaduan_ditutup_tanpa_jawaban",
        key="541",
        rows=_by_system(541),
        heals=[follow_up(541, 1, hk(1))],
        near=[
            Near(name="after an answer", rows=[*_by_system(542), follow_up(542, 1, hk(1))]),
            Near(name="closed by the reporter", rows=[complaint(543, status="Selesai", ditutup_oleh="pelapor")]),
            *_hidden(_by_system, 544, 545),
        ],
    ),
    Planted(
        rule="pengaduan_ditutup_tanpa_jawaban",
        key="546",
        rows=[
            *_by_system(546),
            follow_up(546, 1, hk(1), instansi="Simpul"),
            follow_up(546, 2, hk(1), "tanggapan_pelapor"),
        ],
        heals=[complaint(546)],
        near=[],
    ),
    Planted(
        rule="disposisi_terlambat",
        key="551",
        rows=_waiting(551),
        heals=_waiting(551, disposisi_pada=hk(0)),
        near=[
            Near(name="made yesterday", rows=_waiting(552, 1)),
            Near(name="made three working days ago", rows=_waiting(553, 3)),
            Near(name="closed", rows=_waiting(554, status="Selesai", ditutup_oleh="pelapor")),
            *_hidden(_waiting, 555, 556),
        ],
        ripens=frozenset({"552", "553"}),
    ),
    Planted(
        rule="tindak_lanjut_terlambat",
        key="561",
        rows=_unanswered(561),
        heals=[follow_up(561, 1, hk(1))],
        near=[
            Near(name="handed on five working days ago", rows=_unanswered(562, 5)),
            Near(
                name="refused and handed on two working days ago",
                rows=[*_unanswered(563, 9), follow_up(563, 1, hk(2), "penolakan")],
            ),
            Near(name="answered", rows=[*_unanswered(564), follow_up(564, 1, hk(2))]),
            *_hidden(_unanswered, 565, 566),
        ],
        ripens=frozenset({"562", "563"}),
    ),
    Planted(
        rule="penyelesaian_terlambat",
        key="571",
        rows=_overdue(571),
        heals=[complaint(571, dibuat_pada=hk(15), disposisi_pada=hk(15), status="Selesai", ditutup_oleh="pelapor")],
        near=[
            Near(name="fourteen working days old", rows=_overdue(572, 14)),
            Near(
                name="paused for missing data",
                rows=[*_overdue(573), follow_up(573, 2, hk(9), "permintaan_kelengkapan")],
            ),
            Near(
                name="was paused for some days",
                rows=[
                    *_overdue(574),
                    follow_up(574, 2, hk(9), "permintaan_kelengkapan"),
                    follow_up(574, 3, hk(5), "tanggapan_pelapor"),
                ],
            ),
            Near(name="a class with sixty days", rows=_overdue(575, klasifikasi="Pengaduan Berkadar Pengawasan")),
            *_hidden(_overdue, 576, 577),
        ],
        ripens=frozenset({"572", "574"}),
    ),
    Planted(
        rule="penyelesaian_terlambat",
        key="578",
        rows=_overdue(578, 6, klasifikasi="Permintaan Informasi"),
        heals=[complaint(578, dibuat_pada=hk(6), disposisi_pada=hk(6), klasifikasi="Aspirasi")],
        near=[],
    ),
    Planted(
        rule="disposisi_berputar",
        key="581",
        rows=_refused(581),
        heals=[follow_up(581, 3, hk(3), "tindak_lanjut")],
        near=[
            Near(name="refused twice", rows=_refused(582, 2)),
            *_hidden(_refused, 583, 584),
        ],
    ),
    Planted(
        rule="rahasia_sudah_disalin",
        key="591",
        before=[complaint(591), _note(591, "accepted")],
        rows=[complaint(591, rahasia=True)],
        heals=[complaint(591)],
        near=[
            Near(name="secret from the start", rows=[complaint(592, rahasia=True)]),
            Near(
                name="note never left",
                before=[complaint(593), _note(593, "cancelled")],
                rows=[complaint(593, anonim=True)],
            ),
            Near(
                name="not secret",
                before=[complaint(594), _note(594, "verified")],
                rows=[complaint(594, status="Diteruskan")],
            ),
        ],
    ),
    Planted(
        rule="data_pribadi_di_pengaduan",
        key="601",
        rows=_telling(601),
        heals=[complaint(601)],
        near=[
            Near(
                name="a registration number with sixteen digits",
                rows=[complaint(602, isi="No. pendaftaran 0003200001082017 belum terbit.")],
            ),
            Near(name="a number of a complaint", rows=[complaint(603, isi="Sambungan laporan 5010653 kemarin.")]),
            *_hidden(_telling, 604, 605),
        ],
    ),
    Planted(
        rule="data_pribadi_di_pengaduan",
        key="606",
        rows=[complaint(606, isi="Hubungi saya di 0812-3456-7890 sore hari.")],
        heals=[complaint(606, rahasia=True)],
        near=[],
    ),
    Planted(
        rule="pengaduan_ganda",
        key="612",
        rows=_alike(611, 612),
        heals=_alike(611, 612, "rejected"),
        near=[
            Near(name="only offered", rows=_alike(613, 614, "offered")),
            Near(name="one of them secret", rows=_alike(615, 616, rahasia=True)),
        ],
    ),
)
