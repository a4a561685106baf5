"""Words of the page of alerts: what is wrong now, who is told, quiet on purpose."""

from __future__ import annotations

from simpul.core.i18n import Words
from simpul.core.texts import states


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    **{f"alerts.{name}": states.small(words) for name, words in states.ALERT_MESSAGE.items()},
    **{f"alerts.is_{name}": states.small(words) for name, words in states.ALERT_ROUTE.items()},
    "home.do.watchdog": _w("Periksa penjaga", "Look at the watcher"),
    "home.do.route": _w("Periksa jalur", "Look at the route"),
    "alerts.title": _w("Peringatan", "Alerts"),
    "alerts.lead": _w(
        "Penjaga memeriksa setiap menit dan memberi tahu lewat jalur di bawah. Pesan tidak memuat nama atau NIK.",
        "The watcher looks every minute and tells people by the routes below. No message ever holds a name or NIK.",
    ),
    "alerts.watching": _w("Penjaga bekerja; putaran terakhir", "The watcher works; its last turn was"),
    "alerts.silent": _w(
        "Penjaga diam: tidak ada peringatan yang terkirim. Putaran terakhir",
        "The watcher is silent: no alert is being sent. Its last turn was",
    ),
    "alerts.never": _w(
        "Penjaga belum pernah berjalan. Jalankan layanan watch atau ./run alerts watch.",
        "The watcher never ran. Start the service watch or ./run alerts watch.",
    ),
    "alerts.ago": _w("lalu", "ago"),
    "alerts.outside_ok": _w("Pemantau luar menerima kabar.", "The outside monitor hears of it."),
    "alerts.outside_bad": _w(
        "Pemantau luar tidak terjangkau pada putaran terakhir.", "The outside monitor was not reached last turn."
    ),
    "alerts.outside_none": _w(
        "Belum ada pemantau luar (SIMPUL_WATCHDOG_URL).", "No outside monitor is set up (SIMPUL_WATCHDOG_URL)."
    ),
    "alerts.open": _w("Yang sedang berlangsung", "What is going on"),
    "alerts.none": _w("Tidak ada peringatan.", "No alerts."),
    "alerts.severity": _w("Berat", "Severity"),
    "alerts.what": _w("Kejadian", "What"),
    "alerts.since": _w("Sejak", "Since"),
    "alerts.silenced": _w("disenyapkan", "silenced"),
    "alerts.routes": _w("Jalur", "Routes"),
    "alerts.no_routes": _w(
        "Belum ada jalur: tidak seorang pun diberi tahu.", "There is no route: nobody is being told."
    ),
    "alerts.add": _w("Tambah jalur", "Add a route"),
    "alerts.add_lead": _w(
        "Alamatnya rahasia: taruh di peladen sebagai variabel atau berkas, lalu sebut acuannya di sini.",
        "Its address is a secret: put it on the server as a variable or file and name that here.",
    ),
    "alerts.name": _w("Nama jalur", "Route's name"),
    "alerts.name_hint": _w("Huruf kecil, misalnya operator-jaga.", "Lower case, such as operators-on-duty."),
    "alerts.env": _w("Variabel di peladen", "Variable on the server"),
    "alerts.env_hint": _w(
        "Diawali SIMPUL_ALERT_, misalnya SIMPUL_ALERT_TELEGRAM. Isinya alamat Apprise seperti mailtos:// atau tgram://.",
        "Begins with SIMPUL_ALERT_, such as SIMPUL_ALERT_TELEGRAM. It holds an Apprise address: mailtos:// or tgram://.",
    ),
    "alerts.file": _w("Atau berkas di peladen", "Or a file on the server"),
    "alerts.file_hint": _w("Misalnya /run/secrets/peringatan.", "Such as /run/secrets/alerts."),
    "alerts.reference": _w("Acuan", "Reference"),
    "alerts.tells": _w("Memberi tahu", "Tells"),
    "alerts.from_level": _w("Mulai dari", "From"),
    "alerts.and_worse": _w("ke atas", "and worse"),
    "alerts.kinds": _w("Jenis saja", "Only these kinds"),
    "alerts.kinds_hint": _w("Tidak dipilih: semua jenis.", "None chosen: every kind."),
    "alerts.every_kind": _w("semua jenis", "every kind"),
    "alerts.quiet": _w("Jam tenang", "Quiet hours"),
    "alerts.quiet_from": _w("Jam tenang mulai (WIB)", "Quiet hours from (WIB)"),
    "alerts.quiet_until": _w("Jam tenang sampai", "Quiet hours until"),
    "alerts.quiet_hint": _w(
        "Misalnya 22:00 sampai 06:00; hanya yang kritis lewat.", "Such as 22:00 to 06:00; only what is critical passes."
    ),
    "alerts.no_quiet": _w("tidak ada", "none"),
    "alerts.digest": _w("Ringkasan harian pukul 07.30 WIB", "Daily digest at 07:30 WIB"),
    "alerts.language": _w("Bahasa pesan", "Language of messages"),
    "alerts.repeat": _w("Ulangi tiap berapa jam selama berlangsung", "Repeat every so many hours while it lasts"),
    "alerts.last": _w("Terakhir", "Last"),
    "alerts.never_sent": _w("belum pernah terkirim", "nothing sent yet"),
    "alerts.waits": _w("pesan menunggu dicoba lagi", "messages wait to be tried again"),
    "alerts.test": _w("Kirim pesan uji", "Send a test message"),
    "alerts.off": _w("Matikan", "Switch off"),
    "alerts.on": _w("Nyalakan", "Switch on"),
    "alerts.remove": _w("Hapus", "Remove"),
    "alerts.remove_hint": _w(
        "Matikan dan Hapus berlaku saat itu juga; pesan yang menunggu tidak dikirim lagi.",
        "Switching off and removing take effect at once; messages that wait are not sent any more.",
    ),
    "alerts.silences": _w("Senyapkan", "Silence"),
    "alerts.silences_lead": _w(
        "Pesan ditahan, halaman ini tetap menunjukkannya. Nama Anda dan alasannya tercatat.",
        "Messages are held back, this page goes on showing them. Your name and reason are recorded.",
    ),
    "alerts.kind": _w("Jenis", "Kind"),
    "alerts.all": _w("Semua peringatan", "Every alert"),
    "alerts.target": _w("Hanya untuk", "Only of"),
    "alerts.target_hint": _w(
        "Nama umpan atau sistem, misalnya siak.penduduk; kosong: semua.",
        "A feed or system such as siak.penduduk; empty: all.",
    ),
    "alerts.for": _w("Selama", "For"),
    "alerts.hours_1": _w("1 jam", "1 hour"),
    "alerts.hours_4": _w("4 jam", "4 hours"),
    "alerts.hours_24": _w("1 hari", "1 day"),
    "alerts.hours_168": _w("7 hari", "7 days"),
    "alerts.until": _w("sampai", "until"),
    "alerts.by": _w("oleh", "by"),
    "alerts.end": _w("Akhiri senyap", "End the silence"),
    "alerts.messages": _w("Pesan terakhir", "Last messages"),
    "alerts.no_messages": _w("Belum ada pesan.", "No messages yet."),
    "alerts.when": _w("Waktu", "When"),
    "alerts.route": _w("Jalur", "Route"),
    "alerts.message": _w("Pesan", "Message"),
    "alerts.state": _w("Keadaan", "State"),
    "alerts.attempt": _w("percobaan", "attempts"),
}
