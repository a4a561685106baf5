"""Passwords: long rather than complicated (NIST SP 800-63B), kept as argon2id."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from simpul.core.i18n import Words
from simpul.core.refusals import refusal

SHORTEST, LONGEST = 12, 256

#: Beginnings of passwords that are tried first, here and elsewhere; long ones are mostly one of these and digits.
_COMMON = (
    *("password", "passw0rd", "katasandi", "sandi", "rahasia", "admin", "administrator", "operator", "welcome"),
    *("selamatdatang", "qwerty", "qwertyuiop", "asdfghjkl", "letmein", "iloveyou", "sayangku", "cintaku", "bismillah"),
    *("indonesia", "merdeka", "medan", "kotamedan", "pemkomedan", "diskominfo", "disdukcapil", "simpul", "merahputih"),
    *("1234567890", "0987654321", "123123123", "111111", "000000", "abc123", "abcdefgh", "abcdefghijkl"),
)
_PLAIN = str.maketrans("", "", " .,-_!@#$%*?+=0123456789")

_HASHER = PasswordHasher()


def keep(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is none to compare with."""
    try:
        right = _HASHER.verify(kept or _nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return bool(right) and kept is not None


def outdated(kept: str) -> bool:
    """Whether it was kept under cheaper parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


def require(password: str, username: str) -> None:
    """NotPossible if a password is too short, the username, or one of the first that anybody would try."""
    if len(password) < SHORTEST:
        raise TOO_SHORT
    if len(password) > LONGEST:
        raise TOO_LONG
    low = password.lower()
    if username.lower() in low and len(low) < len(username) + SHORTEST // 2:
        raise LIKE_USERNAME
    if _guessable(low):
        raise COMMON


def _guessable(low: str) -> bool:
    """One of the common ones, alone, twice or with digits and signs around it; or few different characters."""
    bare = low.translate(_PLAIN)
    found = any(low == common or (bare and bare in (common, common * 2)) for common in _COMMON)
    return found or len(set(low)) < 5 or low in _RUNS


_ROW = "01234567890123456789"
_RUNS = {_ROW[start : start + size] for start in range(10) for size in range(SHORTEST, 20)}

TOO_SHORT = refusal(
    Words(
        id=f"Sandi terlalu pendek. Pakai sedikitnya {SHORTEST} karakter, misalnya empat kata yang tidak berkaitan.",
        en=f"The password is too short. Use at least {SHORTEST} characters, for instance four unrelated words.",
    )
)
TOO_LONG = refusal(
    Words(
        id=f"Sandi terlalu panjang. Pakai paling banyak {LONGEST} karakter.",
        en=f"The password is too long. Use at most {LONGEST} characters.",
    )
)
LIKE_USERNAME = refusal(
    Words(
        id="Sandi memuat nama pengguna Anda. Pilih kata lain.",
        en="The password contains your username. Choose other words.",
    )
)
COMMON = refusal(
    Words(
        id="Sandi ini mudah ditebak. Pilih beberapa kata yang tidak berkaitan.",
        en="This password is easy to guess. Choose several unrelated words.",
    )
)
