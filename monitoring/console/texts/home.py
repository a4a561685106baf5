"""Words of Beranda."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "home.checked": _w("Diperiksa", "Checked"),
    "home.tasks": _w("Yang perlu Anda lakukan", "What needs you"),
    "home.no_tasks": _w("Tidak ada. Semua berjalan sendiri.", "Nothing. All goes on by itself."),
    "home.more_tasks": _w("hal lain menyusul setelah ini selesai.", "more follow once these are done."),
    "home.whom": _w("Dampak", "Touches"),
    "home.do.gap": _w("Lihat prosesnya", "See the run"),
    "home.do.brake": _w("Periksa yang ditahan", "Look at what is held"),
    "home.do.link": _w("Periksa koneksi", "Look at the link"),
    "home.do.schedule": _w("Lihat jadwal", "See the schedules"),
    "home.do.deadline": _w("Lihat prosesnya", "See the run"),
    "home.do.late": _w("Jalankan atau periksa", "Run it or look"),
    "home.do.effect": _w("Periksa kiriman", "Look at the effects"),
    "home.do.draft": _w("Periksa konsep", "Look at the drafts"),
    "home.do.cases": _w("Buka ketidaksesuaian", "Open disagreements"),
    "home.do.quarantine": _w("Buka karantina", "Open quarantine"),
    "home.disruptions": _w("Gangguan yang dirasakan masyarakat", "Disruptions people feel"),
    "home.links": _w("Koneksi", "Links"),
    "home.needs_you": _w("Perlu seseorang", "Needs somebody"),
    "home.heals": _w("Berlanjut sendiri, tanpa tindakan Anda", "Goes on by itself, without you"),
    "home.well": _w("Berjalan baik", "Well"),
    "home.data_age": _w("Umur data", "Age of the data"),
    "home.newest": _w("Perubahan terbaru di sumber", "Newest change at the source"),
    "home.unknown": _w("tidak diketahui", "not known"),
    "home.strip": _w("Tiga puluh hari", "Thirty days"),
    "home.waiting": _w("Menunggu orang", "Waiting for people"),
    "home.approvals": _w("usulan menunggu persetujuan Anda", "proposals wait for your approval"),
    "home.mine": _w("ketidaksesuaian ditugaskan kepada Anda", "disagreements are assigned to you"),
    "home.drafts": _w("konsep kiriman menunggu dilepas", "drafts wait to be released"),
    "home.held": _w("proses ditahan", "runs are held"),
    "home.open_cases": _w("ketidaksesuaian terbuka", "open disagreements"),
    "home.baseline": _w("tunggakan awal, belum perlu diputuskan", "baseline, nothing to decide yet"),
    "home.quarantined": _w("nilai atau baris di karantina", "values or rows in quarantine"),
    "home.since": _w("Sejak kunjungan terakhir Anda", "Since your last visit"),
    "home.first": _w("Ini kunjungan pertama Anda.", "This is your first visit."),
    "home.quiet": _w("Tidak ada yang berubah.", "Nothing changed."),
    "home.opened": _w("ketidaksesuaian baru", "new disagreements"),
    "home.closed": _w("ketidaksesuaian ditutup", "disagreements closed"),
    "home.reopened": _w("ketidaksesuaian dibuka kembali", "disagreements reopened"),
    "home.held_new": _w("proses ditahan", "runs held"),
    "home.quarantine_new": _w("nilai atau baris baru di karantina", "new values or rows in quarantine"),
    "home.fallen": _w("Koneksi terganggu", "Links that fell"),
    "home.recovered": _w("Koneksi pulih", "Links that recovered"),
    "home.more_than": _w("lebih dari", "more than"),
    "home.renews": _w("Halaman ini diperbarui tiap 15 detik.", "This page renews itself every 15 seconds."),
    "home.stop": _w("Hentikan pembaruan", "Stop renewing"),
    "home.stopped": _w("Pembaruan otomatis dihentikan.", "This page does not renew itself now."),
    "home.start": _w("Perbarui otomatis lagi", "Renew again"),
    "home.compared": _w("Perbandingan terakhir", "Last comparison"),
    "home.marks": _w("penanda menunggu dibandingkan", "marks wait to be compared"),
}
