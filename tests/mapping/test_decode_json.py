"""JSON pages: what is not exactly as agreed never reaches a frame silently, and one bad row never costs another."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.errors import BrokenContract
from simpul.ingest.decode import decode
from simpul.ingest.decode import json as decode_json
from tests.mapping.pages import PEMOHON, PENGADUAN, complaint, complaints, listing, page, pemohon


def spoilt(row: int, old: str, new: str, rows: int = 5) -> bytes:
    """A page of rows with one row's JSON text changed."""
    texts = [json.dumps(pemohon(number), separators=(",", ":")) for number in range(1, rows + 1)]
    assert old in texts[row - 1]
    texts[row - 1] = texts[row - 1].replace(old, new, 1)
    return ('{"data":[' + ",".join(texts) + '],"total":5}').encode()


def test_clean_page_takes_the_fast_way_and_agrees_with_the_strict_one() -> None:
    """On a clean page the guard admits every row, and gives what the strict decoder gives."""
    body = listing([pemohon(number) for number in range(1, 50)])
    fast, strict = decode_json._uniform(PEMOHON, body), decode_json._strict(PEMOHON, body)
    assert fast is not None
    assert {name: column.to_list() for name, column in fast.columns.items()} == {
        name: column.to_list() for name, column in strict.columns.items()
    }
    decoded = decode(PEMOHON, page(body))
    assert decoded.frame.height == decoded.read == 49
    assert (decoded.rejects, decoded.unsent, decoded.extra) == ((), None, ())


VALUES = [
    # what stands in the row, what replaces it, source column, rule, raw
    ('"nik":"1271090508689003"', '"nik":1271090508689003', "nik", "angka_bukan_teks", "1271090508689003"),
    ('"nik":"1271090508689003"', '"nik":9.171016902049001E15', "nik", "angka_bukan_teks", "9.171016902049001E15"),
    ('"nik":"1271090508689003"', '"nik":NaN', "nik", "angka_bukan_teks", "NaN"),
    ('"nik":"1271090508689003"', '"nik":Infinity', "nik", "angka_bukan_teks", "Infinity"),
    ('"nik":"1271090508689003"', '"nik":' + "9" * 5000, "nik", "angka_bukan_teks", "9" * 2000),
    ('"nik":"1271090508689003"', '"nik":true', "nik", "bukan_teks", "true"),
    ('"nama":"BUDI SANTOSO"', '"nama":["BUDI"]', "nama", "bukan_teks", '["BUDI"]'),
    ('"nama":"BUDI SANTOSO"', '"nama":{"depan":"BUDI"}', "nama", "bukan_teks", '{"depan": "BUDI"}'),
    ('"nama":"BUDI SANTOSO"', '"nama":"BUDI","nama":"BADU"', "nama", "kunci_json_ganda", "BADU"),
    ('"nama":"BUDI SANTOSO"', '"nama":"BU\\u0000DI"', "nama", "karakter_nul", "BU␀DI"),
    ('"nama":"BUDI SANTOSO"', '"nama":"BU\x00DI"', "nama", "karakter_nul", "BU␀DI"),
    ('"nama":"BUDI SANTOSO"', '"nama":"BU\\ud800DI"', "nama", "teks_rusak", "BU\ufffdDI"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "column", "rule", "raw"), VALUES)
def test_bad_value_is_set_aside_and_everything_else_kept(old: str, new: str, column: str, rule: str, raw: str) -> None:
    """A value of the wrong kind is quarantined with its row number, key, rule and raw text; its row stays."""
    decoded = decode(PEMOHON, page(spoilt(3, old, new)))
    (reject,) = decoded.rejects
    assert (reject.row_no, reject.key, reject.field, reject.rule, reject.raw) == (3, "P-0000003", column, rule, raw)
    assert decoded.frame["row_no"].to_list() == [1, 2, 3, 4, 5]
    assert decoded.frame[column].is_null().to_list() == [False, False, True, False, False]
    assert decoded.frame["alamat"].null_count() == 0


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"id":"P-0000003"', '"id":3', "angka_bukan_teks"),
        ('"id":"P-0000003"', '"id":"P-3","id":"P-4"', "kunci_json_ganda"),
        ('"diubah":"2026', '"diubah":2026,"x":"', "angka_bukan_teks"),
    ],
)
def test_bad_key_or_version_takes_the_row_out(old: str, new: str, rule: str) -> None:
    """A broken key or version sets the whole row aside, once, and the other rows are kept in order."""
    decoded = decode(PEMOHON, page(spoilt(3, old, new)))
    (reject,) = decoded.rejects
    assert (reject.row_no, reject.field, reject.rule) == (3, "", rule)
    assert decoded.frame["row_no"].to_list() == [1, 2, 4, 5]
    assert decoded.read == 5


def test_row_that_is_no_object_is_set_aside() -> None:
    """A row that is not an object, or nested too deep, is set aside alone."""
    deep: Any = "x"
    for _ in range(70):
        deep = [deep]
    decoded = decode(PEMOHON, page(listing([pemohon(1), "baris", pemohon(3, tambahan=deep), pemohon(4)])))
    assert [(one.row_no, one.rule) for one in decoded.rejects] == [(2, "baris_bukan_objek"), (3, "baris_terlalu_besar")]
    assert decoded.frame["row_no"].to_list() == [1, 4]


def test_huge_value_is_set_aside() -> None:
    """A value over one megabyte is set aside without its content."""
    decoded = decode(PEMOHON, page(listing([pemohon(1), pemohon(2, nama="A" * 1_100_000)])))
    (reject,) = decoded.rejects
    assert (reject.row_no, reject.field, reject.rule) == (2, "nama", "nilai_terlalu_besar")
    assert len(reject.raw) <= 2000


def test_foreign_bytes_are_set_aside() -> None:
    """A byte that is no UTF-8 costs its value only, not the page."""
    body = listing([pemohon(1), pemohon(2, nama="JOSE"), pemohon(3, nama="RENÉ")])
    decoded = decode(PEMOHON, page(body.replace(b"JOSE", b"JOS\xe9")))
    assert [(one.row_no, one.field, one.rule) for one in decoded.rejects] == [(2, "nama", "teks_rusak")]
    assert decoded.frame["nama"].to_list() == ["BUDI SANTOSO", None, "RENÉ"]


def test_not_sent_is_not_null() -> None:
    """A missing key is marked as not sent; a null is not."""
    rows = [pemohon(1), pemohon(2), pemohon(3, nama=None)]
    del rows[1]["email"]
    decoded = decode(PEMOHON, page(listing(rows)))
    assert decoded.unsent is not None
    assert decoded.unsent.to_dict(as_series=False) == {"email": [False, True, False]}
    assert decoded.frame["nama"].to_list() == ["BUDI SANTOSO", "BUDI SANTOSO", None]


def test_other_order_and_spacing_read_the_same() -> None:
    """Key order and blanks between tokens change nothing."""
    rows = [pemohon(1), dict(reversed(pemohon(2).items())), pemohon(3)]
    loose = json.dumps({"data": rows}, indent=2).encode()
    assert decode(PEMOHON, page(loose)).frame.equals(decode(PEMOHON, page(listing(rows))).frame)


@pytest.mark.parametrize("column", ["id", "diubah"])
def test_missing_key_or_version_column_breaks_the_contract(column: str) -> None:
    """Without key or version column nothing of the page is used, and the column is named."""
    rows = [pemohon(number) for number in (1, 2)]
    for row in rows:
        del row[column]
    with pytest.raises(BrokenContract, match=f"pemohon.yaml: source column '{column}' is missing"):
        decode(PEMOHON, page(listing(rows)))


def test_renamed_column_breaks_the_contract() -> None:
    """A column that vanished while a like one appeared is called renamed, with both names."""
    rows = [{("nama_lengkap" if key == "nama" else key): value for key, value in pemohon(1).items()}]
    with pytest.raises(
        BrokenContract, match="'nama' is missing on the whole page → did the source rename it to 'nama_lengkap'"
    ):
        decode(PEMOHON, page(listing(rows)))


def test_new_column_is_reported_not_mapped() -> None:
    """A new column is named as extra; ignored ones are not."""
    assert decode(PEMOHON, page(listing([pemohon(1, bpjs="x")]))).extra == ("bpjs",)


BROKEN = [
    (b"<html><body>Silakan login</body></html>", "HTML page"),
    (b"<!DOCTYPE html><html></html>", "HTML page"),
    (b"", "an empty answer"),
    (listing([pemohon(1)])[:-40], "no JSON"),
    (listing([pemohon(1)]) + b"{}", "no JSON"),
    (b'{"error":"x"}', "has no 'data'"),
    (b"[" * 100_000, "nested too deep|no JSON"),
    ("{}".encode("utf-16"), "UTF-16"),
]


@pytest.mark.parametrize(("body", "told"), BROKEN)
def test_answer_that_is_no_data_breaks_the_contract(body: bytes, told: str) -> None:
    """A login page, an empty, cut or foreign answer is refused with what it probably is."""
    with pytest.raises(BrokenContract, match=told):
        decode(PEMOHON, page(body))


def test_empty_page_is_no_rows() -> None:
    """An empty list is a page of nothing, not an error."""
    assert decode(PEMOHON, page(listing([]))).frame.height == 0


def test_nested_objects_and_one_object() -> None:
    """Dotted columns are read through objects; a null on the way is null; one object counts as one row."""
    rows = [complaint(1), complaint(2, reporter=None)]
    decoded = decode(PENGADUAN, page(complaints(rows)))
    assert decoded.frame["reporter.name"].to_list() == ["Budi", None]
    assert decoded.frame["complaint_id"].to_list() == ["1", "2"]
    assert decoded.extra == ()
    assert decoded.frame["is_secret"].to_list() == ["false", "false"]
    single = json.dumps({"success": True, "results": {"data": complaint(3)}}).encode()
    assert decode(PENGADUAN, page(single)).frame["complaint_id"].to_list() == ["3"]


def test_list_must_be_where_the_mapping_says() -> None:
    """A list of the same name elsewhere in the answer is not taken for the rows."""
    body = listing([pemohon(1)])[:-1] + b',"lain":{"data":[]}}'
    assert decode(PEMOHON, page(body)).frame.height == 1
    moved = b'{"lain":' + listing([pemohon(1)]) + b"}"
    with pytest.raises(BrokenContract, match="has no 'data'"):
        decode(PEMOHON, page(moved))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"nama": texts, "alamat": st.none() | texts, "email": texts}), min_size=1, max_size=6
    ),
    st.booleans(),
)
def test_every_text_arrives_as_it_was_sent(rows: list[dict[str, str | None]], ascii_only: bool) -> None:
    """Whatever text a source sends, escaped or not, the frame holds exactly that text."""
    sent = [pemohon(number, **row) for number, row in enumerate(rows, 1)]
    body = json.dumps({"data": sent}, ensure_ascii=ascii_only, separators=(",", ":")).encode()
    decoded = decode(PEMOHON, page(body))
    assert decoded.rejects == ()
    for name in ("nama", "alamat", "email"):
        assert decoded.frame[name].to_list() == [row[name] for row in sent]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 4), st.binary(min_size=1, max_size=3), st.integers(10, 300))
def test_no_damage_changes_a_value_silently(row: int, junk: bytes, place: int) -> None:
    """Any bytes put anywhere into a row leave the other rows as they were, or the page is refused as a whole."""
    texts = [json.dumps(pemohon(number), separators=(",", ":")).encode() for number in range(1, 6)]
    clean = decode(PEMOHON, page(b'{"data":[' + b",".join(texts) + b"]}")).frame
    texts[row] = texts[row][:place] + junk + texts[row][place:]
    try:
        frame = decode(PEMOHON, page(b'{"data":[' + b",".join(texts) + b"]}")).frame
    except BrokenContract:
        return
    untouched = [number for number in frame["row_no"] if number <= row]
    assert frame.filter(frame["row_no"].is_in(untouched)).equals(clean.filter(clean["row_no"].is_in(untouched)))
    assert all(
        text is None or not re.search("[\x00\ud800-\udfff]", text) for name in PEMOHON.columns for text in frame[name]
    )
