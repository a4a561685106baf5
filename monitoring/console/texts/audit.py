"""Words of Audit."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "audit.lead": _w(
        "Siapa melakukan apa, kapan dan mengapa. Baris yang diubah ketahuan: tiap baris mengunci baris sebelumnya.",
        "Who did what, when and why. No line can be changed unseen: each locks the one before it.",
    ),
    "audit.lines": _w("Catatan", "Lines"),
    "audit.chains": _w("Rantai", "Chains"),
    "audit.looks": _w("Siapa melihat data", "Who looked at data"),
    "audit.who": _w("Siapa (nama pengguna)", "Who (username)"),
    "audit.act": _w("Tindakan", "Act"),
    "audit.chain": _w("Rantai", "Chain"),
    "audit.since": _w("Dari tanggal", "From day"),
    "audit.until": _w("Sampai tanggal", "Until day"),
    "audit.sealed_until": _w("Semua baris disegel sampai", "All lines are sealed until"),
    "audit.nothing_sealed": _w("Belum ada baris yang disegel.", "No line is sealed yet."),
    "audit.last_whole": _w("Rantai utuh menurut pemeriksaan", "Chains whole by the check of"),
    "audit.last_broken": _w("Rantai RUSAK menurut pemeriksaan", "Chains BROKEN by the check of"),
    "audit.never_checked": _w("Rantai belum pernah diperiksa.", "The chains were never checked."),
    "audit.verify": _w("Periksa sekarang", "Check now"),
    "audit.verify_lead": _w(
        "Membaca paling banyak 100.000 baris terbaru dan mencocokkan rantai serta segelnya. Hasilnya dicatat.",
        "Reads at most the newest 100,000 lines and compares chain and seals. How it went is recorded.",
    ),
    "audit.whole": _w("Utuh", "Whole"),
    "audit.broken": _w("RUSAK", "BROKEN"),
    "audit.line": _w("baris", "line"),
    "audit.checked": _w("Diperiksa", "Checked"),
    "audit.chains_count": _w("rantai", "chains"),
    "audit.lines_count": _w("baris", "lines"),
    "audit.stopped": _w(
        "Tidak semua rantai sempat dibaca. Periksa sisanya satu per satu.",
        "Not every chain was read. Check the others one by one.",
    ),
    "audit.result": _w("Hasil pemeriksaan", "Result of the check"),
    "audit.what_to_do": _w(
        "Jangan ubah apa pun. Hubungi pejabat pelindungan data dan pengelola server, lalu bandingkan dengan cadangan.",
        "Change nothing. Call the data-protection officer and whoever runs the server, then compare with the backup.",
    ),
    "audit.newest": _w("Baris terbaru", "Newest line"),
    "audit.sealed": _w("Disegel", "Sealed"),
    "audit.before": _w("Sebelum", "Before"),
    "audit.after": _w("Sesudah", "After"),
    "audit.detail": _w("Rincian", "Detail"),
    "audit.open": _w("Buka", "Open"),
    "audit.none": _w("Tidak ada catatan untuk saringan ini.", "There are no lines for these filters."),
    "audit.export_lead": _w(
        "Paling banyak 10.000 baris terbaru. Unduhan dicatat.",
        "At most the newest 10,000 lines. The download is recorded.",
    ),
    "audit.looks_lead": _w(
        "Setiap pembukaan data warga, pencarian dan isian yang ditampilkan lengkap. Warga disebut dengan nama samaran.",
        "Each opening of a citizen's data, search and field shown in full. Citizens are named by a pseudonym.",
    ),
    "audit.purposes": _w("Menurut keperluan", "By purpose"),
    "audit.looks_count": _w("Kali", "Times"),
    "audit.people": _w("Orang", "People"),
    "audit.purpose": _w("Keperluan", "Purpose"),
    "audit.subject": _w("Warga (samaran)", "Citizen (pseudonym)"),
    "audit.who_saw": _w("Siapa melihat data seorang warga", "Who looked at one citizen"),
    "audit.who_saw_lead": _w(
        "Untuk menjawab warga yang bertanya. NIK tidak disimpan; pemeriksaan ini dicatat.",
        "To answer a citizen who asks. The NIK is not kept; this check is recorded.",
    ),
    "audit.nik": _w("NIK", "NIK"),
    "audit.check": _w("Periksa", "Check"),
    "audit.for_subject": _w("Catatan akses untuk", "Records of access to"),
}
