"""What each rule of the quarantine means and what to do about it, for officers, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One reason for which a value or row is set aside."""

    arti: str
    langkah: str
    meaning: str
    advice: str


def _rule(arti: str, langkah: str, meaning: str, advice: str) -> Rule:
    return Rule(arti=arti, langkah=langkah, meaning=meaning, advice=advice)


_SOURCE = ("Minta instansi asal memperbaiki data ini.", "Ask the source agency to correct this record.")
_LIST = (
    "Tanyakan artinya kepada instansi asal, lalu tambahkan ke daftar kode.",
    "Ask the source agency what it means, then add it to the code list.",
)
_EXPORT = (
    "Minta instansi asal mengirim kolom ini sebagai teks.",
    "Ask the source agency to send this column as text.",
)


def _number(key: str, name: str, english: str) -> dict[str, Rule]:
    return {
        f"{key}_bukan_teks": _rule(
            f"{name} dikirim sebagai angka; digitnya bisa berubah.", _EXPORT[0],
            f"The {english} came as a number; its digits may have changed.", _EXPORT[1],
        ),
        f"{key}_notasi_ilmiah": _rule(
            f"{name} rusak oleh lembar kerja (misalnya 1,27109E+15).", _EXPORT[0],
            f"The {english} was damaged by a spreadsheet (such as 1.27109E+15).", _EXPORT[1],
        ),
        f"{key}_bukan_angka": _rule(
            f"{name} berisi tanda selain angka.", _SOURCE[0], f"The {english} holds more than digits.", _SOURCE[1]
        ),
        f"{key}_panjang": _rule(
            f"{name} tidak terdiri dari 16 digit.", _SOURCE[0], f"The {english} has not 16 digits.", _SOURCE[1]
        ),
        f"{key}_serial_nol": _rule(
            f"Empat digit terakhir {name} adalah 0000.", _SOURCE[0],
            f"The last four digits of the {english} are 0000.", _SOURCE[1],
        ),
        f"{key}_tanggal": _rule(
            f"Tanggal di dalam {name} tidak mungkin.", _SOURCE[0],
            f"The date inside the {english} is impossible.", _SOURCE[1],
        ),
        f"{key}_belum_ada": _rule(
            f"{name} diisi nol: belum ada nomor.", "Lengkapi nomor di sistem asal setelah terbit.",
            f"The {english} is zero: there is no number yet.", "Fill in the number at the source once it is issued.",
        ),
        f"{key}_rusak": _rule(
            f"{name} tidak berbentuk nomor yang sah.", _SOURCE[0], f"The {english} is not well formed.", _SOURCE[1]
        ),
    }  # fmt: skip


RULES: dict[str, Rule] = {
    **_number("nik", "NIK", "NIK"),
    **_number("kk", "Nomor KK", "family card number"),
    "kunci_kosong": _rule(
        "Baris tidak punya nomor pengenal.", _SOURCE[0], "The row has no identifier.", _SOURCE[1]
    ),
    "kunci_ganda": _rule(
        "Dua baris dengan nomor sama tetapi isi berbeda dalam satu kiriman.", _SOURCE[0],
        "Two rows with the same identifier and different content in one page.", _SOURCE[1],
    ),
    "versi_kosong": _rule(
        "Baris tidak punya waktu perubahan.", _SOURCE[0], "The row has no time of change.", _SOURCE[1]
    ),
    "versi_rusak": _rule(
        "Waktu perubahan tidak terbaca.", "Periksa bentuk waktu di pemetaan atau di sistem asal.",
        "The time of change cannot be read.", "Check the time format in the mapping or at the source.",
    ),
    "kode_tidak_dikenal": _rule("Kode tidak ada di daftar kode.", _LIST[0], "The code is not in the list.", _LIST[1]),
    "kode_tidak_berlaku": _rule(
        "Kode ini sudah tidak berlaku atau belum berlaku.", _LIST[0],
        "The code is no longer or not yet valid.", _LIST[1],
    ),
    "kode_bps": _rule(
        "Kode wilayah BPS dipakai di tempat kode Kemendagri.", "Minta instansi asal memakai kode wilayah Kemendagri.",
        "A BPS region code stands where Kemendagri's belongs.", "Ask the source agency to use Kemendagri's codes.",
    ),
    "kode_wilayah_rusak": _rule(
        "Kode wilayah tidak berbentuk kode Kemendagri.", _SOURCE[0],
        "The region code is not shaped like one of Kemendagri.", _SOURCE[1],
    ),
    "kode_wilayah_tidak_dikenal": _rule(
        "Kelurahan ini tidak ada di kecamatannya menurut daftar Kemendagri.", _SOURCE[0],
        "By Kemendagri's list the kecamatan has no such kelurahan.", _SOURCE[1],
    ),
    "kode_pos_rusak": _rule(
        "Kode pos tidak terdiri dari lima digit.", _SOURCE[0], "The postcode has not five digits.", _SOURCE[1]
    ),
    "rt_rw_rusak": _rule("RT atau RW tidak terbaca.", _SOURCE[0], "The RT or RW cannot be read.", _SOURCE[1]),
    "tanggal_rusak": _rule(
        "Tanggal tidak ada di kalender atau tidak sesuai bentuknya.", _SOURCE[0],
        "The date does not exist or is not in the agreed form.", _SOURCE[1],
    ),
    "tanggal_tidak_mungkin": _rule(
        "Tahun pada tanggal tidak mungkin.", _SOURCE[0], "The year of the date is impossible.", _SOURCE[1]
    ),
    "waktu_rusak": _rule(
        "Waktu tidak sesuai bentuknya.", _SOURCE[0], "The time is not in the agreed form.", _SOURCE[1]
    ),
    "telepon_rusak": _rule(
        "Nomor telepon bukan nomor Indonesia yang sah.", _SOURCE[0],
        "The phone number is no valid Indonesian number.", _SOURCE[1],
    ),
    "bukan_angka": _rule(
        "Nilai harus berupa angka.", _SOURCE[0], "The value must consist of digits.", _SOURCE[1]
    ),
    "terlalu_panjang": _rule(
        "Angka lebih panjang dari yang diizinkan.", _SOURCE[0], "The number is longer than allowed.", _SOURCE[1]
    ),
    "bagian_kurang": _rule(
        "Nilai gabungan tidak lengkap (misalnya RT tanpa RW).", _SOURCE[0],
        "A joined value is incomplete (such as RT without RW).", _SOURCE[1],
    ),
    "bukan_bilangan": _rule(
        "Nilai harus bilangan.", _SOURCE[0], "The value must be a number.", _SOURCE[1]
    ),
    "bilangan_negatif": _rule(
        "Bilangan tidak boleh kurang dari nol.", _SOURCE[0], "The number must not be below zero.", _SOURCE[1]
    ),
    "bukan_ya_tidak": _rule(
        "Nilai harus ya atau tidak.", _SOURCE[0], "The value must be true or false.", _SOURCE[1]
    ),
    "angka_bukan_teks": _rule(
        "Nilai dikirim sebagai angka, seharusnya teks.", _EXPORT[0],
        "The value came as a number where text is due.", _EXPORT[1],
    ),
    "bukan_teks": _rule(
        "Nilai bukan teks tunggal.", _EXPORT[0], "The value is not a single text.", _EXPORT[1]
    ),
    "kunci_json_ganda": _rule(
        "Nama kolom muncul dua kali dalam satu baris.", _SOURCE[0],
        "A member name stands twice in one row.", _SOURCE[1],
    ),
    "karakter_nul": _rule(
        "Nilai berisi karakter kosong yang tidak dapat disimpan.", _SOURCE[0],
        "The value holds a NUL character, which cannot be stored.", _SOURCE[1],
    ),
    "teks_rusak": _rule(
        "Huruf dalam nilai rusak (pengodean salah).", "Minta instansi asal mengirim teks dalam UTF-8.",
        "Characters of the value are damaged (wrong encoding).", "Ask the source agency to send text as UTF-8.",
    ),
    "nilai_terlalu_besar": _rule(
        "Nilai lebih besar dari 1 MB.", _SOURCE[0], "The value is larger than 1 MB.", _SOURCE[1]
    ),
    "baris_terlalu_besar": _rule(
        "Baris terlalu besar atau bertingkat terlalu dalam.", _SOURCE[0],
        "The row is too large or nested too deep.", _SOURCE[1],
    ),
    "baris_bukan_objek": _rule(
        "Baris bukan catatan dengan kolom.", _SOURCE[0], "The row is not a record with members.", _SOURCE[1]
    ),
    "baris_tidak_terbaca": _rule(
        "Baris tidak dapat dibaca.", _SOURCE[0], "The row cannot be read.", _SOURCE[1]
    ),
}  # fmt: skip


def told(rule: str) -> Rule:
    """The texts of a rule; one that this book does not know is shown by its name."""
    unknown = _rule(rule, "Hubungi operator Simpul.", rule, "Ask the operator of Simpul.")
    return RULES.get(rule, unknown)
