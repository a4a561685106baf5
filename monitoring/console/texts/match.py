"""Words of the pages that ask who is meant."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "match.title": _w("Siapa yang dimaksud", "Who is meant"),
    "match.lead": _w(
        "Pengaduan dan berkas loket sering tanpa NIK. Simpul menautkan yang pasti dan menanyakan yang belum pasti.",
        "Complaints and paper files often have no NIK. Simpul links what is sure and asks about the rest.",
    ),
    "match.record": _w("Catatan", "Record"),
    "match.points": _w("Menunjuk ke", "Points to"),
    "match.why": _w("Alasan", "Reasons"),
    "match.found": _w("Ditemukan", "Found"),
    "match.none": _w("Tidak ada tautan di sini.", "There are no links here."),
    "match.link": _w("Tautan", "Link"),
    "match.decided": _w("Diputuskan", "Settled"),
    "match.question": _w("Apakah keduanya sama?", "Are both one and the same?"),
    "match.confirm": _w("Ya, sama", "Yes, the same"),
    "match.reject": _w("Bukan", "No"),
    "match.apart": _w("Lihat akibat jika tautan dilepas", "See what unlinking would mean"),
    "match.reason_agree": _w("keterangan di kedua catatan cocok", "what both records say agrees"),
    "match.reason_asked": _w("sudah ditanyakan kepada warga", "the citizen was asked"),
    "match.reason_other": _w("orang atau urusan lain", "another person or matter"),
    "match.reason_unsure": _w("keterangan tidak cukup", "there is too little to tell"),
    "cases.meant": _w("Siapa yang dimaksud", "Who is meant"),
    "home.meant": _w("tautan menunggu: siapa yang dimaksud", "links wait: who is meant"),
}
