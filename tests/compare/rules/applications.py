"""Planted faults of applications: the dead and the moved, duplicates, old documents, fees, stages, reused numbers."""

from __future__ import annotations

from datetime import timedelta

from simpul.core import clock
from simpul.core.i18n import WIB
from tests.compare.rules.planting import (
    NOW,
    Near,
    Planted,
    applicant,
    application,
    day,
    document,
    event,
    file,
    handed,
    hk,
    nik,
    nomor,
    resident,
    stage,
)

_AHEAD = clock.now()


PLANTED = (
    Planted(
        rule="meninggal_permohonan_aktif",
        key=nomor(101),
        rows=[resident(101, status_hidup="mati"), event(101, "MATI", "2026-10-01"), application(101)],
        heals=[application(101, tahap="DIBATALKAN")],
        near=[
            Near(
                name="made before the death",
                rows=[resident(102, status_hidup="mati"), event(102, "MATI", "2026-11-15"), application(102)],
            ),
            Near(
                name="made on the day of the death",
                rows=[
                    resident(103, status_hidup="mati"),
                    event(103, "MATI", f"{hk(10):%Y-%m-%d}"),
                    application(103, diajukan_pada=hk(10).replace(hour=23)),
                ],
            ),
            Near(
                name="the death certificate itself",
                rows=[
                    resident(104, status_hidup="mati"),
                    event(104, "MATI", "2026-10-01"),
                    application(104, jenis_layanan="AKTA_KEMATIAN"),
                ],
            ),
            Near(
                name="already refused",
                rows=[
                    resident(105, status_hidup="mati"),
                    event(105, "MATI", "2026-10-01"),
                    application(105, tahap="DITOLAK"),
                ],
            ),
            Near(name="alive", rows=[resident(106), application(106)]),
        ],
    ),
    Planted(
        rule="pindah_permohonan_aktif",
        key=nomor(111),
        rows=[resident(111, status_hidup="pindah"), application(111)],
        heals=[resident(111, status_hidup="hidup")],
        near=[
            Near(
                name="the application to move away",
                rows=[resident(112, status_hidup="pindah"), application(112, jenis_layanan="PINDAH_KELUAR")],
            ),
            Near(name="finished", rows=[resident(113, status_hidup="pindah"), application(113, tahap="DISERAHKAN")]),
        ],
    ),
    Planted(
        rule="permohonan_ganda",
        key=nomor(122),
        rows=[application(121), application(122, person=121, diajukan_pada=hk(8))],
        heals=[application(121, tahap="DITOLAK")],
        near=[
            Near(
                name="eight days apart",
                rows=[
                    application(123, diajukan_pada=NOW - timedelta(days=12)),
                    application(124, person=123, diajukan_pada=NOW - timedelta(days=4)),
                ],
            ),
            Near(name="first one final", rows=[application(125, tahap="DIBATALKAN"), application(126, person=125)]),
            Near(
                name="another service", rows=[application(127), application(128, person=127, jenis_layanan="KK_UBAH")]
            ),
            Near(name="paper file handed over", rows=[application(129), file(129), handed(129)]),
            Near(name="paper file of another service", rows=[application(130), file(130, jenis_layanan="KK_UBAH")]),
        ],
    ),
    Planted(
        rule="permohonan_ganda",
        key=nomor(131),
        rows=[application(131), file(131)],
        heals=[handed(131)],
        near=[Near(name="paper file long ago", rows=[application(132), file(132, diterima_pada=hk(40))])],
    ),
    Planted(
        rule="persyaratan_lama",
        key="S-00000141",
        rows=[application(141), document(141, "2025-03-01"), event(141, "KAWIN", "2026-02-10")],
        heals=[document(141, "2026-02-11")],
        near=[
            Near(
                name="issued after the event",
                rows=[application(142), document(142, "2026-02-11"), event(142, "KAWIN", "2026-02-10")],
            ),
            Near(
                name="a birth certificate is not renewed",
                rows=[
                    application(143),
                    document(143, "2001-03-01", dokumen="AKTA KELAHIRAN"),
                    event(143, "KAWIN", "2026-02-10"),
                ],
            ),
            Near(
                name="finished",
                rows=[
                    application(144, tahap="DISERAHKAN", selesai_pada=hk(1)),
                    document(144, "2025-03-01"),
                    event(144, "PECAH_KK", "2026-02-10"),
                ],
            ),
            Near(
                name="own birth is no change",
                rows=[application(145), document(145, "1989-03-01"), event(145, "LAHIR", "1990-01-05")],
            ),
        ],
    ),
    Planted(
        rule="tahap_mundur",
        key=nomor(151),
        rows=[application(151), stage(151, 1, "SIAP_DIAMBIL", hk(5)), stage(151, 2, "VERIFIKASI", hk(3))],
        heals=[stage(151, 2, "VERIFIKASI", hk(8))],
        near=[
            Near(
                name="returned and taken in again",
                rows=[
                    application(152),
                    stage(152, 1, "BERKAS_DITERIMA", hk(8)),
                    stage(152, 2, "DIKEMBALIKAN", hk(6)),
                    stage(152, 3, "BERKAS_DITERIMA", hk(4)),
                ],
            ),
            Near(
                name="forward",
                rows=[
                    application(153, tahap="DISERAHKAN", selesai_pada=hk(3)),
                    stage(153, 1, "VERIFIKASI", hk(6)),
                    stage(153, 2, "TERBIT", hk(5)),
                    stage(153, 3, "DISERAHKAN", hk(3)),
                ],
            ),
        ],
    ),
    Planted(
        rule="waktu_di_depan",
        key="T-000161-1",
        rows=[application(161), stage(161, 1, "VERIFIKASI", _AHEAD + timedelta(hours=5))],
        heals=[stage(161, 1, "VERIFIKASI", hk(5))],
        near=[
            Near(
                name="clocks five minutes apart",
                rows=[application(162), stage(162, 1, "VERIFIKASI", _AHEAD + timedelta(minutes=5))],
            )
        ],
    ),
    Planted(
        rule="nomor_dipakai_ulang",
        key=nomor(171),
        before=[application(171)],
        rows=[application(171, nik=nik(172), jenis_layanan="KK_BARU")],
        heals=[application(171, nik=nik(172))],
        near=[
            Near(
                name="only the NIK corrected",
                before=[application(173)],
                rows=[application(173, nik=nik(174), tahap="DIPROSES")],
            ),
            Near(
                name="only the service corrected",
                before=[application(175)],
                rows=[application(175, jenis_layanan="KTP_EL_GANTI")],
            ),
        ],
    ),
    Planted(
        rule="biaya_layanan_gratis",
        key=nomor(181),
        rows=[application(181, biaya=50_000)],
        heals=[application(181, biaya=0)],
        near=[
            Near(name="a permit costs", rows=[application(182, biaya=150_000, jenis_layanan="IZIN_USAHA")]),
            Near(name="delivered by post", rows=[application(183, biaya=12_000, kanal="DARING")]),
            Near(name="free", rows=[application(184)]),
        ],
    ),
    Planted(
        rule="biaya_layanan_gratis",
        key=nomor(185),
        rows=[application(185, biaya=12_000, kanal="PATEN")],
        heals=[application(185, biaya=12_000, kanal="DARING")],
        near=[],
    ),
    Planted(
        rule="ktp_di_bawah_umur",
        key=nomor(191),
        rows=[resident(191, tanggal_lahir=day("2010-06-01")), application(191)],
        heals=[resident(191, tanggal_lahir=day("2009-06-01"))],
        near=[
            Near(
                name="sixteen but married",
                rows=[resident(192, tanggal_lahir=day("2010-06-01"), status_kawin="kawin"), application(192)],
            ),
            Near(
                name="seventeen on that very day",
                rows=[
                    resident(193, tanggal_lahir=day(f"2009-{hk(10).astimezone(WIB):%m-%d}")),
                    application(193),
                ],
            ),
            Near(
                name="a replacement",
                rows=[
                    resident(194, tanggal_lahir=day("2010-06-01")),
                    application(194, jenis_layanan="KTP_EL_GANTI"),
                ],
            ),
        ],
    ),
    Planted(
        rule="pemohon_luar_medan",
        key=nomor(196),
        rows=[applicant(196, kode_kelurahan="1207231001"), application(196)],
        heals=[applicant(196, kode_kelurahan="1271091001")],
        near=[
            Near(name="of Medan", rows=[applicant(197), application(197)]),
            Near(
                name="another service",
                rows=[
                    applicant(198, kode_kelurahan="1207231001"),
                    application(198, jenis_layanan="IZIN_USAHA"),
                ],
            ),
            Near(
                name="finished",
                rows=[applicant(199, kode_kelurahan="1207231001"), application(199, tahap="DITOLAK")],
            ),
        ],
    ),
)
