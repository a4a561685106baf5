"""Planted faults of the registry: deaths, NIKs of two people, two NIKs of one, families without one head."""

from __future__ import annotations

from typing import Any

from tests.compare.rules.planting import (
    Near,
    Planted,
    Row,
    applicant,
    day,
    event,
    family,
    kk,
    name,
    nik,
    resident,
    verified,
)


def _twice(first: int, second: int, **values: Any) -> list[Row]:
    """Two records of the registry that agree in everything but the NIK; ``values``: what the second has otherwise."""
    mother = f"NUR HAYATI {name(first)}"
    one = resident(first, nama_lengkap=f"MHD. RIZKY {name(first)}", nama_ibu=mother)
    return [one, resident(second, **{"nama_lengkap": f"Muhammad  Rizki {name(first)}", "nama_ibu": mother} | values)]


def _misspelt(first: int, one: str, two: str) -> list[Row]:
    """Two records in two families, of one mother and day, whose names are these."""
    mother = f"NUR HAYATI {name(first)}"
    return [
        resident(first, nama_lengkap=one, nama_ibu=mother),
        resident(first + 1, nama_lengkap=two, nama_ibu=mother, no_kk=kk(first + 1)),
    ]


PLANTED = (
    Planted(
        rule="akta_kematian_masih_hidup",
        key=nik(301),
        rows=[resident(301), event(301, "MATI", "2026-11-06")],
        heals=[resident(301, status_hidup="mati")],
        near=[
            Near(name="died yesterday", rows=[resident(302), event(302, "MATI", "2026-11-17")]),
            Near(
                name="recorded as deceased",
                rows=[resident(303, status_hidup="mati"), event(303, "MATI", "2026-11-06")],
            ),
            Near(name="another event", rows=[resident(304), event(304, "KAWIN", "2026-11-06")]),
        ],
        ripens=frozenset({nik(302)}),
    ),
    Planted(
        rule="nik_dua_orang",
        key="P-0000312",
        rows=[
            applicant(311),
            applicant(312, nik=nik(311), nama_lengkap="RUDI HARTONO", tanggal_lahir=day("1971-03-02")),
        ],
        heals=[applicant(312, nama_lengkap="RUDI HARTONO", tanggal_lahir=day("1971-03-02"))],
        near=[
            Near(
                name="account made again",
                rows=[
                    applicant(313, nama_lengkap="DEWI LESTARI"),
                    applicant(314, nik=nik(313), nama_lengkap="dewi  lestari "),
                ],
            ),
            Near(
                name="only the birth date differs",
                rows=[
                    applicant(315),
                    applicant(316, nik=nik(315), nama_lengkap=name(315), tanggal_lahir=day("1990-05-01")),
                ],
            ),
            Near(name="only the name differs", rows=[applicant(317), applicant(318, nik=nik(317))]),
            Near(
                name="one of them removed",
                rows=[
                    applicant(319),
                    applicant(310, nik=nik(319), tanggal_lahir=day("1971-03-02"), deleted=True),
                ],
            ),
        ],
    ),
    Planted(
        rule="satu_orang_dua_nik",
        key=nik(322),
        rows=_twice(321, 322),
        # The lower NIK heals the case of the higher one: only a waking shows that.
        heals=[resident(321, nama_lengkap=_twice(321, 322)[0][1]["nama_lengkap"], nama_ibu="SITI AISYAH")],
        near=[
            Near(name="twins", rows=_twice(323, 324, nama_lengkap="RIZAL NASUTION")),
            Near(
                name="twins with almost the same name",
                rows=_twice(335, 336, nama_lengkap=f"MUHAMMAD RIZKA {name(335)}"),
            ),
            Near(
                name="two letters differ",
                rows=_twice(337, 338, nama_lengkap=f"MUHAMMAD RESKA {name(337)}", no_kk=kk(338)),
            ),
            Near(name="another mother", rows=_twice(325, 326, nama_ibu="SITI AISYAH")),
            Near(
                name="another birth date",
                rows=_twice(327, 328, tanggal_lahir=day("1990-02-05"), nik="1271090502909328"),
            ),
            Near(name="brother and sister", rows=_twice(329, 330, jenis_kelamin="P", nik=nik(330, woman=True))),
            Near(name="one of them dead", rows=_twice(331, 332, status_hidup="mati")),
            Near(
                name="mother unknown",
                rows=[resident(333, nama_lengkap="ADI PUTRA"), resident(334, nama_lengkap="ADI PUTRA")],
            ),
        ],
    ),
    Planted(
        rule="satu_orang_dua_nik",
        key=nik(340),
        rows=_twice(339, 340, nama_lengkap=f"MUHAMMAD RIKI {name(339)}", no_kk=kk(340)),
        # Now they are of one family, as twins are.
        heals=_twice(339, 340, nama_lengkap=f"MUHAMMAD RIKI {name(339)}"),
        near=[],
    ),
    Planted(
        rule="satu_orang_dua_nik",
        key=nik(986),
        # The lost letter leaves two like ones side by side, which must not count as a second loss.
        rows=_misspelt(985, "MONIKA NABABAN", "MONIKA NABAAN"),
        heals=_misspelt(985, "MONIKA NABABAN", "SARTIKA GINTING"),
        near=[Near(name="too short to tell", rows=_misspelt(987, "WATI", "WTI"))],
    ),
    *(
        Planted(
            rule=rule,
            key=nik(number),
            rows=[verified(number, code)],
            heals=[verified(number, "00")],
            near=[
                Near(name="found", rows=[verified(number + 1, "00")]),
                Near(name="dead", rows=[verified(number + 2, "11")]),
            ],
        )
        for rule, number, code in (
            ("nik_data_ganda", 341, "12"),
            ("nik_tidak_online", 346, "13"),
            ("nik_nonaktif", 351, "14"),
        )
    ),
    Planted(
        rule="nik_tanggal_lahir",
        key=nik(361),
        rows=[resident(361, tanggal_lahir=day("1990-01-06"))],
        heals=[resident(361)],
        near=[Near(name="a woman's day", rows=[resident(362, nik=nik(362, woman=True), jenis_kelamin="P")])],
    ),
    Planted(
        rule="nik_jenis_kelamin",
        key=nik(366),
        rows=[resident(366, jenis_kelamin="P", nama_ibu=None)],
        heals=[resident(366)],
        near=[Near(name="a woman's day", rows=[resident(367, nik=nik(367, woman=True), jenis_kelamin="P")])],
    ),
    Planted(
        rule="nik_awalan",
        key=nik(371, place="120723"),
        rows=[resident(371, nik=nik(371, place="120723"))],
        heals=[resident(371, nik=nik(371, place="120723"), kode_kelurahan="1207231001")],
        near=[Near(name="never moved", rows=[resident(372)])],
    ),
    Planted(
        rule="kepala_dua_kk",
        key=kk(382),
        rows=[
            resident(381, no_kk=kk(381), hubungan_keluarga="kepala_keluarga"),
            resident(382, no_kk=kk(382), hubungan_keluarga="kepala_keluarga"),
            family(381, 381),
            family(382, 381),
        ],
        heals=[family(382, 382)],
        near=[
            Near(
                name="the old family was removed",
                rows=[
                    resident(383, no_kk=kk(383), hubungan_keluarga="kepala_keluarga"),
                    family(383, 383),
                    family(384, 383, deleted=True),
                ],
            ),
            Near(
                name="head of one family",
                rows=[resident(385, no_kk=kk(385), hubungan_keluarga="kepala_keluarga"), family(385, 385)],
            ),
        ],
    ),
    Planted(
        rule="kepala_keluarga_tidak_satu",
        key=kk(391),
        rows=[
            family(391, 391),
            resident(391, no_kk=kk(391), hubungan_keluarga="kepala_keluarga", status_hidup="mati"),
            resident(392, no_kk=kk(391), hubungan_keluarga="istri"),
        ],
        heals=[resident(392, no_kk=kk(391), hubungan_keluarga="kepala_keluarga")],
        near=[
            Near(
                name="head died and another member became head",
                rows=[
                    family(393, 394),
                    resident(393, no_kk=kk(393), hubungan_keluarga="kepala_keluarga", status_hidup="mati"),
                    resident(394, no_kk=kk(393), hubungan_keluarga="kepala_keluarga"),
                ],
            ),
            Near(name="nobody left", rows=[family(395, 395), resident(395, no_kk=kk(395), status_hidup="pindah")]),
        ],
    ),
    Planted(
        rule="kepala_keluarga_tidak_satu",
        key=kk(396),
        rows=[
            family(396, 396),
            resident(396, no_kk=kk(396), hubungan_keluarga="kepala_keluarga"),
            resident(397, no_kk=kk(396), hubungan_keluarga="kepala_keluarga"),
        ],
        heals=[resident(397, no_kk=kk(396), hubungan_keluarga="anak")],
        near=[],
    ),
)
