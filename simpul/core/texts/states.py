"""The word for every state and kind: one mapping for each machine, the same on pages, commands, help and reports.

What is said about an event, what to do next and what a state means stands elsewhere and may be longer; how the state
is called stands only here. A word begins with a capital letter; :func:`small` puts it inside a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


def small(words: Words) -> Words:
    """The same inside a sentence: its first letter is small."""
    return _w(words.id[:1].lower() + words.id[1:], words.en[:1].lower() + words.en[1:])


#: How the way to a system is, and a feed with it.
LINK: Mapping[str, Words] = {
    "healthy": _w("Sehat", "Healthy"),
    "running": _w("Berjalan", "Running"),
    "late": _w("Terlambat", "Late"),
    "healing": _w("Memulihkan diri", "Healing itself"),
    "action": _w("Perlu tindakan", "Needs action"),
    "paused": _w("Dijeda", "Paused"),
}
BREAKER: Mapping[str, Words] = {
    "closed": _w("Tertutup: permintaan lewat", "Closed: requests pass"),
    "open": _w("Terbuka: tidak ada permintaan sampai dicoba lagi", "Open: no request until it is tried"),
    "half_open": _w("Sedang dicoba satu permintaan", "One request is trying"),
}
RUN: Mapping[str, Words] = {
    "running": _w("Berjalan", "Running"),
    "done": _w("Selesai", "Done"),
    "failed": _w("Gagal", "Failed"),
    "held": _w("Ditahan", "Held"),
    "parked": _w("Ditunda", "Put off"),
    "stopped": _w("Berhenti", "Stopped"),
}
RUN_KIND: Mapping[str, Words] = {
    "pull": _w("Penarikan", "Pull"),
    "compare": _w("Pembandingan", "Comparison"),
    "deliver": _w("Pengiriman", "Sending"),
    "rules": _w("Aturan", "Rules"),
    "match": _w("Pencocokan", "Matching"),
    "sweep": _w("Penyapuan", "Sweep"),
    "revert": _w("Pengembalian data", "Data taken back"),
}
#: The stages of the way, as the engine has them: the first four belong to one run, the last two are runs of their own.
STAGE: Mapping[str, Words] = {
    "fetch": _w("Ambil", "Fetch"),
    "check": _w("Periksa", "Check"),
    "map": _w("Petakan", "Map"),
    "write": _w("Tulis", "Write"),
    "compare": _w("Bandingkan", "Compare"),
    "deliver": _w("Kirim", "Send"),
}
STAGE_STATE: Mapping[str, Words] = {
    "done": _w("Selesai", "Done"),
    "running": _w("Berjalan", "Running"),
    "waiting": _w("Menunggu", "Waiting"),
    "failed": _w("Gagal", "Failed"),
    "held": _w("Ditahan", "Held"),
}
#: What people ask the hub to do.
JOB: Mapping[str, Words] = {
    "waiting": _w("Menunggu pekerja", "Waiting for a worker"),
    "taken": _w("Sedang dikerjakan", "Being done"),
    "done": _w("Selesai", "Done"),
    "failed": _w("Gagal", "Failed"),
    "cancelled": _w("Dibatalkan", "Cancelled"),
    "lapsed": _w("Kedaluwarsa, tidak sempat dikerjakan", "Lapsed, nobody came to it"),
}
JOB_KIND: Mapping[str, Words] = {
    "pull": _w("Jalankan sekarang", "Run now"),
    "dry_run": _w("Uji coba", "Dry run"),
    "retry": _w("Coba lagi", "Try again"),
    "replay": _w("Proses ulang karantina", "Replay quarantine"),
    "sweep": _w("Penyapuan", "Sweep"),
    "bulk": _w("Keputusan massal", "Bulk decision"),
    "link_test": _w("Uji koneksi", "Test the link"),
}
#: A run that would change too much and waits for a named person.
BRAKE: Mapping[str, Words] = {
    "held": _w("Menunggu keputusan", "Waits for a decision"),
    "released": _w("Dilepas", "Released"),
    "used": _w("Dilepas dan sudah dijalankan", "Released and run"),
    "refused": _w("Ditolak", "Refused"),
}
REVERT: Mapping[str, Words] = {
    "planned": _w("Menunggu persetujuan orang lain", "Waits for another person"),
    "done": _w("Sudah dijalankan", "Done"),
    "cancelled": _w("Dibatalkan", "Cancelled"),
}
CASE: Mapping[str, Words] = {
    "new": _w("Baru", "New"),
    "assigned": _w("Ditugaskan", "Assigned"),
    "snoozed": _w("Ditunda", "Snoozed"),
    "awaiting": _w("Menunggu persetujuan", "Awaiting approval"),
    "decided": _w("Diputuskan", "Decided"),
    "verified": _w("Terverifikasi", "Verified"),
    "reopened": _w("Dibuka kembali", "Reopened"),
    "closed": _w("Selesai", "Closed"),
}
CASE_KIND: Mapping[str, Words] = {
    "different": _w("Nilai berbeda sejak awal", "Different from the start"),
    "stale": _w("Nilai lama: pernah benar di sistem pemilik data", "Old value: once right at the authority"),
    "follower_changed": _w("Diubah di luar sistem pemilik data", "Changed outside the authority"),
    "both_changed": _w("Berubah di kedua sistem", "Changed in both systems"),
    "refused": _w("Kiriman ditolak atau tidak menempel", "The correction was refused or did not stick"),
    "absent": _w("Tidak ada di sistem pemilik data", "Not in the authority's system"),
    "tombstoned": _w("Sudah dihapus di sistem pemilik data", "Removed at the authority"),
    "rule": _w("Melanggar aturan pemeriksaan antarsistem", "Breaks a rule across systems"),
    "vanished": _w("Hilang dari sistem asalnya", "Vanished from its system"),
    "disclosure": _w("Kemungkinan data orang lain terungkap", "Somebody else's data may have been shown"),
}
SEVERITY: Mapping[str, Words] = {
    "critical": _w("Kritis", "Critical"),
    "high": _w("Tinggi", "High"),
    "medium": _w("Sedang", "Medium"),
    "low": _w("Rendah", "Low"),
}
#: One decision for many cases, and each case of it.
BULK: Mapping[str, Words] = {
    "preview": _w("Pratinjau, belum dijalankan", "Previewed, not started"),
    "awaiting": _w("Menunggu persetujuan orang lain", "Waiting for another person's approval"),
    "ready": _w("Siap dijalankan", "Ready to run"),
    "running": _w("Sedang dijalankan", "Running"),
    "done": _w("Selesai", "Done"),
    "refused": _w("Ditolak", "Refused"),
    "cancelled": _w("Dibatalkan", "Cancelled"),
    "undoing": _w("Sedang dikembalikan", "Being taken back"),
    "undone": _w("Dikembalikan", "Taken back"),
}
BULK_CASE: Mapping[str, Words] = {
    "waiting": _w("Belum dikerjakan", "Not done yet"),
    "done": _w("Diputuskan", "Decided"),
    "skipped": _w("Dilewati", "Skipped"),
    "undone": _w("Dikembalikan", "Taken back"),
    "kept": _w("Tidak dapat dikembalikan", "Could not be taken back"),
}
#: A letter that asks the office whose data is wrong to correct it.
CORRECTION: Mapping[str, Words] = {
    "draft": _w("Surat belum dikirim", "Letter not sent yet"),
    "sent": _w("Surat terkirim, menunggu kantor", "Letter sent, waiting for the office"),
    "received": _w("Diterima kantor, sedang dikerjakan", "Received, being worked on"),
    "done": _w("Sudah diperbaiki menurut kantor", "Corrected, says the office"),
    "refused": _w("Ditolak kantor", "Refused by the office"),
}
#: Two records held to be about one person or matter, and what that rests on.
MATCH: Mapping[str, Words] = {
    "offered": _w("Diusulkan", "Offered"),
    "sure": _w("Pasti", "Sure"),
    "confirmed": _w("Dibenarkan", "Confirmed"),
    "rejected": _w("Ditolak", "Rejected"),
    "unlinking": _w("Menunggu dilepas", "Being unlinked"),
    "unlinked": _w("Dilepas", "Unlinked"),
}
MATCH_HOW: Mapping[str, Words] = {
    "number": _w("nomor dalam teks", "number in the text"),
    "person": _w("orang", "person"),
    "text": _w("isi", "text"),
}
EFFECT: Mapping[str, Words] = {
    "draft": _w("Konsep", "Draft"),
    "ready": _w("Siap dikirim", "Ready"),
    "sent": _w("Dikirim, menunggu jawaban", "Sent, no answer yet"),
    "unknown": _w("Tanpa jawaban, sedang dipastikan", "No answer, being settled"),
    "accepted": _w("Diterima, menunggu bukti", "Accepted, not yet seen"),
    "verified": _w("Terbukti sampai", "Verified"),
    "failed": _w("Gagal", "Failed"),
    "overtaken": _w("Didahului perubahan lain", "Overtaken"),
    "superseded": _w("Digantikan", "Superseded"),
    "cancelled": _w("Dibatalkan", "Cancelled"),
    "manual": _w("Dikerjakan manual", "By hand"),
}
#: A month of data told to the national registry.
BALIKAN: Mapping[str, Words] = {
    "open": _w("Dibuka, sedang diperiksa", "Open, being checked"),
    "frozen": _w("Dibekukan, menunggu persetujuan", "Frozen, waiting for approval"),
    "approved": _w("Disetujui, sedang dikirim", "Approved, being sent"),
    "done": _w("Selesai, semua dijawab", "Done, all answered"),
    "nil": _w("Laporan nihil", "Nil report"),
}
#: A value or row set aside, and what may be proposed for it.
QUARANTINE: Mapping[str, Words] = {
    "open": _w("Menunggu", "Waiting"),
    "replayed": _w("Diterima setelah dicoba ulang", "Accepted when tried again"),
    "overtaken": _w("Tersusul data baru", "Overtaken by newer data"),
    "returned": _w("Dikembalikan ke pengirim", "Returned to the sender"),
    "discarded": _w("Dibuang", "Discarded"),
}
QUARANTINE_KIND: Mapping[str, Words] = {
    "discard": _w("Buang isi karantina", "Discard from quarantine"),
    "correct": _w("Koreksi nilai karantina", "Correct a value in quarantine"),
    "return": _w("Kembalikan ke pengirim", "Return to the sender"),
}
#: A way to tell people of alerts, and one message on it.
ALERT_ROUTE: Mapping[str, Words] = {
    "on": _w("Menyala", "On"),
    "off": _w("Mati", "Off"),
    "removed": _w("Dihapus", "Removed"),
}
ALERT_MESSAGE: Mapping[str, Words] = {
    "waiting": _w("Menunggu", "Waits"),
    "sent": _w("Terkirim", "Sent"),
    "failed": _w("Gagal", "Failed"),
}
