"""How two values may differ, in words: one title and one sentence per shape, never a value.

Sentences have the slots ``{field}``, ``{authority_system}`` and ``{follower_system}``. ``number`` is the place in the
catalogue of domain.md §9; 0: it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simpul.core.i18n import Words


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One way to differ."""

    words: Words
    sentence: Words
    number: int


def _shape(number: int, id: str, en: str, sentence_id: str, sentence_en: str) -> Shape:
    return Shape(words=Words(id=id, en=en), sentence=Words(id=sentence_id, en=sentence_en), number=number)


SHAPES: Mapping[str, Shape] = {
    # Names and other words.
    "satu_huruf": _shape(
        20, "Beda satu huruf", "One letter differs",
        "{field} di {follower_system} berbeda satu huruf dari {authority_system}.",
        "{field} at {follower_system} differs by one letter from {authority_system}.",
    ),
    "singkatan": _shape(
        19, "Kata disingkat", "A word is shortened",
        "{field} di {follower_system} dan {authority_system} sama huruf awalnya, tetapi satu sisi hanya inisial.",
        "{field} at {follower_system} and {authority_system} begins alike, but one side has initials only.",
    ),
    "kata_kurang": _shape(
        21, "Ada kata yang kurang", "A word is missing",
        "{field} di {follower_system} atau {authority_system} lebih pendek: ada kata yang tidak ditulis.",
        "{field} is shorter at one of {follower_system} and {authority_system}: a word is left out.",
    ),
    "urutan_kata": _shape(
        21, "Urutan kata lain", "Words in another order",
        "{field} di {follower_system} memakai kata yang sama dengan {authority_system}, tetapi urutannya lain.",
        "{field} at {follower_system} has the same words as at {authority_system}, in another order.",
    ),
    "kata_lain": _shape(
        20, "Ada kata yang lain", "A word is another",
        "{field} di {follower_system} sebagian sama dengan {authority_system}, tetapi ada kata yang lain.",
        "{field} at {follower_system} shares some words with {authority_system}, but another one differs.",
    ),
    "nama_lain": _shape(
        20, "Nama yang sama sekali lain", "A different name altogether",
        "{field} di {follower_system} sama sekali lain dari {authority_system}; mungkin orang yang lain.",
        "{field} at {follower_system} is quite another than at {authority_system}; it may be another person.",
    ),
    "teks_lain": _shape(
        0, "Isi lain", "Other text",
        "{field} di {follower_system} lain dari {authority_system}.",
        "{field} at {follower_system} differs from {authority_system}.",
    ),
    # Dates.
    "hari_bulan_tertukar": _shape(
        23, "Hari dan bulan tertukar", "Day and month changed places",
        "{field} di {follower_system} menjadi sama dengan {authority_system} bila hari dan bulannya ditukar.",
        "{field} at {follower_system} equals {authority_system} once day and month change places.",
    ),
    "tahun_beda": _shape(
        23, "Tahun berbeda", "Another year",
        "{field} di {follower_system} dan {authority_system} sama hari dan bulannya, tetapi tahunnya berbeda.",
        "{field} at {follower_system} and {authority_system} has the same day and month, but another year.",
    ),
    "tanggal_penanda": _shape(
        24, "Tanggal pengganti", "A placeholder date",
        "{field} di {follower_system} atau {authority_system} hanya penanda: tanggalnya tidak diketahui.",
        "{field} at one of {follower_system} and {authority_system} only stands for an unknown date.",
    ),
    "tanggal_lain": _shape(
        23, "Tanggal lain", "Another date",
        "{field} di {follower_system} lain dari {authority_system}.",
        "{field} at {follower_system} is another than at {authority_system}.",
    ),
    # Family card numbers.
    "kk_lama": _shape(
        15, "Nomor KK lama", "An old family card number",
        "{field} di {follower_system} adalah nomor lama; {authority_system} sudah menggantinya.",
        "{field} at {follower_system} is an old number; {authority_system} has replaced it.",
    ),
    "kk_tidak_dikenal": _shape(
        16, "Nomor KK tidak dikenal", "An unknown family card number",
        "{field} di {follower_system} tidak pernah tercatat untuk orang ini di {authority_system}.",
        "{field} at {follower_system} was never known for this person at {authority_system}.",
    ),
    # Codes.
    "daftar_kode_lain": _shape(
        26, "Mungkin memakai daftar kode lain", "Perhaps from another code list",
        "{field} di {follower_system} dan {authority_system} memakai kode yang artinya bertukar di daftar kode lain.",
        "{field} at {follower_system} and {authority_system} hold codes that another code list exchanges.",
    ),
    "kode_lain": _shape(
        0, "Pilihan lain", "Another choice",
        "{field} di {follower_system} lain dari {authority_system}.",
        "{field} at {follower_system} differs from {authority_system}.",
    ),
    # Places.
    "kelurahan_lain": _shape(
        29, "Kelurahan lain", "Another kelurahan",
        "{field} di {follower_system} menunjuk kelurahan lain dari {authority_system}, dalam kecamatan yang sama.",
        "{field} at {follower_system} names another kelurahan than {authority_system}, in the same kecamatan.",
    ),
    "kecamatan_lain": _shape(
        29, "Kecamatan lain", "Another kecamatan",
        "{field} di {follower_system} menunjuk kecamatan lain dari {authority_system}.",
        "{field} at {follower_system} names another kecamatan than {authority_system}.",
    ),
    "luar_medan": _shape(
        54, "Di luar kota", "Outside the city",
        "{field} di salah satu sistem, {follower_system} atau {authority_system}, berada di luar kota.",
        "{field} lies outside the city at one of {follower_system} and {authority_system}.",
    ),
    "nama_kelurahan_kembar": _shape(
        31, "Kelurahan bernama sama", "Kelurahan of the same name",
        "{field} di {follower_system} dan {authority_system} adalah dua kelurahan yang namanya sama.",
        "{field} at {follower_system} and {authority_system} are two kelurahan of one name.",
    ),
    "kode_bps": _shape(
        30, "Kode BPS", "Code of the statistics office",
        "{field} di {follower_system} atau {authority_system} memakai kode BPS, bukan kode Kemendagri.",
        "{field} at {follower_system} or {authority_system} is a code of BPS, not of Kemendagri.",
    ),
    "nomor_lain": _shape(
        28, "Nomor lain", "Another number",
        "{field} di {follower_system} memuat nomor lain dari {authority_system}.",
        "{field} at {follower_system} holds another number than {authority_system}.",
    ),
    # Damage.
    "digit_terakhir_nol": _shape(
        56, "Digit terakhir menjadi nol", "The last digit became zero",
        "{field} di {follower_system} rusak oleh lembar kerja: digit terakhirnya nol, lain dari {authority_system}.",
        "{field} at {follower_system} equals {authority_system} but for a last digit of zero: damage by a spreadsheet.",
    ),
    "angka_terpotong": _shape(
        56, "Angka terpotong", "A number was cut",
        "{field} di {follower_system} hanya sebagian dari nomor di {authority_system}.",
        "{field} at {follower_system} is only a part of the number at {authority_system}.",
    ),
    # Nothing to compare.
    "kosong_di_sana": _shape(
        0, "Belum diisi", "Not filled in",
        "{field} ada di {authority_system}, tetapi kosong di {follower_system}.",
        "{field} is known at {authority_system} but empty at {follower_system}.",
    ),
    "kosong_di_acuan": _shape(
        0, "Dikosongkan di sistem pemilik data", "Emptied at the authority",
        "{field} ada di {follower_system}, tetapi kosong di {authority_system}.",
        "{field} is filled in at {follower_system} but empty at {authority_system}.",
    ),
    # The record as a whole.
    "tidak_ada": _shape(
        9, "Tidak ada di sistem pemilik data", "Not in the authority's system",
        "Catatan di {follower_system} menyebut orang atau urusan yang tidak ada di {authority_system}.",
        "The record at {follower_system} is about somebody or something that {authority_system} does not have.",
    ),
    "sudah_dihapus": _shape(
        45, "Sudah dihapus di sistem pemilik data", "Removed at the authority",
        "Catatan di {follower_system} masih ada, padahal sudah dihapus di {authority_system}.",
        "The record at {follower_system} is still there although {authority_system} removed it.",
    ),
}  # fmt: skip
