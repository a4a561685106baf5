"""Planted faults of cards: done but not printed, printed but open, waiting long, gone backwards."""

from __future__ import annotations

from tests.compare.rules.planting import Near, Planted, application, file, hk, nik, nomor, resident, stage

PLANTED = (
    Planted(
        rule="ktp_selesai_belum_tercetak",
        key=nomor(201),
        rows=[
            resident(201, ktp_el_status="dikirim_cetak"),
            application(201, tahap="DISERAHKAN", selesai_pada=hk(4)),
        ],
        heals=[application(201, tahap="DIPROSES")],
        near=[
            Near(
                name="finished yesterday",
                rows=[
                    resident(202, ktp_el_status="dikirim_cetak"),
                    application(202, tahap="DISERAHKAN", selesai_pada=hk(1)),
                ],
            ),
            Near(
                name="finished exactly three working days ago",
                rows=[
                    resident(203, ktp_el_status="dikirim_cetak"),
                    application(203, tahap="DISERAHKAN", selesai_pada=hk(3)),
                ],
            ),
            Near(
                name="card printed",
                rows=[
                    resident(204, ktp_el_status="tercetak"),
                    application(204, tahap="DISERAHKAN", selesai_pada=hk(9)),
                ],
            ),
            Near(
                name="refused",
                rows=[
                    resident(205, ktp_el_status="sudah_rekam"),
                    application(205, tahap="DITOLAK", selesai_pada=hk(9)),
                ],
            ),
            Near(
                name="a family card",
                rows=[
                    resident(206, ktp_el_status="belum_rekam"),
                    application(206, jenis_layanan="KK_BARU", tahap="DISERAHKAN", selesai_pada=hk(9)),
                ],
            ),
        ],
        ripens=frozenset({nomor(202), nomor(203)}),
    ),
    Planted(
        rule="ktp_selesai_belum_tercetak",
        key=nomor(207),
        rows=[
            resident(207, ktp_el_status="sudah_rekam"),
            application(207, tahap="TERBIT"),
            stage(207, 1, "TERBIT", hk(6)),
        ],
        heals=[stage(207, 1, "TERBIT", hk(2))],
        near=[],
        ripens=frozenset({nomor(207)}),
    ),
    Planted(
        rule="ktp_tercetak_permohonan_terbuka",
        key=nomor(211),
        rows=[resident(211, ktp_el_status="tercetak", since=hk(4)), application(211, tahap="MENUNGGU_BLANGKO")],
        heals=[application(211, tahap="SIAP_DIAMBIL")],
        near=[
            Near(
                name="printed before the application was made",
                rows=[
                    resident(212, ktp_el_status="diserahkan", since=hk(40)),
                    application(212, jenis_layanan="KTP_EL_GANTI"),
                ],
            ),
            Near(
                name="printed yesterday",
                rows=[resident(213, ktp_el_status="tercetak", since=hk(1)), application(213)],
            ),
            Near(
                name="returned to the applicant",
                rows=[resident(214, ktp_el_status="tercetak", since=hk(4)), application(214, tahap="DIKEMBALIKAN")],
            ),
            Near(
                name="an old card whose owner moved house since",
                before=[resident(215, ktp_el_status="diserahkan", since=hk(40))],
                rows=[
                    resident(215, ktp_el_status="diserahkan", since=hk(5), alamat="JL. BARU 1"),
                    application(215, jenis_layanan="KTP_EL_GANTI"),
                ],
            ),
        ],
        ripens=frozenset({nomor(213)}),
    ),
    Planted(
        rule="siap_cetak_tertunda",
        key=nik(221),
        rows=[resident(221, ktp_el_status="siap_cetak", since=hk(15))],
        heals=[resident(221, ktp_el_status="dikirim_cetak", since=hk(0))],
        near=[
            Near(name="since a week", rows=[resident(222, ktp_el_status="siap_cetak", since=hk(5))]),
            Near(
                name="since exactly fourteen working days",
                rows=[resident(223, ktp_el_status="siap_cetak", since=hk(14))],
            ),
            Near(name="died", rows=[resident(224, ktp_el_status="siap_cetak", since=hk(30), status_hidup="mati")]),
        ],
        ripens=frozenset({nik(222), nik(223)}),
    ),
    Planted(
        rule="siap_cetak_tertunda",
        key=nik(225),
        # Ready for twenty working days, although the record changed ten days ago.
        before=[resident(225, ktp_el_status="siap_cetak", since=hk(20), status_hidup="pergi")],
        rows=[resident(225, ktp_el_status="siap_cetak", since=hk(10))],
        heals=[resident(225, ktp_el_status="siap_cetak", since=hk(2), status_hidup="mati")],
        near=[
            Near(
                name="ready again after a failed print",
                before=[
                    resident(226, ktp_el_status="dikirim_cetak", since=hk(8)),
                ],
                rows=[resident(226, ktp_el_status="siap_cetak", since=hk(3))],
            )
        ],
        ripens=frozenset({nik(226)}),
    ),
    Planted(
        rule="ktp_mundur",
        key=nik(231),
        before=[resident(231, ktp_el_status="diserahkan", since=hk(40))],
        rows=[
            resident(231, ktp_el_status="sudah_rekam", since=hk(2)),
            application(231, jenis_layanan="KK_BARU", diajukan_pada=hk(20)),
        ],
        heals=[application(231, jenis_layanan="KTP_EL_GANTI", diajukan_pada=hk(20))],
        near=[
            Near(
                name="a replacement was asked for",
                before=[resident(232, ktp_el_status="diserahkan", since=hk(40))],
                rows=[
                    resident(232, ktp_el_status="siap_cetak", since=hk(2)),
                    application(232, jenis_layanan="KTP_EL_GANTI", diajukan_pada=hk(9)),
                ],
            ),
            Near(
                name="a replacement was asked for on paper",
                before=[resident(233, ktp_el_status="diserahkan", since=hk(40))],
                rows=[
                    resident(233, ktp_el_status="siap_cetak", since=hk(2)),
                    file(233, jenis_layanan="KTP_EL_GANTI", diterima_pada=hk(9)),
                ],
            ),
            Near(
                name="forward",
                before=[resident(234, ktp_el_status="sudah_rekam", since=hk(40))],
                rows=[resident(234, ktp_el_status="siap_cetak", since=hk(2))],
            ),
        ],
    ),
)
