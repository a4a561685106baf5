"""Words of the bulk decisions."""

from __future__ import annotations

from simpul.core.i18n import Words
from simpul.core.texts import states


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    **{f"bulk.{name}": words for name, words in states.BULK_CASE.items()},
    "bulk.title": _w("Selesaikan massal", "Settle together"),
    "bulk.jobs": _w("Keputusan massal", "Bulk decisions"),
    "bulk.lead": _w(
        "Satu keputusan untuk semua ketidaksesuaian dengan sebab yang sama. Anda melihat pratinjau dulu.",
        "One decision for all cases of one cause. You see a preview first.",
    ),
    "bulk.group": _w("Kelompok", "Group"),
    "bulk.open": _w("Terbuka", "Open"),
    "bulk.choice": _w("Keputusan", "Decision"),
    "bulk.until": _w("Diterima sampai tanggal", "Accepted until"),
    "bulk.until_hint": _w(
        "Hanya untuk perbedaan yang diterima atau dibiarkan apa adanya.",
        "Only for differences accepted or left as they are.",
    ),
    "bulk.evidence": _w(
        "Bukti (untuk NIK, nama, tanggal lahir, status hidup)", "Evidence (NIK, name, birth date, state of life)"
    ),
    "bulk.evidence_kind": _w("Jenis dokumen", "Kind of document"),
    "bulk.evidence_number": _w("Nomor dokumen", "Number of the document"),
    "bulk.evidence_date": _w("Tanggal dokumen", "Date of the document"),
    "bulk.no_evidence": _w("tanpa dokumen", "no document"),
    "bulk.leave_out": _w("Yang tidak ikut", "Left out"),
    "bulk.leave_out_hint": _w(
        "Nomor ketidaksesuaian, dipisahkan koma. Contoh: 88213, 88240.",
        "Numbers of cases, with commas. Such as 88213, 88240.",
    ),
    "bulk.bad_numbers": _w("Tulis nomor dipisahkan koma.", "Write numbers with commas."),
    "bulk.whole_evidence": _w("Isi jenis, nomor dan tanggal dokumennya.", "Give the document's kind, number and date."),
    "bulk.preview": _w("Lihat pratinjau", "Preview"),
    "bulk.previewed": _w("Pratinjau keputusan massal", "Preview of the bulk decision"),
    "bulk.cases": _w("ketidaksesuaian", "cases"),
    "bulk.will": _w("Yang akan terjadi", "What will happen"),
    "bulk.will_each": _w("Untuk setiap ketidaksesuaian:", "For each case:"),
    "bulk.changed_skipped": _w(
        "Yang datanya berubah sesudah pratinjau ini dilewati dan didaftar.",
        "Those whose data changes after this preview are skipped and listed.",
    ),
    "bulk.undoable": _w(
        "Semuanya dapat dibatalkan sekaligus. Yang sudah terkirim hanya dapat dikompensasi.",
        "All of it can be undone at once. What was sent by then can only be compensated.",
    ),
    "bulk.four_eyes": _w(
        "Perlu persetujuan orang lain: lebih dari 50 sekaligus, atau menyangkut identitas.",
        "Needs another person's approval: more than 50 at once, or about identity.",
    ),
    "bulk.two_eyes": _w("Tidak perlu persetujuan orang lain.", "No other person has to approve."),
    "bulk.by.severity": _w("Menurut tingkat", "By severity"),
    "bulk.by.owner": _w("Menurut kantor", "By office"),
    "bulk.by.kecamatan": _w("Menurut kecamatan", "By kecamatan"),
    "bulk.by.state": _w("Menurut keadaan", "By state"),
    "bulk.by.kind": _w("Menurut jenis", "By kind"),
    "bulk.nowhere": _w("tidak diketahui", "not known"),
    "bulk.unlike": _w("Yang paling berbeda", "The most unlike"),
    "bulk.sample": _w("Contoh acak", "At random"),
    "bulk.left_out": _w("Dikeluarkan dari daftar", "Left out"),
    "bulk.out": _w("Keluarkan", "Leave out"),
    "bulk.again": _w("Keluarkan yang dicentang, perbarui pratinjau", "Leave out what is ticked, preview again"),
    "bulk.nothing_ticked": _w("Centang dulu yang tidak ikut.", "Tick those to leave out first."),
    "bulk.too_many_out": _w(
        "Paling banyak 500 yang tidak ikut. Jika lebih, selesaikan kelompok ini per kecamatan.",
        "At most 500 can be left out. If there are more, settle this group by district.",
    ),
    "bulk.submit": _w("Jalankan", "Run it"),
    "bulk.submit_four": _w("Ajukan untuk disetujui", "Submit for approval"),
    "bulk.submitted": _w("Diajukan. Menunggu persetujuan orang lain.", "Submitted. Another person must approve."),
    "bulk.started": _w("Dijalankan. Halaman ini menunjukkan kemajuannya.", "Started. This page shows its progress."),
    "bulk.drop": _w("Buang pratinjau", "Drop the preview"),
    "bulk.withdraw": _w("Tarik usul", "Withdraw"),
    "bulk.stop": _w("Hentikan", "Stop"),
    "bulk.stop_why": _w(
        "Yang sudah diputuskan tetap berlaku sampai dibatalkan.", "What was decided already stands until it is undone."
    ),
    "bulk.stopped": _w("Dihentikan.", "Stopped."),
    "bulk.waits": _w("Menunggu pekerja sejak", "Waiting for a worker since"),
    "bulk.nobody_asked": _w(
        "Belum ada pekerja yang diminta, atau permintaannya kedaluwarsa.", "No worker was asked, or it lapsed."
    ),
    "bulk.failed": _w("Pekerja gagal:", "The worker failed:"),
    "bulk.ask": _w("Minta pekerja lagi", "Ask for a worker again"),
    "bulk.asked": _w(
        "Diminta. Pekerja datang kira-kira dalam satu menit.", "Asked. A worker comes within about a minute."
    ),
    "bulk.at_work": _w("Sedang dikerjakan sejak", "At work since"),
    "bulk.progress": _w("Kemajuan", "Progress"),
    "bulk.skipped_list": _w("Yang dilewati, dan mengapa", "What was skipped, and why"),
    "bulk.kept_list": _w("Yang tidak dapat dikembalikan, dan mengapa", "What could not be taken back, and why"),
    "bulk.compensate": _w("Lihat akibat dan buat kompensasi", "See the consequences and compensate"),
    "bulk.undo": _w("Batalkan seluruhnya", "Undo all of it"),
    "bulk.undo_why": _w(
        "Semua keputusan dari daftar ini yang belum terkirim dikembalikan. Ketidaksesuaiannya terbuka lagi. "
        "Yang sudah terkirim didaftar beserta akibatnya.",
        "Every decision of this job that has not been sent is taken back. Its cases are open again. "
        "What was sent already is listed with its consequences.",
    ),
    "bulk.undo_begun": _w("Sedang dikembalikan.", "Being taken back."),
    "bulk.undo_done": _w(
        "{undone} keputusan dikembalikan, {kept} tidak dapat.", "{undone} decisions taken back, {kept} could not be."
    ),
    "bulk.made_by": _w("Dibuat oleh", "Made by"),
    "bulk.approved_by": _w("Disetujui oleh", "Approved by"),
    "bulk.refused_by": _w("Ditolak oleh", "Refused by"),
    "bulk.undo_by": _w("Dikembalikan oleh", "Taken back by"),
    "bulk.refusal": _w("Alasan penolakan", "Why it was refused"),
    "bulk.number": _w("Keputusan massal", "Bulk decision"),
    "bulk.more": _w("Hanya 1.000 pertama yang ditunjukkan.", "Only the first 1,000 are shown."),
    "bulk.approve": _w("Setujui", "Approve"),
    "bulk.approve_why": _w(
        "Setelah disetujui, seluruh daftar di atas diputuskan seperti tertulis.",
        "Once approved, everything above is decided as it says.",
    ),
    "bulk.approved": _w("Disetujui dan dijalankan.", "Approved and started."),
    "bulk.refuse": _w("Tolak", "Refuse"),
    "bulk.refused": _w("Ditolak. Tidak ada yang berubah.", "Refused. Nothing was changed."),
    "bulk.none_fits": _w(
        "Kelompok ini tidak dapat diputuskan sekaligus. Putuskan satu per satu.",
        "This group cannot be decided at once. Decide case by case.",
    ),
    "bulk.no_group": _w("Tidak ada ketidaksesuaian terbuka dengan sebab ini.", "There is no open case of this cause."),
    "bulk.case": _w("Ketidaksesuaian", "Case"),
    "bulk.owner_value": _w("Pemilik data", "Owner"),
    "bulk.other_value": _w("Sistem lain", "Other system"),
}
