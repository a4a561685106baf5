"""Medan's 21 kecamatan and 151 kelurahan, and where else Medan's people were first registered.

Codes and names follow Kepmendagri 300.2.2-2430/2025 as tabulated by github.com/cahyadsn/wilayah:
MIT License, Copyright (c) 2017-2025 Cahya DSN. Permission is hereby granted, free of charge, to any person obtaining a
copy of this software and associated documentation files, to deal in the Software without restriction, subject to the
above copyright notice and this permission notice being included in all copies or substantial portions of the Software.
The Software is provided "as is", without warranty of any kind.
"""

from __future__ import annotations

import polars as pl

PROVINCE, CITY = "12", "71"

#: Kecamatan code (two digits) → (name, postcode); the kelurahan are numbered 1001, 1002, … in this order.
KECAMATAN: dict[str, tuple[str, str]] = {
    "01": ("Medan Kota", "20211"),
    "02": ("Medan Sunggal", "20122"),
    "03": ("Medan Helvetia", "20123"),
    "04": ("Medan Denai", "20226"),
    "05": ("Medan Barat", "20111"),
    "06": ("Medan Deli", "20241"),
    "07": ("Medan Tuntungan", "20134"),
    "08": ("Medan Belawan", "20411"),
    "09": ("Medan Amplas", "20147"),
    "10": ("Medan Area", "20213"),
    "11": ("Medan Johor", "20143"),
    "12": ("Medan Marelan", "20255"),
    "13": ("Medan Labuhan", "20251"),
    "14": ("Medan Tembung", "20222"),
    "15": ("Medan Maimun", "20151"),
    "16": ("Medan Polonia", "20152"),
    "17": ("Medan Baru", "20153"),
    "18": ("Medan Perjuangan", "20231"),
    "19": ("Medan Petisah", "20112"),
    "20": ("Medan Timur", "20236"),
    "21": ("Medan Selayang", "20131"),
}

KELURAHAN: dict[str, tuple[str, ...]] = {
    "01": (
        "Pasar Baru",
        "Pusat Pasar",
        "Sei Rengas I",
        "Mesjid",
        "Pandau Hulu I",
        "Kotamatsum III",
        "Pasar Merah Barat",
        "Teladan Timur",
        "Teladan Barat",
        "Sudirejo 1",
        "Sudirejo II",
        "Sitirejo I",
    ),
    "02": (
        "Lalang",
        "Sei Sikambing B",
        "Sunggal",
        "Babura Sunggal",
        "Tanjung Rejo",
        "Simpang Tanjung",
    ),
    "03": (
        "Helvetia",
        "Helvetia Tengah",
        "Helvetia Timur",
        "Tanjung Gusta",
        "Cinta Damai",
        "Dwi Kora",
        "Sei Sikambing C II",
    ),
    "04": (
        "Tegal S Mandala I",
        "Tegal S Mandala II",
        "Tegal S Mandala III",
        "Denai",
        "Binjai",
        "Medan Tenggara",
    ),
    "05": (
        "Kesawan",
        "Silalas",
        "Glugur Kota",
        "Pulo Berayan Kota",
        "Sei Agul",
        "Karang Berombak",
    ),
    "06": (
        "Titipapan",
        "Tanjung Mulia Hilir",
        "Tanjung Mulya",
        "Kota Bangun",
        "Mabar",
        "Mabar Hilir",
    ),
    "07": (
        "Tanjung Selamat",
        "Simpang Selayang",
        "Namo Gajah",
        "Kemenangan Tani",
        "Laucih",
        "Sidomulyo",
        "Ladang Bambu",
        "Simalingkar B",
        "Mangga",
    ),
    "08": (
        "Belawan I",
        "Belawan II",
        "Belawan Bahagia",
        "Belawan Bahari",
        "Belawan Sicanang",
        "Bagan Deli",
    ),
    "09": (
        "Amplas",
        "Sitirejo II",
        "Sitirejo III",
        "Harjosari I",
        "Harjosari II",
        "Timbang Deli",
        "Bangun Mulia",
    ),
    "10": (
        "Sukaramai I",
        "Sukaramai II",
        "Sei Rengas II",
        "S. Rengas Permata",
        "Pandau Hulu II",
        "Kota Matsum I",
        "Kota Matsum II",
        "Kota Matsum IV",
        "Pasar Merah Timur",
        "Tegal Sari I",
        "Tegal Sari II",
        "Tegal Sari III",
    ),
    "11": (
        "Suka Maju",
        "Titi Kuning",
        "Kedai Durian",
        "Pangkalan Mansur",
        "Gedung Johor",
        "Kwala Bekala",
    ),
    "12": (
        "Labuhan Deli",
        "Rengas Pulau",
        "Terjun",
        "Tanah Enam Ratus",
        "Paya Pasir",
    ),
    "13": (
        "Pekan Labuhan",
        "Sei Mati",
        "Besar",
        "Martubung",
        "Nelayan Indah",
        "Tangkahan",
    ),
    "14": (
        "Indra Kasih",
        "Sidorejo Hilir",
        "Sidorejo",
        "Bantan",
        "Tembung",
        "Bandar Selamat",
        "Bantan Timur",
    ),
    "15": (
        "Aur",
        "Hamdan",
        "Jati",
        "Sukaraja",
        "Sei Mati",
        "Kampung Baru",
    ),
    "16": (
        "Madras Hulu",
        "Polonia",
        "Sari Rejo",
        "Suka Damai",
        "Anggrung",
    ),
    "17": (
        "Petisah Hulu",
        "Babura",
        "Merdeka",
        "Darat",
        "Padang Bulan",
        "Titi Rante",
    ),
    "18": (
        "Pandau Hilir",
        "Pahlawan",
        "Sei Kera Hilir I",
        "Sei Kera Hilir II",
        "Sei Kera Hulu",
        "Sidorame Timur",
        "Sidorame Barat I",
        "Sidorame Barat II",
        "Tegalrejo",
    ),
    "19": (
        "Petisah Tengah",
        "Sekip",
        "Sei Sikambing D",
        "Sei Putih Barat",
        "Sei Putih Tengah",
        "Sei Putih Timur I",
        "Sei Putih Timur II",
    ),
    "20": (
        "Gang Buntu",
        "Sidodadi",
        "Durian",
        "Glugur Darat I",
        "Glugur Darat II",
        "P Berayan Darat I",
        "P Berayan Darat II",
        "P Berayan Bengkel",
        "PB Bengkel Baru",
        "Perintis",
        "Gaharu",
    ),
    "21": (
        "Asam Kumbang",
        "Tanjungsari",
        "P Bulan Selayang II",
        "Beringin",
        "P Bulan Selayang I",
        "Sempakata",
    ),
}

#: Kecamatan outside Medan (six digits) where many of its people got their NIK, with the town they call birthplace.
ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("120701", "DELI SERDANG"),
    ("120702", "DELI SERDANG"),
    ("120708", "DELI SERDANG"),
    ("120719", "DELI SERDANG"),
    ("120722", "DELI SERDANG"),
    ("120728", "LUBUK PAKAM"),
    ("120201", "TARUTUNG"),
    ("120202", "TAPANULI UTARA"),
    ("120501", "LANGKAT"),
    ("120508", "STABAT"),
    ("120601", "KABANJAHE"),
    ("120602", "BERASTAGI"),
    ("120801", "SIMALUNGUN"),
    ("120815", "SIMALUNGUN"),
    ("120908", "KISARAN"),
    ("121001", "RANTAUPRAPAT"),
    ("121201", "BALIGE"),
    ("121301", "PANYABUNGAN"),
    ("121801", "SEI RAMPAH"),
    ("127201", "PEMATANGSIANTAR"),
    ("127203", "PEMATANGSIANTAR"),
    ("127401", "TANJUNGBALAI"),
    ("127501", "BINJAI"),
    ("127503", "BINJAI"),
    ("127601", "TEBING TINGGI"),
    ("127701", "PADANGSIDIMPUAN"),
    ("117101", "BANDA ACEH"),
    ("137101", "PADANG"),
    ("147101", "PEKANBARU"),
    ("317101", "JAKARTA"),
    ("317401", "JAKARTA"),
    ("327301", "BANDUNG"),
    ("337401", "SEMARANG"),
    ("357801", "SURABAYA"),
)

#: What the statistics office calls some kelurahan of Medan: ten digits that look like a population-registry code.
STATISTICS_CODES: tuple[str, ...] = ("1275030001", "1275030004", "1275010005", "1275010008", "1275150003", "1275100002")


def kelurahan_table() -> pl.DataFrame:
    """One row per kelurahan: kec ("09"), kel ("1004"), no_kec ("9"), name, postcode; 151 rows in code order."""
    rows = [
        {"kec": kec, "kel": str(1001 + place), "no_kec": str(int(kec)), "name": name, "postcode": KECAMATAN[kec][1]}
        for kec, names in KELURAHAN.items()
        for place, name in enumerate(names)
    ]
    return pl.DataFrame(rows)
