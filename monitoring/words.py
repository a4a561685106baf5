"""Every word of the pages, in Indonesian and English."""

from __future__ import annotations

from simpul.cases.words import KINDS as CASE_KINDS
from simpul.cases.words import STATES as CASE_STATES
from simpul.wording import Words

__all__ = ["CASE_KINDS", "CASE_STATES", "EFFECT_STATES", "RUN_STATES", "TEXTS", "name"]


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "title": _w("Simpul: keadaan sinkronisasi", "Simpul: how the city's systems agree"),
    "skip": _w("Langsung ke isi", "Skip to content"),
    "other_language": _w("English", "Bahasa Indonesia"),
    "checked": _w("Diperiksa", "Checked"),
    "refreshes": _w("Halaman ini diperbarui tiap 15 detik.", "This page renews itself every 15 seconds."),
    "stop_refresh": _w("Hentikan pembaruan", "Stop renewing"),
    "start_refresh": _w("Perbarui otomatis lagi", "Renew again"),
    "no_refresh": _w("Pembaruan otomatis dihentikan.", "This page does not renew itself now."),
    "tasks": _w("Yang perlu Anda lakukan", "What needs you"),
    "no_tasks": _w("Tidak ada. Semua berjalan sendiri.", "Nothing. All goes on by itself."),
    "more_tasks": _w("hal lain menyusul setelah ini selesai.", "more follow once these are done."),
    "whom": _w("Dampak", "Touches"),
    "advice": _w("Langkah", "Do"),
    "links": _w("Koneksi", "Links"),
    "link": _w("Koneksi", "Link"),
    "state": _w("Keadaan", "State"),
    "requests": _w("Permintaan", "Requests"),
    "errors": _w("galat", "errors"),
    "latency": _w("Lama jawaban", "Answer time"),
    "seconds": _w("dtk", "s"),
    "quota": _w("kuota hari ini", "of today's quota"),
    "last_error": _w("Galat terakhir", "Last error"),
    "feeds": _w("Data", "Data"),
    "feed": _w("Data", "Data"),
    "as_of": _w("Data per", "Data as of"),
    "ago": _w("lalu", "ago"),
    "never": _w("belum pernah", "never"),
    "newest": _w("Perubahan terbaru di sumber", "Newest change at the source"),
    "last_run": _w("Proses terakhir", "Last run"),
    "counts": _w("Baris proses terakhir", "Rows of the last run"),
    "today": _w("Hari ini", "Today"),
    "run": _w("proses", "run"),
    "runs": _w("proses", "runs"),
    "adds_up": _w("jumlah cocok", "adds up"),
    "gap": _w("SELISIH", "OFF BY"),
    "mirrored": _w("Catatan tersimpan", "Records held"),
    "read": _w("dibaca", "read"),
    "applied": _w("berubah", "changed"),
    "unchanged": _w("sama", "same"),
    "superseded": _w("usang", "outdated"),
    "quarantined": _w("dikarantina", "quarantined"),
    "cases": _w("Ketidaksesuaian terbuka", "Open disagreements"),
    "no_cases": _w("Tidak ada ketidaksesuaian terbuka.", "No open disagreements."),
    "kind": _w("Jenis", "Kind"),
    "count": _w("Jumlah", "Count"),
    "since": _w("Tertua", "Oldest"),
    "baseline": _w(
        "tunggakan awal (masih diamati, belum perlu diputuskan)", "baseline (observed, nothing to decide yet)"
    ),
    "quarantine": _w("Karantina", "Quarantine"),
    "no_quarantine": _w("Karantina kosong.", "Quarantine is empty."),
    "rule": _w("Aturan", "Rule"),
    "effects": _w("Kiriman", "Effects"),
    "no_effects": _w("Belum ada kiriman.", "Nothing was sent yet."),
    "system": _w("Sistem", "System"),
    "brakes": _w("Ditahan", "Held"),
    "waiting": _w("penanda menunggu dibandingkan", "marks wait to be compared"),
    "compared": _w("Perbandingan terakhir", "Last comparison"),
    "footer": _w(
        "Halaman ini tidak memuat data pribadi. Angka untuk pemantauan:",
        "This page holds no personal data. Numbers for monitoring:",
    ),
    "down_title": _w("Basis data Simpul tidak dapat dihubungi.", "Simpul's database cannot be reached."),
    "down_text": _w(
        "Keadaan tidak diketahui. Tidak ada data yang hilang; proses diteruskan begitu basis data kembali.",
        "The state is unknown. Nothing is lost: runs go on once the database is back.",
    ),
    "down_advice": _w(
        "Periksa apakah PostgreSQL berjalan dan SIMPUL_DATABASE_URL benar. Halaman ini mencoba lagi tiap 15 detik.",
        "See whether PostgreSQL is up and SIMPUL_DATABASE_URL is right. This page tries again every 15 seconds.",
    ),
    "unready_title": _w("Basis data Simpul belum disiapkan.", "Simpul's database is not set up."),
    "unready_text": _w("Tabelnya belum ada atau belum versi terbaru.", "Its tables are missing or out of date."),
    "unready_advice": _w("Jalankan ./run db migrate.", "Run ./run db migrate."),
}

RUN_STATES: dict[str, Words] = {
    "running": _w("berjalan", "running"),
    "done": _w("selesai", "done"),
    "failed": _w("gagal, diulang otomatis", "failed, repeated by itself"),
    "held": _w("ditahan", "held"),
    "parked": _w("ditunda", "postponed"),
    "stopped": _w("berhenti", "stopped"),
}

EFFECT_STATES: dict[str, Words] = {
    "draft": _w("konsep", "draft"),
    "ready": _w("siap dikirim", "ready"),
    "sent": _w("dikirim, menunggu jawaban", "sent, no answer yet"),
    "unknown": _w("tanpa jawaban, sedang dipastikan", "no answer, being settled"),
    "accepted": _w("diterima, menunggu bukti", "accepted, not yet seen"),
    "verified": _w("terbukti sampai", "verified"),
    "failed": _w("gagal", "failed"),
    "overtaken": _w("didahului perubahan lain", "overtaken"),
    "superseded": _w("digantikan", "superseded"),
    "cancelled": _w("dibatalkan", "cancelled"),
    "manual": _w("dikerjakan manual", "by hand"),
}


def name(known: dict[str, Words], key: str) -> Words:
    """The words for a code; a code without words is shown as it is, so nothing is ever hidden."""
    return known.get(key) or Words(id=key.replace("_", " "), en=key.replace("_", " "))
