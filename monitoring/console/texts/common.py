"""Words of the frame around every page, and those many pages share."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "common.city": _w("Kota Medan", "City of Medan"),
    "common.skip": _w("Langsung ke isi", "Skip to content"),
    "common.menu": _w("Menu", "Menu"),
    "common.other_language": _w("English", "Bahasa Indonesia"),
    "common.theme": _w("Tampilan", "Theme"),
    "common.theme_system": _w("Ikuti perangkat", "As the device"),
    "common.theme_light": _w("Terang", "Light"),
    "common.theme_dark": _w("Gelap", "Dark"),
    "common.help": _w("Bantuan", "Help"),
    "common.sign_in": _w("Masuk", "Sign in"),
    "common.sign_out": _w("Keluar", "Sign out"),
    "common.optional": _w("boleh kosong", "may be empty"),
    "common.reason": _w("Alasan", "Reason"),
    "common.save": _w("Simpan", "Save"),
    "common.cancel": _w("Batal", "Cancel"),
    "common.back": _w("Kembali", "Back"),
    "common.filter": _w("Saring", "Filter"),
    "common.all": _w("Semua", "All"),
    "common.none": _w("Tidak ada.", "None."),
    "common.never": _w("belum pernah", "never"),
    "common.yes": _w("Ya", "Yes"),
    "common.no": _w("Tidak", "No"),
    "common.older": _w("Berikutnya", "Next"),
    "common.newer": _w("Sebelumnya", "Previous"),
    "common.turn": _w("Balik halaman", "Turn the page"),
    "common.pages": _w("Halaman lain", "Other pages"),
    "common.since": _w("Sejak", "Since"),
    "common.count": _w("Jumlah", "Count"),
    "common.state": _w("Keadaan", "State"),
    "common.system": _w("Sistem", "System"),
    "common.feed": _w("Data", "Data"),
    "common.who": _w("Siapa", "Who"),
    "common.when": _w("Kapan", "When"),
    "common.what": _w("Apa", "What"),
    "common.why": _w("Mengapa", "Why"),
    "common.actions": _w("Tindakan", "Actions"),
    "common.history": _w("Riwayat", "History"),
    "common.left_off": _w("lagi tidak ditampilkan", "more not shown"),
    "common.download": _w("Unduh", "Download"),
    "common.wrong": _w("Ada yang perlu diperbaiki", "Something needs correcting"),
    "common.empty": _w("Isi dulu kolom ini.", "Fill this in first."),
    "common.too_long": _w("Terlalu panjang.", "Too long."),
    "common.not_a_date": _w(
        "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-11-22.",
        "Write the date as year-month-day, such as 2026-11-22.",
    ),
    "common.not_a_number": _w("Tulis angka saja.", "Write digits only."),
    "common.not_a_choice": _w("Pilih salah satu.", "Choose one."),
    "common.unreadable": _w("Isian ini tidak dapat dibaca.", "This cannot be read."),
    "common.footer": _w(
        "Simpul menjaga data sistem-sistem kota tetap selaras.", "Simpul keeps the city's systems in agreement."
    ),
    "common.keys": _w("Pintasan papan ketik", "Keyboard shortcuts"),
    "nav.home": _w("Beranda", "Home"),
    "nav.sync": _w("Sinkronisasi", "Syncs"),
    "nav.cases": _w("Ketidaksesuaian", "Disagreements"),
    "nav.approvals": _w("Persetujuan", "Approvals"),
    "nav.quarantine": _w("Karantina", "Quarantine"),
    "nav.trace": _w("Telusur Data Warga", "Trace a citizen"),
    "nav.links": _w("Kesehatan koneksi", "Link health"),
    "nav.reports": _w("Laporan", "Reports"),
    "nav.leadership": _w("Ringkasan Pimpinan", "Leadership summary"),
    "nav.audit": _w("Audit", "Audit"),
    "nav.disruption": _w("Gangguan", "Disruptions"),
    "nav.settings": _w("Pengaturan", "Settings"),
    "nav.practice": _w("Latihan", "Practice"),
    "trouble.missing": _w("Halaman ini tidak ada", "There is no such page"),
    "trouble.missing_why": _w(
        "Alamatnya salah, atau isinya bukan bagian wilayah kerja Anda.",
        "The address is wrong, or what it shows is outside your area of work.",
    ),
    "trouble.refused": _w("Anda tidak berhak membuka ini", "You may not open this"),
    "trouble.refused_why": _w(
        "Mintalah hak ini kepada administrator unit Anda.", "Ask your unit's administrator for this right."
    ),
    "trouble.stale": _w("Formulir ini sudah kedaluwarsa", "This form has expired"),
    "trouble.stale_why": _w(
        "Tidak ada yang berubah. Kembali, muat ulang halaman, lalu coba lagi.",
        "Nothing was changed. Go back, reload the page, then try again.",
    ),
    "trouble.refused_act": _w("Permintaan ini tidak dapat dijalankan", "This cannot be done"),
    "trouble.down": _w("Basis data Simpul tidak menjawab", "Simpul's database does not answer"),
    "trouble.down_why": _w(
        "Halaman ini mencoba lagi sendiri. Jika lebih dari 5 menit, hubungi pengelola server.",
        "This page tries again by itself. After 5 minutes call whoever runs the server.",
    ),
    "trouble.unready": _w("Basis data Simpul belum disiapkan", "Simpul's database is not set up yet"),
    "trouble.unready_why": _w("Jalankan ./run db migrate di server.", "Run ./run db migrate on the server."),
    "trouble.broken": _w("Terjadi kesalahan pada Simpul", "Simpul made a mistake"),
    "trouble.broken_why": _w(
        "Tidak ada data yang hilang. Sampaikan waktu kejadian ini kepada pengelola server.",
        "No data is lost. Tell whoever runs the server when this happened.",
    ),
}
