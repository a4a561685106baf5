"""What people are told about accounts."""

from __future__ import annotations

from collections.abc import Iterable

from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.refusals import Refusal, refusal


def _no(indonesian: str, english: str) -> type[Refusal]:
    return refusal(Words(id=indonesian, en=english))


def _told(indonesian: str, english: str) -> NotPossible:
    return NotPossible(Words(id=indonesian, en=english))


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

AWAITS = Words(
    id="Menunggu persetujuan orang kedua. Sampai saat itu tidak ada yang berubah.",
    en="Waits for a second person. Nothing changes before that.",
)
ACCESS_APPROVED = Words(id="Disetujui dan berlaku.", en="Approved and in force.")
INVITE_APPROVED = Words(
    id="Disetujui. Yang meminta dapat membuat tautannya dalam 24 jam.",
    en="Approved. Who asked can make the link within 24 hours.",
)
ACCESS_REFUSED = Words(id="Ditolak. Tidak ada yang berubah.", en="Refused. Nothing changed.")
ACCESS_WITHDRAWN = Words(id="Permintaan ditarik.", en="The request is withdrawn.")
BOUND = Words(
    id="Pengguna server ini sekarang bertindak sebagai akun itu.",
    en="This user of the server now acts as that account.",
)
UNBOUND = Words(
    id="Pengguna server itu tidak lagi bertindak sebagai akun ini.",
    en="That user of the server no longer acts as this account.",
)


def access_waits() -> NotPossible:
    """The same was asked for already."""
    return _told(
        "Permintaan yang sama sudah menunggu orang kedua. Tarik permintaan itu dulu bila ingin mengubahnya.",
        "The same request waits for a second person already. Withdraw it first to change it.",
    )


def access_settled() -> NotPossible:
    """Nothing waits under this number."""
    return _told("Permintaan ini sudah diputuskan atau ditarik.", "This request is settled or withdrawn already.")


def not_yours() -> NotPossible:
    """Only who asked takes a request back."""
    return _told("Hanya yang meminta dapat menarik permintaan ini.", "Only who asked can withdraw this request.")


def no_right_to_agree() -> NotPossible:
    """A second person is an approver or an administrator."""
    return _told(
        "Orang kedua haruslah penyetuju atau administrator.", "The second person is an approver or an administrator."
    )


def invite_takes_two() -> NotPossible:
    """An account in use is not taken over by one administrator."""
    return _told(
        "Akun ini sudah dipakai. Tautan baru perlu persetujuan orang kedua. Tulis alasannya dan minta dahulu.",
        "This account is in use. A new link needs a second person. Give the reason and ask first.",
    )


def not_this_account(wanted: str, os_user: str) -> NotPossible:
    """A name on the command line is proven by the user of the server, or it is nobody's."""
    return _told(
        f"{wanted} bukan akun pengguna server {os_user}. Administrator mengikatnya dengan: "
        f"./run people bind {wanted} --os-user {os_user}",
        f"{wanted} is no account of the server's user {os_user}. An administrator binds it with: "
        f"./run people bind {wanted} --os-user {os_user}",
    )


def no_account(os_user: str) -> NotPossible:
    """Once there are people, who has no account does not act."""
    return _told(
        f"Pengguna server {os_user} belum punya akun di Simpul. Minta administrator menjalankan: "
        f"./run people bind NAMA --os-user {os_user}",
        f"The server's user {os_user} has no account in Simpul. Ask an administrator to run: "
        f"./run people bind NAME --os-user {os_user}",
    )


def which_account(mine: Iterable[str]) -> NotPossible:
    """Several accounts, and none was named."""
    names = ", ".join(mine)
    return _told(f"Pilih akunnya dengan --actor: {names}", f"Choose the account with --actor: {names}")


def no_os_user() -> NotPossible:
    """A user of the server must be named."""
    return _told("Sebutkan pengguna server dengan --os-user.", "Name the server's user with --os-user.")


def admin_first() -> NotPossible:
    """Nobody is bound yet: an administrator begins."""
    return _told(
        "Belum ada yang terikat. Ikat dahulu akun administrator yang bukan penyetuju.",
        "Nobody is bound yet. Bind the account of an administrator who is no approver first.",
    )


def both_eyes() -> NotPossible:
    """The server's way back in makes no approver an administrator."""
    return _told(
        "Akun ini penyetuju. Pilih nama lain untuk administrator; yang menyetujui tidak mengangkat orang.",
        "This account is an approver. Choose another name for the administrator; who approves does not appoint.",
    )


def same_loops() -> NotPossible:
    """Another account of the same person must be another."""
    return _told("Sebutkan akun lain dari orang yang sama.", "Name another account of the same person.")
