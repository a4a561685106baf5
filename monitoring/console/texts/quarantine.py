"""Words of Karantina."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "quarantine.lead": _w(
        "Nilai atau baris yang melanggar aturan ditahan di sini. Data lain tetap berjalan.",
        "Values or rows that broke a rule are held here. All other data goes on.",
    ),
    "quarantine.none": _w("Karantina kosong.", "Quarantine is empty."),
    "quarantine.groups": _w("Menurut aturan", "By rule"),
    "quarantine.rule": _w("Aturan", "Rule"),
    "quarantine.meaning": _w("Arti", "Meaning"),
    "quarantine.advice": _w("Langkah", "What to do"),
    "quarantine.entries": _w("Isi", "Entries"),
    "quarantine.rows": _w("di antaranya baris utuh", "of them whole rows"),
    "quarantine.oldest": _w("Paling lama", "Oldest"),
    "quarantine.waiting": _w("Menunggu orang kedua", "Waiting for a second person"),
    "quarantine.proposed_by": _w("diusulkan oleh", "proposed by"),
    "quarantine.look_at": _w("Lihat usul", "See the proposal"),
    "quarantine.file": _w("Berkas", "File"),
    "quarantine.page": _w("halaman", "page"),
    "quarantine.row": _w("Baris", "Row"),
    "quarantine.record": _w("Catatan", "Record"),
    "quarantine.field": _w("Isian", "Field"),
    "quarantine.sample": _w("Contoh (disamarkan)", "Sample (masked)"),
    "quarantine.since": _w("Sejak", "Since"),
    "quarantine.received": _w("Diterima", "Received"),
    "quarantine.kept_until": _w("Aslinya disimpan sampai", "Original kept until"),
    "quarantine.gone": _w("sudah dihapus", "removed already"),
    "quarantine.settled": _w("Diselesaikan", "Settled"),
    "quarantine.open_entry": _w("Buka", "Open"),
    "quarantine.replay": _w("Coba ulang", "Try again"),
    "quarantine.return": _w("Kembalikan ke pengirim", "Return to the sender"),
    "quarantine.discard": _w("Buang (dua orang)", "Discard (two persons)"),
    "quarantine.correct": _w("Koreksi nilai", "Correct the value"),
    "quarantine.acts": _w("Tindakan atas kelompok ini", "Acts on this group"),
    "quarantine.answers_itself": _w(
        "Pengirim berkas ini otomatis menerima daftar baris yang ditolak setelah setiap berkas dibaca.",
        "The sender of this file gets a list of refused rows by itself after each file that is read.",
    ),
    "quarantine.replay_title": _w("Yang akan terjadi bila dicoba ulang", "What trying again would do"),
    "quarantine.replay_lead": _w(
        "Dihitung dengan pemetaan dan aturan yang berlaku sekarang. Belum ada yang ditulis.",
        "Counted with the mapping and rules in force now. Nothing was written yet.",
    ),
    "quarantine.looked_at": _w("Diperiksa", "Looked at"),
    "quarantine.of": _w("dari", "of"),
    "quarantine.passing": _w("Akan diterima", "Would be accepted"),
    "quarantine.failing": _w("Tetap ditahan", "Would stay held"),
    "quarantine.page_gone": _w("Aslinya sudah dihapus", "Original removed already"),
    "quarantine.still": _w("Alasan yang tersisa", "What would still be broken"),
    "quarantine.bounded": _w(
        "Hanya sebagian yang diperiksa agar halaman ini cepat. Coba ulang memeriksa semuanya.",
        "Only a part was looked at to keep this page fast. Trying again looks at all of them.",
    ),
    "quarantine.replay_safe": _w(
        "Aman diulang: baris lama tidak pernah menimpa data yang lebih baru.",
        "Safe to repeat: an old row never overwrites newer data.",
    ),
    "quarantine.return_lead": _w(
        "Isi kelompok ini ditandai dikembalikan. Setelah itu unduh daftarnya dan kirim ke instansi asal. "
        "Data baru dari instansi itu diterima seperti biasa.",
        "What is in this group is marked as returned. Then download the list and send it to the source agency. "
        "New data from it is taken in as usual.",
    ),
    "quarantine.discard_lead": _w(
        "Isi kelompok ini dibuang setelah orang lain menyetujui. Nilai di sistem asal tidak berubah.",
        "What is in this group is discarded once another person approves. The source itself is not changed.",
    ),
    "quarantine.will_touch": _w("Yang terkena", "Touches"),
    "quarantine.returned_title": _w("Daftar untuk pengirim", "The list for the sender"),
    "quarantine.returned_lead": _w(
        "Urutannya sama dengan baris pengirim. NIK dan nomor KK disamarkan.",
        "In the order of the sender's rows. NIK and family card numbers are masked.",
    ),
    "quarantine.correct_lead": _w(
        "Nilai yang benar dipakai selama sumbernya masih mengirim nilai yang salah ini. "
        "Begitu sumbernya berubah, nilai sumber berlaku lagi.",
        "The right value is used for as long as the source keeps sending this wrong one. "
        "Once the source changes, the source's value counts again.",
    ),
    "quarantine.two": _w(
        "Isian identitas: baru berlaku setelah orang lain menyetujui.",
        "An identity field: in force only once another person approves.",
    ),
    "quarantine.value": _w("Nilai yang benar", "The right value"),
    "quarantine.date_hint": _w(
        "Tanggal: tahun-bulan-hari, misalnya 1990-10-31.", "Dates: year-month-day, such as 1990-10-31."
    ),
    "quarantine.reason_hint": _w(
        "Sebutkan dasarnya, misalnya nomor dokumen.", "Say what it rests on, such as a document."
    ),
    "quarantine.propose": _w("Usulkan", "Propose"),
    "quarantine.proposal": _w("Usul karantina", "Quarantine proposal"),
    "quarantine.settled_already": _w(
        "Usul ini sudah diputuskan atau ditarik.", "This proposal is settled or withdrawn."
    ),
    "quarantine.before": _w("Dikirim sumber (disamarkan)", "Sent by the source (masked)"),
    "quarantine.after": _w("Nilai usulan", "Proposed value"),
    "quarantine.approve": _w("Setujui", "Approve"),
    "quarantine.refuse": _w("Tolak", "Refuse"),
    "quarantine.withdraw": _w("Tarik usul", "Withdraw"),
    "quarantine.own": _w(
        "Ini usul Anda. Orang lain harus menyetujuinya.", "This is your proposal. Another person must approve it."
    ),
    "quarantine.no_right": _w("Menunggu orang dengan hak menyetujui.", "Waiting for somebody who may approve."),
    "quarantine.refuse_why": _w("Alasan menolak", "Why it is refused"),
    "quarantine.show": _w("Tampilkan nilai asli", "Show the original value"),
    "quarantine.show_lead": _w(
        "Pembacaan dicatat dengan nama dan alasan Anda, dan dibatasi tiap jam.",
        "Reading is recorded with your name and reason, and limited each hour.",
    ),
    "quarantine.raw": _w("Nilai asli", "Original value"),
    "quarantine.raw_noted": _w("Pembacaan ini sudah dicatat.", "This look was recorded."),
    "quarantine.purpose": _w("Keperluan", "Purpose"),
    "quarantine.whole": _w("seluruh baris", "the whole row"),
    "quarantine.this_entry": _w("isi karantina nomor", "quarantine entry"),
}
