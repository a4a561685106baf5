"""CSV files and Arrow chunks."""

from __future__ import annotations

import io

import polars as pl
import pytest

from simpul.core.errors import BrokenContract
from simpul.ingest.decode import decode
from tests.mapping.pages import BERKAS, CITY, csv_file, intake, page

SQL = CITY.feeds["siak_sql.penduduk"]


def test_file_in_the_dialect_of_the_contract() -> None:
    """Semicolons, BOM, CRLF, quotes and trailer are read; the trailer is no row."""
    body = csv_file([intake(1), intake(2, nama='"BUDI; ""B"""')], "#TOTAL;2")
    decoded = decode(BERKAS, page(body))
    assert decoded.frame["NAMA"].to_list() == ["BUDI", 'BUDI; "B"']
    assert decoded.frame["row_no"].to_list() == [1, 2]
    assert decoded.extra == ()
    assert decode(BERKAS, page(csv_file([], bom=False))).frame.height == 0


BROKEN = [
    (csv_file([intake(1), intake(2)], "#TOTAL;3"), "announces 3 rows and holds 2"),
    (csv_file([intake(1)], "#TOTAL"), "announces no number of rows"),
    (csv_file([intake(1), intake(2)[:5]]), "row 2 of the file has 5 values, the header has 14"),
    (csv_file([intake(1), [*intake(2), "x"]]), "row 2 of the file has 15 values"),
    (csv_file([intake(1)]).replace(b"PETUGAS", b"NAMA"), "stands twice"),
    (csv_file([intake(1)]).replace(b"NOMOR_BERKAS", b"NO_BERKAS"), "did the source rename it to 'NO_BERKAS'"),
    (csv_file([intake(1)]).replace(b"PETUGAS", b"X"), "'PETUGAS' is missing"),
    (csv_file([intake(1, nama='"BUDI')]), "broken"),
    (b"", "no header line"),
    (b"<html>Login</html>", "HTML page"),
    (csv_file([intake(1)], bom=False).decode().encode("utf-16"), "UTF-16"),
]


@pytest.mark.parametrize(("body", "told"), BROKEN)
def test_broken_file_is_refused_whole(body: bytes, told: str) -> None:
    """A cut file, a ragged row, a wrong total or another header refuses the file with the reason."""
    with pytest.raises(BrokenContract, match=told):
        decode(BERKAS, page(body))


def test_bad_values_of_a_file() -> None:
    """NUL and foreign bytes cost their value; in the key they cost the row."""
    rows = [intake(1, nama="N1"), intake(2, nama="N2"), intake(3, berkas="K3"), intake(4)]
    body = csv_file(rows).replace(b"N1", b"\x00").replace(b"N2", b"JOS\xe9").replace(b"K3", b"\xff")
    decoded = decode(BERKAS, page(body))
    assert [(one.row_no, one.field, one.rule) for one in decoded.rejects] == [
        (1, "NAMA", "karakter_nul"), (2, "NAMA", "teks_rusak"), (3, "", "teks_rusak"),
    ]  # fmt: skip
    assert decoded.frame["row_no"].to_list() == [1, 2, 4]


def arrow(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_ipc(sink)
    return sink.getvalue()


def test_arrow_chunk_of_text() -> None:
    """An Arrow chunk gives its text columns as they are; protected and ignored ones are cut."""
    row = {name: ["1"] for name in [*SQL.columns, "pnydng_cct", "urut", "baru"]}
    decoded = decode(SQL, page(arrow(pl.DataFrame(row))))
    assert decoded.frame.columns == ["row_no", *SQL.columns]
    assert decoded.extra == ("baru",)


def test_arrow_number_where_text_is_due() -> None:
    """A numeric Arrow column where text is due breaks the contract, naming the column."""
    row = {name: ["1"] for name in SQL.columns} | {"nik": [1271096902049001]}
    with pytest.raises(BrokenContract, match="'nik' is Int64, text is due"):
        decode(SQL, page(arrow(pl.DataFrame(row))))
    with pytest.raises(BrokenContract, match="no Arrow file"):
        decode(SQL, page(b"<html>"))
    with pytest.raises(BrokenContract, match="'nik' is missing"):
        decode(SQL, page(arrow(pl.DataFrame({name: ["1"] for name in SQL.columns if name != "nik"}))))


def test_arrow_nul_is_set_aside() -> None:
    """A NUL in an Arrow chunk is set aside like anywhere."""
    row = {name: ["1", "1"] for name in SQL.columns} | {"nama_lgkp": ["A\x00B", "C"]}
    (reject,) = decode(SQL, page(arrow(pl.DataFrame(row)))).rejects
    assert (reject.row_no, reject.field, reject.rule) == (1, "nama_lgkp", "karakter_nul")
