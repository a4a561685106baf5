"""XML pages: uniform rows by one guard, anything else row by row or through lxml, with the same result."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.errors import BrokenContract
from simpul.ingest.decode import decode
from tests.mapping.pages import PENDUDUK, envelope, page, penduduk, row_xml


def test_uniform_rows() -> None:
    """Rows, nulls, references and protected elements: text as written, the protected element gone."""
    rows = [penduduk(ALAMAT="JL. A & B <1>"), penduduk(NIK="1271090508689002", DUSUN="LINGK. IV", AGAMA=None)]
    decoded = decode(PENDUDUK, page(envelope([row_xml(row) for row in rows])))
    assert decoded.frame["ALAMAT"].to_list() == ["JL. A & B <1>", "JL. STM"]
    assert decoded.frame["NAMA_LGKP"][0] == "SITI AMINAH  "
    assert "PNYDNG_CCT" not in decoded.frame.columns
    assert (decoded.rejects, decoded.extra, decoded.unsent) == ((), (), None)


FORMS = [
    ("<NO_RT>1</NO_RT>", "<NO_RT>&#49;</NO_RT>"),
    ("<NO_RT>1</NO_RT>", "<NO_RT><![CDATA[1]]></NO_RT>"),
    ("<NO_RT>1</NO_RT>", "<!-- RT --><NO_RT>1</NO_RT>"),
    ("<NO_RT>1</NO_RT>", "<NO_RT>1</NO_RT>\n   "),
    ("<NO_RT>1</NO_RT>", '<NO_RT xsi:type="xsd">1</NO_RT>'),
    ("<NO_RT>1</NO_RT><NO_RW>2</NO_RW>", "<NO_RW>2</NO_RW><NO_RT>1</NO_RT>"),
]


@pytest.mark.parametrize(("old", "new"), FORMS)
@pytest.mark.parametrize("which", [0, 1])
def test_other_ways_to_write_a_row_read_the_same(old: str, new: str, which: int) -> None:
    """References by number, CDATA, comments, blanks, attributes and another order change nothing."""
    rows = [row_xml(penduduk()), row_xml(penduduk(NIK="1271090508689002")), row_xml(penduduk(NIK="1271205010909003"))]
    plain = decode(PENDUDUK, page(envelope(rows))).frame
    assert old in rows[which]
    rows[which] = rows[which].replace(old, new)
    decoded = decode(PENDUDUK, page(envelope(rows).replace(b'xsi:type="xsd"', b'xsi:type="x"')))
    assert decoded.frame.equals(plain)
    assert decoded.rejects == ()


def test_prefixes_are_stripped() -> None:
    """Rows with a namespace prefix read as rows without."""
    plain = decode(PENDUDUK, page(envelope([row_xml(penduduk())] * 2)))
    assert decode(PENDUDUK, page(envelope([row_xml(penduduk(), "s:")] * 2))).frame.equals(plain.frame)


def test_rows_inside_a_comment_are_no_rows() -> None:
    """A row that is commented out or quoted in CDATA is not read."""
    rows = [f"<!-- {row_xml(penduduk())} -->", row_xml(penduduk(NIK="1271090508689002"))]
    assert decode(PENDUDUK, page(envelope(rows))).frame["NIK"].to_list() == ["1271090508689002"]


def test_missing_element_is_not_sent() -> None:
    """An element that a row leaves out is not sent; an empty one is."""
    row = penduduk()
    del row["GOL_DRH"]
    decoded = decode(PENDUDUK, page(envelope([row_xml(penduduk()), row_xml(row), row_xml(penduduk(GOL_DRH=""))])))
    assert decoded.unsent is not None
    assert decoded.unsent.to_dict(as_series=False) == {"GOL_DRH": [False, True, False]}


@pytest.mark.parametrize(
    ("junk", "rule", "field"),
    [(b"SI\x00TI", "karakter_nul", "NAMA_LGKP"), (b"SI\xe9TI", "teks_rusak", "NAMA_LGKP")],
)
def test_bad_value_costs_itself_only(junk: bytes, rule: str, field: str) -> None:
    """A NUL or a foreign byte sets its value aside; the row and the other rows stay."""
    rows = [row_xml(penduduk()), row_xml(penduduk(NIK="1271090508689002", NAMA_LGKP="XX")), row_xml(penduduk())]
    decoded = decode(PENDUDUK, page(envelope(rows).replace(b"XX", junk)))
    assert [(one.row_no, one.key, one.field, one.rule) for one in decoded.rejects] == [
        (2, "1271090508689002", field, rule)
    ]
    assert decoded.frame["row_no"].to_list() == [1, 2, 3]


def test_unreadable_row_is_set_aside() -> None:
    """A row whose markup is broken, or that names an element twice, is set aside alone."""
    rows = [row_xml(penduduk()) for _ in range(4)]
    rows[1] = rows[1].replace("<NO_RT>", "<NO_RT><")
    rows[2] = rows[2].replace("<NO_RT>1</NO_RT>", "<NO_RT>1</NO_RT><NO_RT>2</NO_RT>")
    decoded = decode(PENDUDUK, page(envelope(rows)))
    assert [(one.row_no, one.field, one.rule) for one in decoded.rejects] == [
        (2, "", "baris_tidak_terbaca"), (3, "", "baris_tidak_terbaca"),
    ]  # fmt: skip
    assert decoded.frame["row_no"].to_list() == [1, 4]
    assert decoded.read == 4


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
BROKEN = [
    (envelope([row_xml(penduduk())], BOMB), "document type"),
    (envelope([row_xml(penduduk(NAMA_LGKP="X")).replace("X", "&a;")], OUTSIDE), "document type"),
    (envelope([row_xml(penduduk())])[:-30], "no XML"),
    (envelope([row_xml(penduduk())] * 3)[:2000], "no XML"),
    (b"<html><head><title>Login</title></head><body><br></body></html>", "HTML page"),
    (b"<!DOCTYPE html><html><body>Login</body></html>", "HTML page"),
    (b"", "an empty answer"),
    (envelope([row_xml(penduduk())]).decode().encode("utf-16"), "UTF-16"),
]


@pytest.mark.parametrize(("body", "told"), BROKEN)
def test_answer_that_is_no_data_breaks_the_contract(body: bytes, told: str) -> None:
    """Entity bombs, outside entities, cut answers and login pages are refused as a whole."""
    with pytest.raises(BrokenContract, match=told):
        decode(PENDUDUK, page(body))


def test_no_rows() -> None:
    """An answer without rows is a page of nothing."""
    assert decode(PENDUDUK, page(envelope([]))).frame.height == 0


def test_renamed_element_breaks_the_contract() -> None:
    """An element renamed on the whole page is named with its new name."""
    row = row_xml(penduduk()).replace("NAMA_LGKP>", "NAMA_LENGKAP>")
    with pytest.raises(BrokenContract, match="'NAMA_LGKP' is missing.*'NAMA_LENGKAP'"):
        decode(PENDUDUK, page(envelope([row, row])))


xml_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=12
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(xml_text, st.none() | xml_text), min_size=1, max_size=5))
def test_every_text_arrives_as_it_was_sent(rows: list[tuple[str, str | None]]) -> None:
    """Whatever text a source sends, the frame holds exactly that text; nil and empty are both no text."""
    sent = [penduduk(NAMA_LGKP=name, ALAMAT=address) for name, address in rows]
    decoded = decode(PENDUDUK, page(envelope([row_xml(row) for row in sent])))
    assert decoded.rejects == ()
    assert decoded.frame["NAMA_LGKP"].to_list() == [row["NAMA_LGKP"] for row in sent]
    assert [text or None for text in decoded.frame["ALAMAT"]] == [row["ALAMAT"] or None for row in sent]
