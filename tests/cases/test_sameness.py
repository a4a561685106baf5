"""Why two records are thought to be one person, in words and as a number."""

from __future__ import annotations

import pytest

from simpul.cases import redaction
from simpul.cases.match_explanation import compared

SITI = {
    "nik": "1271095010909001", "nama_lengkap": "SITI AMINAH", "tanggal_lahir": "1990-10-10", "jenis_kelamin": "P",
    "kode_kelurahan": "1271091001", "alamat": "JL. SEI MATI 1", "no_hp": "+628126000001",
}  # fmt: skip


def test_the_same_number_alone_is_almost_sure() -> None:
    """One number in a hundred is typed for somebody else's: that is what it says, and nothing more."""
    found = compared("penduduk", {"nik": SITI["nik"]}, {"nik": SITI["nik"]})
    assert (round(found.score, 2), [reason.words.id for reason in found.reasons]) == (
        0.99,
        ["NIK sama di kedua sistem"],
    )


@pytest.mark.parametrize(
    ("field", "value", "said", "supports"),
    [
        # The same, also where it is written otherwise.
        ("nama_lengkap", "siti aminah", "Nama lengkap: sama", True),
        # A slip speaks for the same person more than against it.
        ("nama_lengkap", "SITI AMINA", "Nama lengkap: beda satu huruf", True),
        ("tanggal_lahir", "1990-10-10", "Tanggal lahir: sama", True),
        # Somebody else.
        ("nama_lengkap", "BUDI SANTOSO", "Nama lengkap: nama yang sama sekali lain", False),
        ("tanggal_lahir", "1961-02-03", "Tanggal lahir:", False),
        ("jenis_kelamin", "L", "Jenis kelamin:", False),
    ],
)
def test_each_field_speaks_for_or_against(field: str, value: str, said: str, supports: bool) -> None:
    """Said in words with its weight; what one side does not know is not counted."""
    found = compared("penduduk", SITI, {"nik": SITI["nik"], field: value})
    (reason,) = found.reasons[1:]
    assert reason.words.id.startswith(said) and reason.bits is not None and (reason.bits > 0) is supports
    alone = compared("penduduk", SITI, {"nik": SITI["nik"]}).score
    assert (found.score > alone) is supports


def test_a_number_typed_for_somebody_else_is_seen() -> None:
    """Another name, birth date and sex outweigh the same number."""
    other = {"nik": SITI["nik"], "nama_lengkap": "BUDI SANTOSO", "tanggal_lahir": "1961-02-03", "jenis_kelamin": "L"}
    assert compared("penduduk", SITI, other).score < 0.01
    assert compared("penduduk", SITI, SITI).score > 0.9999


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("nama_lengkap", "SITI AMINAH", "S••• A•••••"),
        ("no_kk", "1271091010101234", "127109••••••1234"),
        ("alamat", "JL. SEI MATI 1", "JL•••••• 1"),
        ("tanggal_lahir", "1990-10-10", "19••••••10"),
        ("rt", "001", "••••••"),
        ("alamat", None, None),
    ],
)
def test_who_need_not_know_sees_that_there_is_a_value(field: str, value: str | None, shown: str | None) -> None:
    """Enough to see that two differ; a name by its first letters, a number by its ends."""
    assert redaction.value(field, value) == shown
