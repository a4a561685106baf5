"""What may stand in a line of the log, and what it means. Nothing of a record: no key of it, no value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simpul.core.i18n import Words

#: Key → meaning, in the order in which a line names them.
KEYS: Final[Mapping[str, Words]] = {
    "timestamp": Words(id="waktu, UTC", en="when, UTC"),
    "level": Words(id="`debug`, `info`, `warning`, `error`", en="`debug`, `info`, `warning`, `error`"),
    "logger": Words(id="modul yang menulis", en="module that wrote the line"),
    "event": Words(
        id="apa yang terjadi (tabel di atas); pada baris pustaka: kalimatnya",
        en="what happened (table above); in a library's line its sentence",
    ),
    "run": Words(id="nomor proses", en="number of the run"),
    "feed": Words(id="umpan, misalnya `siak.penduduk`", en="feed, e.g. `siak.penduduk`"),
    "system": Words(id="sistem, misalnya `apsp`", en="system, e.g. `apsp`"),
    "job": Words(id="nomor pekerjaan yang diminta seseorang", en="number of a job that somebody asked for"),
    "effect": Words(id="nomor kiriman", en="number of a sending"),
    "kind": Words(id="jenis kiriman, pekerjaan, atau tugas", en="kind of a sending, job or task"),
    "target": Words(id="umpan, sistem, atau nomor yang dikerjakan", en="feed, system or number that is worked on"),
    "month": Words(id="bulan laporan, misalnya `2026-10`", en="month of a report, e.g. `2026-10`"),
    "pages": Words(id="halaman dalam satu kelompok", en="pages of a group"),
    "rows": Words(id="baris atau warga yang dikerjakan", en="rows or subjects worked on"),
    "attempt": Words(id="percobaan ke berapa", en="which attempt it was"),
    "standing": Words(id="peringatan yang sedang ada", en="alerts there are now"),
    "queued": Words(id="pesan yang masuk antrean", en="messages put in line"),
    "sent": Words(id="panggilan atau pesan yang keluar", en="calls or messages that left"),
    "not_sent": Words(id="pesan yang tidak keluar", en="messages that did not leave"),
    "outcome": Words(
        id="akhirnya: `done`, keadaan kiriman, atau `held` ditahan, `stopped` perlu orang, `parked` ditutup, "
        "`busy` dikerjakan proses lain, `failed` dicoba lagi, `broken` kesalahan program, `interrupted` dihentikan",
        en="how it ended: `done`, the state of a sending, or `held`, `stopped` (a person must act), `parked` (closed "
        "for a while), `busy` (another worker), `failed` (tried again), `broken` (our mistake), `interrupted`",
    ),
    "seconds": Words(id="lamanya", en="how long it took"),
    "error": Words(id="jenis galat", en="kind of the error"),
    "place": Words(id="berkas dan baris kode asal galat", en="file and line of code the error came from"),
    "why": Words(id="kalimat galat, bila kalimat Simpul sendiri", en="the error's words, where they are Simpul's own"),
    "exception": Words(id="jalan galat melalui kode", en="the error's way through the code"),
    "dropped": Words(
        id="nama kunci yang tidak dikenal; isinya tidak ditulis",
        en="keys that are not known; their values are not written",
    ),
}

#: Event → when it is written.
EVENTS: Final[Mapping[str, Words]] = {
    "pull": Words(id="satu penarikan berakhir", en="a pull ended"),
    "pull.group": Words(id="sekelompok halaman tersimpan", en="a group of pages was stored"),
    "sweep": Words(id="satu penyapuan berakhir", en="a sweep ended"),
    "compare": Words(id="satu perbandingan berakhir", en="a comparison ended"),
    "deliver": Words(id="satu giliran pengiriman berakhir", en="a turn of sending ended"),
    "effect": Words(id="satu kiriman berubah keadaan", en="a sending changed its state"),
    "balikan": Words(
        id="laporan data balikan dibuka, dibekukan, disetujui", en="data balikan opened, frozen, approved"
    ),
    "upkeep": Words(id="pemeliharaan harian berakhir", en="the daily upkeep ended"),
    "job": Words(id="pekerjaan yang diminta berakhir", en="a job that was asked for ended"),
    "alerts": Words(id="satu giliran peringatan berakhir", en="a turn of the alerts ended"),
    "task": Words(id="tugas penjadwal gagal tak terduga", en="a scheduled task failed for no known reason"),
    "command": Words(id="perintah gagal tak terduga", en="a command failed for no known reason"),
}
