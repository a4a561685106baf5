"""Every kind of alert: how it is said, what to do, and the console's page for it. No text here comes from a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simpul.core.i18n import Words

Level = Literal["info", "warning", "critical"]
#: Least pressing first.
LEVELS: tuple[Level, ...] = ("info", "warning", "critical")
LEVEL_WORDS: dict[str, Words] = {
    "info": Words(id="Info", en="Info"),
    "warning": Words(id="Peringatan", en="Warning"),
    "critical": Words(id="Kritis", en="Critical"),
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of alert."""

    title: Words
    advice: Words
    #: Page of the console it links to, and the one for a single target.
    path: str
    one: str = ""

    def page(self, target: str = "") -> str:
        """The page for one target, or for several of the kind."""
        return self.one.format(target) if self.one and target else self.path


def _kind(title_id: str, title_en: str, advice_id: str, advice_en: str, path: str, one: str = "") -> Kind:
    return Kind(title=Words(id=title_id, en=title_en), advice=Words(id=advice_id, en=advice_en), path=path, one=one)


#: Most pressing first: the order inside a message.
KINDS: dict[str, Kind] = {
    "database": _kind(
        "Basis data Simpul tidak terjangkau",
        "Simpul's database cannot be reached",
        "Periksa apakah PostgreSQL berjalan dan diskanya tidak penuh.",
        "See whether PostgreSQL is up and its disk is not full.",
        "/",
    ),
    "gap": _kind(
        "Jumlah baris tidak cocok",
        "Rows do not add up",
        "Hentikan pengiriman, lalu laporkan nomor prosesnya ke pengembang.",
        "Stop sending, then report the run's number to the developers.",
        "/sinkron",
        "/sinkron/{}",
    ),
    "schedule": _kind(
        "Penjadwal tidak bekerja",
        "The scheduler is not working",
        "Periksa apakah Airflow berjalan dan tidak ada jadwal yang dijeda.",
        "See whether Airflow is up and no schedule is paused.",
        "/sinkron",
    ),
    "brake": _kind(
        "Proses ditahan karena akan mengubah terlalu banyak",
        "A run is held because it would change too much",
        "Periksa contohnya, lalu lepaskan atau tolak.",
        "Look at its sample, then release or refuse it.",
        "/sinkron",
    ),
    "link": _kind(
        "Koneksi perlu tindakan",
        "A link needs somebody",
        "Uji koneksi dan ikuti sarannya.",
        "Test the link and follow its advice.",
        "/koneksi",
        "/koneksi/{}",
    ),
    "down": _kind(
        "Koneksi lama tidak menjawab",
        "A link has not answered for long",
        "Hubungi pengelola sistem itu; Simpul terus mencoba sendiri.",
        "Call the owner of that system; Simpul keeps trying by itself.",
        "/koneksi",
        "/koneksi/{}",
    ),
    "late": _kind(
        "Data terlambat",
        "Data is late",
        "Buka umpannya dan jalankan sekarang.",
        "Open the feed and run it now.",
        "/sinkron",
        "/sinkron/{}",
    ),
    "deadline": _kind(
        "Jadwal melewati batas waktunya",
        "A schedule ran past its deadline",
        "Lihat prosesnya; biasanya sistem sumber lambat.",
        "Look at its run; usually the source is slow.",
        "/sinkron",
    ),
    "quota": _kind(
        "Kuota hari ini hampir habis",
        "Today's quota is nearly used up",
        "Tunda pemeriksaan yang tidak mendesak sampai besok.",
        "Put off checks that can wait until tomorrow.",
        "/koneksi",
        "/koneksi/{}",
    ),
    "expiry": _kind(
        "Perjanjian akses, sertifikat atau kredensial segera berakhir",
        "An access agreement, certificate or credential ends soon",
        "Perpanjang sebelum tanggalnya, lalu perbarui pengaturannya.",
        "Renew it before that day, then update the setting.",
        "/koneksi",
        "/koneksi/{}",
    ),
    "drift": _kind(
        "Bentuk data sumber berubah",
        "The form of a source changed",
        "Lihat kolomnya, lalu petakan atau biarkan.",
        "Look at the fields, then map or leave them.",
        "/koneksi",
    ),
    "effect": _kind(
        "Kiriman gagal atau menunggu dikerjakan",
        "Effects failed or wait to be done by hand",
        "Lihat sebabnya, lalu ulangi atau batalkan dengan alasan.",
        "Look at the cause, then send again or cancel with a reason.",
        "/koneksi",
        "/koneksi/{}/kiriman",
    ),
    "unknown": _kind(
        "Kiriman tanpa jawaban lebih dari satu jam",
        "Effects without an answer for more than an hour",
        "Pastikan sistem tujuan dapat dihubungi; Simpul menanyakannya sendiri.",
        "See that the target can be reached; Simpul asks it by itself.",
        "/koneksi",
        "/koneksi/{}",
    ),
    "compare": _kind(
        "Perbandingan tertinggal",
        "Comparing is behind",
        "Periksa apakah jadwal perbandingan berjalan.",
        "See whether the schedule of comparing runs.",
        "/sinkron",
    ),
    "overdue": _kind(
        "Ketidaksesuaian melewati tenggat",
        "Disagreements are overdue",
        "Bagikan kepada petugas dan putuskan yang tertua lebih dulu.",
        "Assign them and decide the oldest first.",
        "/ketidaksesuaian",
    ),
    "proposal": _kind(
        "Usulan lama menunggu persetujuan",
        "Proposals have waited long for approval",
        "Setujui atau tolak dengan alasan.",
        "Approve or refuse with a reason.",
        "/persetujuan",
    ),
    "quarantine": _kind(
        "Karantina lama belum ditangani",
        "Quarantine has waited long",
        "Minta sistem sumber memperbaiki, lalu proses ulang.",
        "Have the source mend it, then replay.",
        "/karantina",
    ),
    "route": _kind(
        "Jalur peringatan gagal mengirim",
        "An alert route fails to deliver",
        "Periksa alamat jalurnya dan kirim pesan uji.",
        "Check the route's address and send a test message.",
        "/pengaturan/peringatan",
    ),
}
