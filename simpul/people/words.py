"""What people are told about accounts."""

from __future__ import annotations

from simpul.refusals import Refusal, refusal
from simpul.wording import Words


def _no(indonesian: str, english: str) -> type[Refusal]:
    return refusal(Words(id=indonesian, en=english))


NOBODY = _no("Sebutkan siapa yang bertindak.", "Say who acts.")
NO_REASON = _no("Tulis alasannya.", "Give the reason.")
NO_NAME = _no("Tulis nama lengkapnya.", "Give the full name.")
BAD_USERNAME = _no(
    "Nama pengguna: 2 sampai 40 karakter, huruf kecil, angka, titik, garis; diawali huruf; bukan NIK.",
    "Username: 2 to 40 characters, lower-case letters, digits, dots, dashes; begins with a letter; not a NIK.",
)
BAD_EMAIL = _no("Alamat surel ini tidak dapat dipakai.", "This e-mail address cannot be used.")
TAKEN = _no(
    "Nama pengguna atau surel ini sudah dipakai. Nama orang yang sudah keluar tidak dipakai lagi. Pilih yang lain.",
    "This username or e-mail is taken. The name of somebody who left is not given again. Choose another one.",
)
NO_ROLES = _no("Pilih sedikitnya satu peran.", "Choose at least one role.")
BAD_ROLE = _no("Ada peran yang tidak dikenal.", "A role is not known.")
NO_UNIT = _no("Unit ini tidak ada. Lihat: ./run people units", "There is no such unit. See: ./run people units")
NO_PERSON = _no("Orang ini tidak ada atau sudah keluar.", "There is no such person, or they have left.")
OWN_ROLES = _no(
    "Peran sendiri tidak dapat diubah. Minta administrator lain.",
    "Nobody changes their own roles. Ask another administrator.",
)
OWN_LEAVING = _no(
    "Anda tidak dapat mengeluarkan diri sendiri. Minta administrator lain.",
    "Nobody leaves by their own hand. Ask another administrator.",
)
LAST_ADMIN = _no(
    "Ini administrator terakhir. Angkat administrator lain dahulu.",
    "This is the last administrator. Appoint another one first.",
)
ADMIN_EXISTS = _no(
    "Administrator sudah ada. Mintalah undangan kepadanya, atau pakai --again dengan --reason.",
    "There is an administrator. Ask them for an invitation, or use --again with --reason.",
)
WRONG = _no(
    "Nama pengguna atau sandi salah, atau akun terkunci sementara. Coba lagi nanti atau hubungi administrator.",
    "The username or password is wrong, or the account is locked for a while. Try later or ask the administrator.",
)
WRONG_PASSWORD = _no("Sandi Anda sekarang salah.", "Your present password is wrong.")
TOO_MANY = _no(
    "Terlalu banyak percobaan dari alamat jaringan ini. Tunggu 15 menit.",
    "Too many attempts from this network address. Wait 15 minutes.",
)
BAD_INVITATION = _no(
    "Tautan ini sudah dipakai, berakhir, atau salah. Minta tautan baru kepada administrator.",
    "This link was used, has ended, or is wrong. Ask the administrator for a new one.",
)
NOT_ADDED = _no(
    "Anda belum didaftarkan di Simpul. Minta administrator menambahkan alamat surel dinas Anda.",
    "You have not been added to Simpul. Ask the administrator to add your work e-mail address.",
)
BAD_SUCCESSOR = _no(
    "Penggantinya harus orang lain yang masih bertugas.", "The successor must be somebody else who is still here."
)
PREFERENCE = _no("Pilihan ini tidak dikenal.", "This choice is not known.")
