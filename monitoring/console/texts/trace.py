"""Words of Telusur Data Warga."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "trace.lead": _w(
        "Lihat satu warga di semua sistem dan sepanjang waktu. Tiap pembukaan dicatat dengan nama dan keperluan Anda.",
        "See one citizen in every system and over time. Each opening is recorded with your name and purpose.",
    ),
    "trace.by": _w("Cari dengan", "Search by"),
    "trace.by_nik": _w("NIK", "NIK"),
    "trace.by_kk": _w("Nomor KK", "Family card number"),
    "trace.by_permohonan": _w("Nomor permohonan", "Application number"),
    "trace.by_pengaduan": _w("Nomor pengaduan", "Complaint number"),
    "trace.by_tanda_terima": _w("Nomor tanda terima atau berkas loket", "Receipt or counter number"),
    "trace.by_nama": _w("Nama lengkap dan tanggal lahir", "Full name and birth date"),
    "trace.number": _w("Nomor", "Number"),
    "trace.number_hint": _w("Kosongkan bila mencari dengan nama.", "Leave empty when searching by name."),
    "trace.name": _w("Nama lengkap", "Full name"),
    "trace.name_hint": _w(
        "Sama persis seperti di dokumen. Huruf besar atau kecil tidak masalah.",
        "Exactly as in the document. Capitals do not matter.",
    ),
    "trace.born": _w("Tanggal lahir", "Birth date"),
    "trace.purpose": _w("Keperluan", "Purpose"),
    "trace.choose_purpose": _w("Pilih keperluan", "Choose a purpose"),
    "trace.reason": _w("Keterangan keperluan", "What exactly for"),
    "trace.reason_hint": _w(
        "Misalnya nomor surat atau antrean. Jangan tulis NIK di sini.",
        "Such as a letter or queue number. Do not write a NIK here.",
    ),
    "trace.open": _w("Telusuri", "Trace"),
    "trace.sixteen": _w("Nomor ini harus 16 angka.", "This number must have 16 digits."),
    "trace.found": _w("Warga yang ditemukan", "Citizens found"),
    "trace.found_none": _w(
        "Tidak ada warga dengan nama dan tanggal lahir, atau nomor KK, persis seperti itu di wilayah kerja Anda.",
        "No citizen of exactly this name and birth date, or family card, in your area of work.",
    ),
    "trace.found_lead": _w(
        "Pilih satu. Setiap pilihan hanya dapat dibuka sekali.", "Choose one. Each choice opens once."
    ),
    "trace.kelurahan": _w("Kelurahan", "Kelurahan"),
    "trace.age": _w("Umur", "Age"),
    "trace.years": _w("tahun", "years"),
    "trace.known_to": _w("Tercatat di", "On record in"),
    "trace.again": _w("Cari lagi", "Search again"),
    "trace.result": _w("Hasil telusur", "Trace"),
    "trace.recorded": _w("Pembukaan ini tercatat sebagai nomor", "This opening is recorded as number"),
    "trace.subject": _w("Warga (nama samaran)", "Citizen (pseudonym)"),
    "trace.nothing": _w(
        "Tidak ada catatan tentang nomor ini di wilayah kerja Anda.",
        "There is nothing about this number in your area of work.",
    ),
    "trace.now": _w("Sekarang di tiap sistem", "Now in each system"),
    "trace.differs": _w("beda", "differs"),
    "trace.removed": _w("dihapus di sumbernya", "removed at the source"),
    "trace.as_of": _w("diamati", "observed"),
    "trace.others": _w("Catatan lain", "Other records"),
    "trace.reveal": _w("Tampilkan satu isian secara lengkap", "Show one field in full"),
    "trace.reveal_lead": _w(
        "Dicatat dengan nama dan alasan Anda. Dibatasi 20 isian tiap jam.",
        "Recorded with your name and reason. Limited to 20 fields an hour.",
    ),
    "trace.which": _w("Isian", "Field"),
    "trace.show": _w("Tampilkan", "Show"),
    "trace.shown": _w("Ditampilkan lengkap", "Shown in full"),
    "trace.left": _w("Sisa dalam satu jam ini", "Left within this hour"),
    "trace.line": _w("Linimasa", "Time line"),
    "trace.line_lead": _w("Terbaru dulu, dalam WIB.", "Newest first, in WIB."),
    "trace.kind": _w("Tampilkan", "Show"),
    "trace.kind_all": _w("Semua", "All"),
    "trace.kind_records": _w("Data", "Data"),
    "trace.kind_cases": _w("Ketidaksesuaian", "Disagreements"),
    "trace.kind_sent": _w("Kiriman", "Sendings"),
    "trace.system": _w("Sistem", "System"),
    "trace.happened": _w("Kejadian", "What happened"),
    "trace.detail": _w("Rincian", "Detail"),
    "trace.shown_part": _w("Kejadian", "Entries"),
    "trace.print_hint": _w(
        "Untuk mencetak, tekan Ctrl+P. NIK tetap disamarkan.", "To print, press Ctrl+P. The NIK stays masked."
    ),
}
