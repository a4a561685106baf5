"""Words of the reports, the guided run of data balikan, the correction letters and the leadership's page."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "reports.title": _w("Laporan", "Reports"),
    "reports.lead": _w(
        "Pilih laporan. Angka di layar sama dengan angka di PDF, XLSX, dan CSV.",
        "Choose a report. The numbers on the screen are those in the PDF, XLSX and CSV.",
    ),
    "reports.routine": _w("Pekerjaan bulanan", "Monthly work"),
    "reports.figures": _w("Angka", "Figures"),
    "reports.balikan_answers": _w(
        "Laporkan ke Dukcapil untuk apa datanya dipakai: periksa, bekukan, setujui, kirim.",
        "Tell the registry what its data was used for: check, freeze, approve, send.",
    ),
    "reports.perbaikan_answers": _w(
        "Surat pengantar kepada kantor yang datanya keliru, dan jawabannya.",
        "Letters to the office whose data is wrong, and what it answered.",
    ),
    "reports.month": _w("Bulan", "Month"),
    "reports.owner": _w("Kantor", "Office"),
    "reports.kecamatan": _w("Kecamatan", "District"),
    "reports.show": _w("Tampilkan", "Show"),
    "reports.made": _w("Dibuat", "Made"),
    "reports.source": _w("Sumber", "Source"),
    "reports.checksum": _w("Sidik angka", "Checksum"),
    "reports.checksum_hint": _w(
        "Sidik yang sama berarti angkanya sama persis.", "The same checksum means exactly the same numbers."
    ),
    "reports.meaning": _w("Arti angka", "What the figures mean"),
    "reports.nothing": _w("Tidak ada angka untuk pilihan ini.", "There are no figures for this choice."),
    "reports.all_reports": _w("Semua laporan", "All reports"),
    "balikan.title": _w("Data balikan bulanan", "Monthly data balikan"),
    "balikan.lead": _w(
        "Setiap bulan Dukcapil diberi tahu untuk apa datanya dipakai (Permendagri 102/2019).",
        "Every month the national registry is told what its data was used for (Permendagri 102/2019).",
    ),
    "balikan.begin": _w("Buka satu bulan", "Open a month"),
    "balikan.open": _w("Buka bulan", "Open the month"),
    "balikan.again": _w("Periksa lagi", "Check again"),
    "balikan.months": _w("Bulan yang sudah dibuka", "Months opened so far"),
    "balikan.step_check": _w("1. Periksa yang kurang", "1. Check what is missing"),
    "balikan.step_freeze": _w("2. Bekukan isi", "2. Freeze the content"),
    "balikan.step_approve": _w("3. Persetujuan orang lain", "3. Approval by another person"),
    "balikan.step_send": _w("4. Kirim per kelompok", "4. Send in batches"),
    "balikan.step_done": _w("5. Selesai", "5. Done"),
    "balikan.now": _w("sekarang", "now"),
    "balikan.passed": _w("selesai", "done"),
    "balikan.later": _w("belum", "later"),
    "balikan.nothing_missing": _w(
        "Tidak ada yang kurang: setiap permohonan selesai dapat dilaporkan.",
        "Nothing is missing: every finished application can be told.",
    ),
    "balikan.missing": _w(
        "Permohonan berikut tidak dapat dilaporkan. Lengkapi dulu, lalu periksa lagi.",
        "These applications cannot be told. Complete them first, then check again.",
    ),
    "balikan.freeze": _w("Bekukan isi laporan", "Freeze the report"),
    "balikan.freeze_what": _w(
        "Isi laporan ditetapkan. Yang selesai atau diperbaiki sesudah ini masuk laporan bulan berikutnya.",
        "The content is fixed. What ends or is corrected after this goes into the next month's report.",
    ),
    "balikan.approve": _w("Setujui dan kirim", "Approve and send"),
    "balikan.approve_nil": _w("Setujui laporan nihil", "Approve the nil report"),
    "balikan.approve_what": _w("Yang akan dikirim ke Dukcapil:", "What will be sent to the registry:"),
    "balikan.approve_fields": _w(
        "NIK, nomor permohonan, jenis layanan, dan tahap akhir dari setiap baris.",
        "NIK, application number, service and final stage of every row.",
    ),
    "balikan.approve_other": _w(
        "Anda membuat laporan ini. Orang lain yang berhak menyetujui harus menyetujuinya.",
        "You made this report. Somebody else with the right to approve must approve it.",
    ),
    "balikan.approve_right": _w(
        "Menunggu petugas yang berhak menyetujui.", "Waiting for an officer with the right to approve."
    ),
    "balikan.nil": _w(
        "Tidak ada permohonan yang dilaporkan bulan ini: laporan nihil.", "Nothing to tell this month: a nil report."
    ),
    "balikan.rows": _w("Baris", "Rows"),
    "balikan.batches": _w("Kelompok", "Batches"),
    "balikan.batch": _w("Kelompok", "Batch"),
    "balikan.accepted": _w("Diterima", "Accepted"),
    "balikan.refused": _w("Ditolak", "Refused"),
    "balikan.waiting": _w("Menunggu", "Waiting"),
    "balikan.answered_at": _w("Tanda terima terakhir", "Last receipt"),
    "balikan.made_by": _w("Dibuat oleh", "Made by"),
    "balikan.approved_by": _w("Disetujui oleh", "Approved by"),
    "balikan.frozen_at": _w("Dibekukan", "Frozen"),
    "balikan.ended_at": _w("Selesai", "Ended"),
    "balikan.refused_what": _w(
        "Baris yang ditolak tidak dikirim ulang sendiri. Buka Kiriman untuk sebabnya.",
        "Refused rows are not sent again by themselves. Open the sendings for the reason.",
    ),
    "perbaikan.title": _w("Permohonan perbaikan", "Correction requests"),
    "perbaikan.lead": _w(
        "Simpul tidak mengubah data di sistem pemiliknya. Kantor pemilik diminta lewat surat.",
        "Simpul never changes data in its owner's system. The owner's office is asked by letter.",
    ),
    "perbaikan.open": _w("Belum dijawab", "Not answered"),
    "perbaikan.number": _w("Nomor", "Number"),
    "perbaikan.office": _w("Kantor tujuan", "Office"),
    "perbaikan.field": _w("Isian", "Field"),
    "perbaikan.case": _w("Ketidaksesuaian", "Disagreement"),
    "perbaikan.letter": _w("Surat", "Letter"),
    "perbaikan.not_sent": _w("belum dikirim", "not sent"),
    "perbaikan.print": _w("Unduh surat (PDF)", "Download the letter (PDF)"),
    "perbaikan.print_what": _w(
        "Surat berisi NIK lengkap karena kantor tujuan memerlukannya. Siapa yang mengunduh dicatat.",
        "The letter holds the full NIK because the office needs it. Who downloads it is written down.",
    ),
    "perbaikan.print_right": _w(
        "Surat hanya dapat diunduh petugas yang berhak melihat NIK lengkap.",
        "Only an officer who may see the full NIK can download the letter.",
    ),
    "perbaikan.sent": _w("Catat surat terkirim", "Note that the letter left"),
    "perbaikan.sent_number": _w("Nomor surat", "Number of the letter"),
    "perbaikan.answer": _w("Catat jawaban kantor", "Note what the office answered"),
    "perbaikan.answer_which": _w("Jawaban", "Answer"),
    "perbaikan.answer_words": _w("Kata kantor", "What the office said"),
    "perbaikan.answer_hint": _w("Wajib bila ditolak.", "Needed for a refusal."),
    "perbaikan.received": _w("Diterima, sedang dikerjakan", "Received, being worked on"),
    "perbaikan.done": _w("Sudah diperbaiki", "Corrected"),
    "perbaikan.refused": _w("Ditolak", "Refused"),
    "perbaikan.made": _w("Dibuat", "Made"),
    "perbaikan.left": _w("Dikirim", "Sent"),
    "perbaikan.answered": _w("Dijawab", "Answered"),
    "leadership.title": _w("Ringkasan Pimpinan", "Leadership summary"),
    "leadership.baseline": _w("Bulan pembanding", "Baseline month"),
    "leadership.no_baseline": _w("Tanpa pembanding", "Without a baseline"),
    "leadership.of": _w("Rincian", "Of"),
    "leadership.print_hint": _w("Tercetak pada satu halaman A4.", "Prints on one page of A4."),
}
