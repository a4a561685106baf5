"""Which services lean on which system, and what a counter does while it is away; in words."""

from __future__ import annotations

from dataclasses import dataclass

from simpul.core.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a system's absence means for people at a counter."""

    services: Words
    steps: Words


def _s(services: tuple[str, str], steps: tuple[str, str]) -> Service:
    return Service(services=Words(id=services[0], en=services[1]), steps=Words(id=steps[0], en=steps[1]))


_REGISTRY = _s(
    (
        "pencocokan data kependudukan untuk KTP-el, KK, dan akta",
        "checks of population data for identity cards, family cards and certificates",
    ),
    (
        "Terima permohonan seperti biasa. Periksa dokumen asli warga. Catat NIK di berkas, bukan di pesan."
        " Jangan menolak warga karena data belum dapat dicek.",
        "Accept applications as usual. Look at the citizen's own documents. Write the NIK in the file, never in a"
        " message. Turn nobody away because data cannot be checked.",
    ),
)
_SERVICES: dict[str, Service] = {
    "siak": _REGISTRY,
    "siak_sql": _REGISTRY,
    "apsp": _s(
        (
            "permohonan KTP-el, KK, akta, dan izin di pelayanan satu pintu",
            "applications for identity cards, family cards, certificates and permits at the one-door service",
        ),
        (
            "Terima permohonan dengan formulir kertas dan beri tanda terima bertanggal."
            " Masukkan ke sistem setelah pulih, dengan tanggal terima yang asli.",
            "Take applications on paper and give a dated receipt. Enter them once the system is back, with the date"
            " they were received.",
        ),
    ),
    "sp4": _s(
        ("pengaduan SP4N-LAPOR! dan kabar tindak lanjutnya", "complaints through SP4N-LAPOR! and their follow-ups"),
        (
            "Terima pengaduan di loket atau telepon dan catat. Tindak lanjut yang tertunda dikirim otomatis setelah"
            " pulih.",
            "Take complaints at the counter or by telephone and note them. Follow-ups that wait are sent once it is"
            " back.",
        ),
    ),
    "dukcapil": _s(
        ("verifikasi NIK ke Dukcapil pusat", "verification of NIKs with the national registry"),
        (
            "Lanjutkan pelayanan dengan data SIAK. Verifikasi yang tertunda dikerjakan otomatis setelah pulih.",
            "Go on with data of SIAK. Verifications that wait are done once it is back.",
        ),
    ),
    "loket": _s(
        (
            "berkas loket kecamatan, antrean cetak, dan serah terima KTP-el",
            "files of the district counters, the print queue and the hand-over of cards",
        ),
        (
            "Simpan berkas hari ini di komputer loket. Unggah semuanya setelah folder dapat dibuka lagi; tidak ada"
            " yang terhitung dua kali.",
            "Keep today's files on the counter's computer. Upload all of them once the folder opens again; nothing is"
            " counted twice.",
        ),
    ),
}


def of(system: str, title: str) -> Service:
    """The words for a system; one without words of its own is named by its title."""
    return _SERVICES.get(system) or _s(
        (f"layanan yang memakai {title}", f"services that use {title}"),
        (
            "Terima permohonan seperti biasa dan catat. Masukkan setelah sistem pulih.",
            "Accept applications as usual and note them. Enter them once the system is back.",
        ),
    )
