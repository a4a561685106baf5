"""Words of the pages about feeds, their runs and what people ask of them."""

from __future__ import annotations

from simpul.core.i18n import Words
from simpul.core.texts import states


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


_TOTALS = {
    "read": _w("Dibaca", "Read"),
    "applied": _w("Berubah", "Changed"),
    "unchanged": _w("Sama", "Unchanged"),
    "superseded": _w("Tersusul", "Overtaken"),
    "quarantined": _w("Karantina", "Quarantine"),
    "pending": _w("Menunggu", "Pending"),
    "values": _w("nilai dikosongkan ke karantina, barisnya tetap", "values set aside, their rows kept"),
}
_OUTCOMES = {
    "read": _w("Baris dibaca", "Rows read"),
    "applied": _w("Baris berubah", "Rows changed"),
    "unchanged": _w("Baris sama", "Rows unchanged"),
    "superseded": _w("Baris tersusul", "Rows overtaken"),
    "quarantined": _w("Baris ke karantina", "Rows to quarantine"),
    "quarantined_values": _w("Nilai ke karantina", "Values to quarantine"),
    "tried": _w("Dicoba", "Tried"),
    "replayed": _w("Masuk", "Taken in"),
    "overtaken": _w("Tersusul", "Overtaken"),
    "still_open": _w("Masih di karantina", "Still in quarantine"),
    "rows": _w("Baris di sumber", "Rows at the source"),
    "vanished": _w("Hilang di sumber", "Gone at the source"),
    "added": _w("Baru di sumber", "New at the source"),
    "changed": _w("Berbeda", "Different"),
    "taken": _w("Diterapkan", "Taken in"),
    "cases": _w("Ketidaksesuaian dibuka", "Cases opened"),
    "sent": _w("Dikirim", "Sent"),
    "accepted": _w("Diterima", "Accepted"),
    "unknown": _w("Tanpa jawaban", "Without an answer"),
    "failed": _w("Gagal", "Failed"),
    "subjects": _w("Dibandingkan", "Compared"),
    "done": _w("Diputuskan", "Decided"),
    "skipped": _w("Dilewati", "Skipped"),
}
_DRY = {
    "read": _w("Akan dibaca", "Would be read"),
    "inserted": _w("Baris baru", "New rows"),
    "changed": _w("Baris berubah", "Changed rows"),
    "unchanged": _w("Baris sama", "Unchanged rows"),
    "superseded": _w("Tersusul (lebih lama dari milik hub)", "Overtaken (older than the hub's)"),
    "quarantined": _w("Baris ke karantina", "Rows to quarantine"),
    "quarantined_values": _w("Nilai ke karantina", "Values to quarantine"),
}
_UNDONE = {
    "restored": _w("Baris kembali ke nilai lama", "Rows that get their former values"),
    "removed": _w("Baris yang keluar dari cermin", "Rows that leave the mirror"),
    "subjects": _w("Warga, permohonan, pengaduan dibandingkan lagi", "Subjects compared again"),
    "cases": _w("Ketidaksesuaian terbuka yang dihitung ulang", "Open cases recomputed"),
    "compensated": _w("Kiriman yang ditulis balik", "Effects written back"),
    "withdrawn": _w("Kiriman yang belum berangkat dan diakhiri", "Effects not sent yet, which end"),
    "unsaid": _w("Kabar terkirim yang tidak dapat ditarik", "Messages that cannot be unsaid"),
}

TEXTS: dict[str, Words] = {
    **{f"sync.t.{name}": words for name, words in _TOTALS.items()},
    **{f"sync.o.{name}": words for name, words in _OUTCOMES.items()},
    **{f"sync.d.{name}": words for name, words in _DRY.items()},
    **{f"sync.u.{name}": words for name, words in _UNDONE.items()},
    **{f"sync.run.{name}": words for name, words in states.RUN.items()},
    **{f"sync.q.{name}": states.small(words) for name, words in states.QUARANTINE.items()},
    **{f"sync.h.{name}": words for name, words in states.BRAKE.items()},
    **{f"sync.p.{name}": words for name, words in states.REVERT.items()},
    "sync.lead": _w(
        "Data apa yang diambil dari setiap sistem, seberapa baru, dan bagaimana 30 hari terakhir.",
        "What is taken from each system, how recent it is, and how the last 30 days were.",
    ),
    "sync.schedule": _w("Jadwal", "Schedule"),
    "sync.link": _w("Kesehatan koneksi", "Link health"),
    "sync.pause": _w("Jeda", "Pause"),
    "sync.pause_until": _w("Jeda sampai…", "Pause until…"),
    "sync.pause_whole": _w("Jeda seluruh sistem…", "Pause the whole system…"),
    "sync.pause_what": _w(
        "Umpan ini tidak ditarik sampai waktu yang Anda pilih, lalu lanjut sendiri. Tidak ada data yang hilang: yang "
        "berubah selama jeda diambil setelahnya.",
        "This feed is not pulled until the moment you choose, then goes on by itself. Nothing is lost: what changes "
        "meanwhile is fetched afterwards.",
    ),
    "sync.pause_whole_what": _w(
        "Seluruh sistem dibiarkan: tidak ditarik dan tidak dikirimi sampai waktu yang Anda pilih, lalu lanjut sendiri. "
        "Tidak ada data yang hilang.",
        "The whole system is left alone: neither pulled nor sent to until the moment you choose, then it goes on by "
        "itself. Nothing is lost.",
    ),
    "sync.how_long": _w("Berapa lama", "How long"),
    "sync.hour": _w("1 jam", "1 hour"),
    "sync.hours": _w("4 jam", "4 hours"),
    "sync.tomorrow": _w("Sampai", "Until"),
    "sync.other": _w("Waktu lain, isi di bawah", "Another time, given below"),
    "sync.until_when": _w("Sampai kapan (WIB)", "Until when (WIB)"),
    "sync.until_hint": _w("Diisi bila memilih waktu lain. Paling lama", "Needed for another time. At most"),
    "sync.days": _w("hari", "days"),
    "sync.reason_hint": _w(
        "Dibaca semua petugas. Jangan tulis nama atau NIK warga.",
        "Everybody here reads it. No names or numbers of citizens.",
    ),
    "sync.resume": _w("Lanjutkan sekarang", "Resume now"),
    "sync.resumed": _w("Dilanjutkan. Penarikan berikutnya sesuai jadwal.", "Resumed. The next pull is on schedule."),
    "sync.until": _w("sampai", "until"),
    "sync.since": _w("sejak", "since"),
    "sync.age": _w("Umur data", "Age of the data"),
    "sync.limit": _w("batas", "limit"),
    "sync.newest": _w("Perubahan terbaru di sumber", "Newest change at the source"),
    "sync.last_run": _w("Proses terakhir", "Last run"),
    "sync.thirty": _w("30 hari terakhir", "Last 30 days"),
    "sync.run_now": _w("Jalankan sekarang", "Run now"),
    "sync.run_now_what": _w(
        "Jalankan: mengambil yang berubah, paling lambat mulai satu menit lagi.",
        "Run now: fetches what changed, begins within a minute.",
    ),
    "sync.dry_run": _w("Uji coba", "Dry run"),
    "sync.dry_run_what": _w(
        "Uji coba: menunjukkan apa yang akan berubah tanpa menyimpan apa pun.",
        "Dry run: shows what would change and stores nothing.",
    ),
    "sync.asked": _w(
        "Permintaan dicatat. Pekerja mengambilnya paling lambat satu menit lagi.",
        "Noted. A worker takes it within a minute.",
    ),
    "sync.waits": _w(
        "Halaman ini memperbarui diri. Anda boleh menutupnya; hasilnya tetap tersimpan.",
        "This page renews itself. You may close it; what comes of it is kept.",
    ),
    "sync.cancel_errand": _w("Batalkan permintaan", "Cancel"),
    "sync.cancelled": _w("Permintaan dibatalkan.", "Cancelled."),
    "sync.way": _w("Tahap", "Stages"),
    "sync.run": _w("Proses", "Run"),
    "sync.runs": _w("proses", "runs"),
    "sync.by": _w("oleh", "by"),
    "sync.cut_off": _w("terputus, diteruskan sesuai jadwal", "cut off, goes on on schedule"),
    "sync.at_work": _w("masih berjalan", "still at work"),
    "sync.rows": _w("baris", "rows"),
    "sync.rows_read": _w("Baris terbaca", "Rows read"),
    "sync.of": _w("dari", "of"),
    "sync.per_second": _w("baris per detik", "rows a second"),
    "sync.left": _w("sisa sekitar", "about"),
    "sync.left_unknown": _w("sisa waktu tidak diketahui", "time left is not known"),
    "sync.reload": _w("Muat ulang", "Load again"),
    "sync.never_ran": _w("Belum pernah ada proses.", "It never ran."),
    "sync.numbers": _w("Angka", "Numbers"),
    "sync.mirrored": _w("Catatan di hub", "Records in the hub"),
    "sync.today": _w("Hari ini", "Today"),
    "sync.next": _w("Penarikan berikutnya", "Next pull"),
    "sync.mapping": _w("Pemetaan", "Mapping"),
    "sync.timeline": _w("Linimasa", "Time line"),
    "sync.is_held": _w("Perubahan ditahan, menunggu keputusan.", "A change is held and waits for a decision."),
    "sync.look_held": _w("Lihat yang ditahan", "See what is held"),
    "sync.began": _w("Mulai", "Began"),
    "sync.ended": _w("Selesai", "Ended"),
    "sync.lasted": _w("Lama", "Took"),
    "sync.rate": _w("Kecepatan", "Rate"),
    "sync.begun_by": _w("Dimulai oleh", "Begun by"),
    "sync.retry": _w("Coba lagi dari tahap yang gagal", "Try again from where it failed"),
    "sync.totals": _w("Jumlah kendali", "Control totals"),
    "sync.what_became": _w("Menjadi apa", "What became of them"),
    "sync.right": _w("Cocok", "Adds up"),
    "sync.wrong": _w("Tidak cocok", "Does not add up"),
    "sync.adds_up": _w(
        "Semua baris yang dibaca ada tempatnya, juga pada jumlah halamannya.",
        "Every row read is accounted for, also in the sum of the pages.",
    ),
    "sync.does_not": _w(
        "Hentikan pengiriman dan laporkan ke pengembang beserta nomor proses ini.",
        "Stop sending and tell the developers, with the number of this run.",
    ),
    "sync.errands": _w("Permintaan", "Errands"),
    "sync.pages": _w("Halaman yang diterima", "Pages received"),
    "sync.page": _w("Halaman", "Page"),
    "sync.origin": _w("Asal", "Origin"),
    "sync.asked_at": _w("Diminta", "Asked at"),
    "sync.take_run_back": _w("Kembalikan data dari proses ini…", "Take this run back…"),
    "sync.result": _w("Hasil", "Result"),
    "sync.dry_lead": _w(
        "Inilah yang akan dilakukan penarikan sekarang. Tidak ada yang disimpan.",
        "This is what a pull would do now. Nothing was stored.",
    ),
    "sync.dry_held": _w("Akan ditahan", "Would be held"),
    "sync.dry_held_why": _w("Terlalu banyak yang berubah sekaligus.", "Too much changes at once."),
    "sync.dry_free": _w("Tidak akan ditahan", "Would not be held"),
    "sync.dry_cut": _w(
        "Sumber punya lebih banyak; hanya bagian awal yang dilihat.",
        "The source has more; only its beginning was read.",
    ),
    "sync.fields_changed": _w("Kolom yang berubah, dari baris yang dilihat:", "Fields that change, of rows looked at:"),
    "sync.rules_broken": _w("Aturan yang dilanggar", "Rules broken"),
    "sync.sample": _w("Contoh perubahan (disamarkan)", "Some of the changes (masked)"),
    "sync.record": _w("Catatan", "Record"),
    "sync.records": _w("Contoh catatan (disamarkan)", "Some of the records (masked)"),
    "sync.field": _w("Kolom", "Field"),
    "sync.before": _w("Sekarang", "Now"),
    "sync.after": _w("Menjadi", "Would become"),
    "sync.nothing": _w("kosong", "empty"),
    "sync.removed": _w("dihapus di sumber", "removed at the source"),
    "sync.first_read": _w("Pertama dipakai", "First read with"),
    "sync.changed_since": _w("Yang berubah sejak", "What changed since"),
    "sync.only_lists": _w(
        "Teksnya sama: yang berubah daftar kode, atau cara mesin membacanya.",
        "Its text is the same: a code list changed, or how the engine reads it.",
    ),
    "sync.whole_text": _w("Teks lengkap", "The whole text"),
    "sync.held": _w("Perubahan yang ditahan", "Held change"),
    "sync.held_what": _w(
        "Data lama tetap dipakai sampai Anda memutuskan. Tanyakan dulu kepada pemilik sistem apakah perubahan sebanyak "
        "ini memang benar.",
        "The old data stays in use until you decide. Ask the system's owner first whether this much change is right.",
    ),
    "sync.held_dry": _w(
        "Lihat lagi apa yang akan berubah menurut sumber saat ini.",
        "See what would change by what the source says now.",
    ),
    "sync.decide": _w("Keputusan", "Decision"),
    "sync.decision": _w("Pilih", "Choose"),
    "sync.release": _w(
        "Lepas: satu proses berikutnya boleh mengubah sebanyak itu", "Release: the next run may change that much"
    ),
    "sync.refuse": _w(
        "Tolak: data lama tetap, proses berikutnya diukur lagi", "Refuse: keep the old data, measure the next run again"
    ),
    "sync.decide_save": _w("Simpan keputusan", "Save the decision"),
    "sync.take": _w("Kembalikan data", "Take data back"),
    "sync.take_what": _w(
        "Baris yang ditulis sebuah proses, berkas, atau versi pemetaan kembali ke nilai sebelumnya. Yang sudah "
        "terkirim ditulis balik. Orang lain harus menyetujui.",
        "Rows written by a run, a file or a version of a mapping get their former values. What was sent is written "
        "back. Another person must approve.",
    ),
    "sync.take_target": _w(
        "Nomor proses, nama berkas, atau umpan@versi", "Number of a run, name of a file, or feed@version"
    ),
    "sync.take_hint": _w("Misalnya 4821 atau siak.penduduk@3f2a9c", "Such as 4821 or siak.penduduk@3f2a9c"),
    "sync.take_look": _w("Lihat akibatnya", "See what it would do"),
    "sync.take_would": _w("Akibat mengembalikan", "What taking back would do:"),
    "sync.take_samples": _w("Contoh yang ditulis balik (disamarkan)", "Some of what is written back (masked)"),
    "sync.take_first": _w(
        "Perbaiki dulu sumber atau pemetaannya; bila tidak, data yang sama datang lagi.",
        "Mend the source or the mapping first, or the same data comes again.",
    ),
    "sync.take_plan": _w("Buat rencana dan minta persetujuan", "Plan it and ask for approval"),
    "sync.planned": _w(
        "Rencana dibuat. Belum ada yang berubah; orang lain harus menyetujui.",
        "Planned. Nothing has changed yet; another person must approve.",
    ),
    "sync.plan": _w("Rencana pengembalian", "Plan to take back"),
    "sync.approved_by": _w("disetujui oleh", "approved by"),
    "sync.approve": _w("Setujui dan jalankan sekarang", "Approve and do it now"),
    "sync.approve_what": _w(
        "Dijalankan seketika, dalam satu langkah yang utuh. Bila data berubah sejak rencana dibuat, tidak ada yang "
        "terjadi.",
        "Done at once, in one whole step. If the data changed since it was planned, nothing happens.",
    ),
    "sync.approve_other": _w(
        "Menunggu penyetuju, bukan pembuat rencana ini.", "Waits for an approver, not the one who planned it."
    ),
    "sync.taken_back": _w("Data dikembalikan.", "The data was taken back."),
    "sync.drop": _w("Batalkan rencana", "Drop the plan"),
    "sync.dropped": _w("Rencana dibatalkan.", "The plan was dropped."),
    "sync.busy": _w(
        "Umpan ini sedang ditarik. Tunggu sampai selesai, lalu setujui lagi.",
        "This feed is being pulled. Wait until it ends, then approve again.",
    ),
    "sync.no_feed": _w("Umpan itu tidak ada. Lihat daftar di Sinkronisasi.", "There is no such feed. See Syncs."),
    "sync.no_run": _w("Proses dengan nomor itu tidak ada.", "There is no run of that number."),
    "sync.no_errand": _w("Permintaan dengan nomor itu tidak ada.", "There is no errand of that number."),
}
