"""Words of the pages about links and what is sent over them."""

from __future__ import annotations

from simpul.core.i18n import Words
from simpul.core.texts import states


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    **{f"links.run.{name}": states.small(words) for name, words in states.RUN.items()},
    **{f"links.breaker.{name}": states.small(words) for name, words in states.BREAKER.items()},
    **{f"effect.state.{name}": states.small(words) for name, words in states.EFFECT.items()},
    "links.lead": _w(
        "Cara hub mencapai setiap sistem: cepat atau lambat, seberapa sering gagal, dan apa yang akan habis masanya.",
        "How the hub reaches each system: how fast, how often it fails, and what will run out.",
    ),
    "links.link": _w("Koneksi", "Link"),
    "links.state": _w("Keadaan", "State"),
    "links.latency": _w("Lama jawaban", "Answer time"),
    "links.seconds": _w("detik", "s"),
    "links.errors": _w("Permintaan gagal", "Requests that failed"),
    "links.of_calls": _w("dari {n} permintaan", "of {n} requests"),
    "links.week": _w("Proses gagal, 7 hari", "Failed runs, 7 days"),
    "links.of_runs": _w("dari {n} proses", "of {n} runs"),
    "links.quota": _w("Kuota hari ini", "Today's quota"),
    "links.no_quota": _w("tanpa kuota", "no quota"),
    "links.next_end": _w("Paling cepat berakhir", "Ends first"),
    "links.no_end": _w("tidak ada yang diketahui", "nothing known"),
    "links.days_left": _w("{n} hari lagi", "{n} days left"),
    "links.ended": _w("sudah berakhir", "ended"),
    "links.drift": _w("Perubahan bentuk data", "Changed form"),
    "links.no_drift": _w("Bentuk data sesuai pemetaan.", "The data looks as its mapping says."),
    "links.field": _w("Kolom", "Field"),
    "links.drift_since": _w("Sejak", "Since"),
    "links.drift_advice": _w(
        "Tanyakan kepada pemilik sistem, lalu minta integrator memperbarui pemetaan. Hanya nama kolom yang dicatat.",
        "Ask the system's owner, then have an integrator bring the mapping up to date. Only field names are kept.",
    ),
    "links.breaker": _w("Pemutus", "Breaker"),
    "links.failures": _w("kegagalan beruntun", "failures in a row"),
    "links.open_until": _w("Dicoba lagi", "Tried again"),
    "links.parked": _w("Diminta menunggu sampai", "Asked to wait until"),
    "links.last_ok": _w("Terakhir berhasil", "Last success"),
    "links.last_error": _w("Galat terakhir", "Last error"),
    "links.ends": _w("Yang akan berakhir", "What will end"),
    "links.what": _w("Apa", "What"),
    "links.until": _w("Berlaku sampai", "Valid until"),
    "links.credentials_age": _w("Umur sandi atau kunci", "Age of the credentials"),
    "links.age_unknown": _w("tidak dapat diketahui dari sini", "cannot be told from here"),
    "links.no_certificate": _w(
        "Masa sertifikat belum diketahui; jalankan uji koneksi.", "The certificate's end is not known; test the link."
    ),
    "links.test": _w("Uji koneksi", "Test of the link"),
    "links.test_now": _w("Uji koneksi sekarang", "Test the link now"),
    "links.test_what": _w(
        "Memeriksa nama, port, enkripsi, login, dan jam. Tidak ada data yang diubah.",
        "Looks at name, port, encryption, login and clock. No data is changed.",
    ),
    "links.test_asked": _w(
        "Uji koneksi diminta; hasilnya muncul di sini dalam sekitar satu menit.",
        "The test was asked for; its result appears here in about a minute.",
    ),
    "links.test_waits": _w("Uji koneksi diminta", "A test was asked for"),
    "links.test_by": _w("oleh", "by"),
    "links.test_never": _w("Belum pernah diuji.", "Not tested yet."),
    "links.test_failed": _w("Uji koneksi terakhir gagal dijalankan", "The last test could not be run"),
    "links.check": _w("Uji", "Test"),
    "links.check.name": _w("nama", "name"),
    "links.check.port": _w("port", "port"),
    "links.check.login": _w("login", "login"),
    "links.check.clock": _w("jam", "clock"),
    "links.passed": _w("Lulus", "Passed"),
    "links.seen": _w("Keterangan", "What was seen"),
    "links.advice": _w("Saran", "Advice"),
    "links.feeds": _w("Data lewat koneksi ini", "Data over this link"),
    "links.as_of": _w("Data per", "Data as of"),
    "links.ago": _w("lalu", "ago"),
    "links.newest": _w("Perubahan terbaru di sumber", "Newest change at the source"),
    "links.last_run": _w("Proses terakhir", "Last run"),
    "links.counts": _w("Baris proses terakhir", "Rows of the last run"),
    "links.today": _w("Hari ini", "Today"),
    "links.run": _w("proses", "run"),
    "links.runs": _w("proses", "runs"),
    "links.adds_up": _w("jumlah cocok", "adds up"),
    "links.gap": _w("SELISIH", "OFF BY"),
    "links.mirrored": _w("Catatan tersimpan", "Records held"),
    "links.read": _w("dibaca", "read"),
    "links.applied": _w("berubah", "changed"),
    "links.unchanged": _w("sama", "same"),
    "links.superseded": _w("usang", "outdated"),
    "links.quarantined": _w("dikarantina", "quarantined"),
    "links.effects": _w("Kiriman ke sistem ini", "Effects to this system"),
    "links.missing": _w("Tidak ada sistem itu", "There is no such system"),
    "effect.title": _w("Kiriman", "Effects"),
    "effect.lead": _w(
        "Kiriman yang belum selesai. Konsep hanya dikirim bila Anda melepasnya.",
        "Effects that have not come to their end. A draft leaves only when you release it.",
    ),
    "effect.none": _w("Tidak ada kiriman yang belum selesai.", "Nothing is left to be done."),
    "effect.number": _w("Nomor", "Number"),
    "effect.kind": _w("Jenis", "Kind"),
    "effect.record": _w("Catatan", "Record"),
    "effect.made": _w("Dibuat", "Made"),
    "effect.reason": _w("Sebab", "Reason"),
    "effect.values": _w("Yang dikirim", "What is sent"),
    "effect.value": _w("Nilai, disamarkan", "Value, masked"),
    "effect.before": _w("Nilai di tujuan saat dibuat, disamarkan", "Value at the target when made, masked"),
    "effect.message": _w("Kalimat yang dikirim", "Sentence that is sent"),
    "effect.answers": _w("Jawaban sistem", "The system's answers"),
    "effect.attempt": _w("Percobaan", "Attempt"),
    "effect.outcome": _w("Hasil", "Outcome"),
    "effect.detail": _w("Keterangan", "Detail"),
    "effect.case": _w("Ketidaksesuaian", "Disagreement"),
    "effect.act": _w("Lepas atau batalkan", "Release or cancel"),
    "effect.release": _w("Lepas: kirim ke {system}", "Release: send to {system}"),
    "effect.cancel": _w("Batalkan: jangan kirim", "Cancel: do not send"),
    "effect.window": _w(
        "Setelah dilepas masih dapat dibatalkan selama {span}.", "Once released it can still be cancelled for {span}."
    ),
    "effect.next.draft": _w(
        "Hanya dikirim bila Anda melepasnya. Bila tidak perlu, batalkan.",
        "It leaves only when you release it. If it is not needed, cancel it.",
    ),
    "effect.next.ready": _w(
        "Dikirim pada giliran berikutnya. Masih dapat dibatalkan.",
        "It is sent on the next turn and can still be cancelled.",
    ),
    "effect.next.sent": _w("Sedang dikirim; jawabannya ditunggu.", "On its way; its answer is awaited."),
    "effect.next.unknown": _w(
        "Jawabannya hilang. Sistem tujuan ditanya pada giliran berikutnya; tidak ada yang ditebak.",
        "Its answer was lost. The target is asked on the next turn; nothing is guessed.",
    ),
    "effect.next.accepted": _w(
        "Diterima. Terbukti sampai setelah sistem tujuan menunjukkannya.",
        "Accepted; verified once the target shows it.",
    ),
    "effect.next.verified": _w("Terbukti sampai.", "Verified: the target shows it."),
    "effect.next.failed": _w(
        "Gagal. Atasi sebabnya, lalu lepas lagi, atau batalkan.",
        "Failed. Mend the cause, then release it again, or cancel it.",
    ),
    "effect.next.overtaken": _w(
        "Didahului perubahan di sistem tujuan; tidak dikirim lagi.", "The target changed first; it is not sent again."
    ),
    "effect.next.superseded": _w("Digantikan kiriman lain.", "Another effect took its place."),
    "effect.next.cancelled": _w("Dibatalkan; tidak dikirim.", "Cancelled; it is not sent."),
    "effect.next.manual": _w(
        "Kerjakan sendiri di sistemnya, lalu batalkan di sini sebagai tanda selesai.",
        "Do it in the system yourself, then cancel it here to say that it is done.",
    ),
}
