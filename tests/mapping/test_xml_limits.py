"""XML at its edges: what is a row, what is a value, what is set aside and what breaks the contract."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.errors import BrokenContract
from simpul.ingest.decode import decode
from simpul.values.text_checks import MAX_DEPTH, MAX_ROW
from tests.mapping.pages import PENDUDUK, envelope, page, penduduk, row_xml

#: A feed of three columns, one of them inside another element.
SMALL = replace(PENDUDUK, columns=("NIK", "TGL_UBAH", "ALAMAT.JALAN"), protected=())
NIK = "1271096902049001"
OTHER = "1271090508689002"


def _row(number: str = NIK, inner: str = "<ALAMAT><JALAN>JL. STM</JALAN></ALAMAT>") -> str:
    return f"<Penduduk><NIK>{number}</NIK><TGL_UBAH>22-11-2026 10:00:00.000001</TGL_UBAH>{inner}</Penduduk>"


def _small(*rows: str) -> list[tuple[str | None, str | None]]:
    """(NIK, street or None) of each row."""
    found = decode(SMALL, page(envelope(rows)))
    assert found.rejects == ()
    return [(nik, street or None) for nik, street in zip(found.frame["NIK"], found.frame["ALAMAT.JALAN"], strict=True)]


def test_a_nested_element_has_a_dotted_name() -> None:
    """However a row is written, the leaf below another element is the column of both names."""
    plain = [(NIK, "JL. STM"), (OTHER, "JL. STM")]
    assert _small(_row(), _row(OTHER)) == plain
    assert _small(_row(), _row(OTHER, "<!-- rumah --><ALAMAT><JALAN>JL. STM</JALAN></ALAMAT>")) == plain
    assert _small(_row(inner="<s:ALAMAT><s:JALAN><![CDATA[JL. STM]]></s:JALAN></s:ALAMAT>"), _row(OTHER)) == plain
    assert _small(_row(inner="<ALAMAT>\n <JALAN>JL. STM</JALAN>\n</ALAMAT>"), _row(OTHER)) == plain


@pytest.mark.parametrize("nil", ['xsi:nil="true"', 'xsi:nil="1"'])
def test_nil_is_no_text_and_false_is_no_nil(nil: str) -> None:
    """An element said to be nil has no text, one said not to be has its own; alone and beside comments."""
    for beside in ("", "<!-- x -->"):
        rows = [
            _row(inner=f"{beside}<ALAMAT><JALAN {nil}></JALAN></ALAMAT>"),
            _row(OTHER, '<ALAMAT><JALAN xsi:nil="false">JL. 2</JALAN></ALAMAT>'),
        ]
        assert _small(*rows) == [(NIK, None), (OTHER, "JL. 2")]


def test_what_names_an_element_twice_is_set_aside_alone() -> None:
    """Twice the same leaf, flat, nested or beside a comment: which one is meant is not for us to say."""
    for beside in ("", "<!-- x -->"):
        twice = _row(inner=f"{beside}<ALAMAT><JALAN>1</JALAN><JALAN>2</JALAN></ALAMAT>")
        found = decode(SMALL, page(envelope([_row(), twice, _row(OTHER)])))
        assert [(one.row_no, one.field, one.rule) for one in found.rejects] == [(2, "", "baris_tidak_terbaca")]
        assert found.frame["row_no"].to_list() == [1, 3]
        assert found.read == 3


def test_a_row_is_read_to_a_depth_and_a_size() -> None:
    """At the limit it is read, one deeper it is set aside; a row larger than a row may be is set aside by name."""

    def deep(levels: int) -> str:
        names = [f"T{number}" for number in range(levels)]
        return "".join(f"<{name}>" for name in names) + "x" + "".join(f"</{name}>" for name in reversed(names))

    usual = "<ALAMAT><JALAN>JL. STM</JALAN></ALAMAT>"
    for levels, rules in ((MAX_DEPTH + 1, []), (MAX_DEPTH + 2, ["baris_tidak_terbaca"])):
        found = decode(SMALL, page(envelope([_row(), _row(OTHER, usual + deep(levels))])))
        assert [one.rule for one in found.rejects] == rules
    fitting = MAX_ROW // 200_000
    for count, rules in ((fitting, []), (fitting + 1, ["baris_terlalu_besar"])):
        filler = "".join(f"<T{number}>&#88;{'X' * 199_980}</T{number}>" for number in range(count))
        large = _row(OTHER, usual + filler)
        found = decode(SMALL, page(envelope([_row(), large])))
        assert [one.rule for one in found.rejects] == rules
        assert found.frame["row_no"].to_list() == [1, *([2] if not rules else [])]


def test_an_entity_xml_does_not_know_stays_as_it_stands() -> None:
    """The five of XML and numbers are resolved, once; anything else is text somebody typed."""
    said = "&#49;&#x41;&amp;lt;&nbsp;&#1114112; &lt;&gt;&quot;&apos;"
    row = row_xml(penduduk(ALAMAT="XX")).replace("XX", said)
    found = decode(PENDUDUK, page(envelope([row_xml(penduduk()), row])))
    assert found.frame["ALAMAT"].to_list() == ["JL. STM", "1A&lt;&nbsp;&#1114112; <>\"'"]


def test_a_document_type_is_refused_before_the_rows_and_is_text_inside_them() -> None:
    """Before the first row it breaks the contract; quoted in a value it is only a value."""
    with pytest.raises(BrokenContract, match="document type"):
        decode(SMALL, page(envelope([_row()], "<!ENTITY x 'y'>")))
    quoted = _row(inner="<ALAMAT><JALAN><![CDATA[<!DOCTYPE x>]]></JALAN></ALAMAT>")
    assert _small(_row(), quoted.replace(NIK, OTHER)) == [(NIK, "JL. STM"), (OTHER, "<!DOCTYPE x>")]


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(_TEXTS, st.sampled_from(["plain", "cdata", "comment", "order", "blank"])),
        min_size=1,
        max_size=6,
    )
)
def test_rows_written_in_any_mixture_of_ways_read_the_same(rows: list[tuple[str, str]]) -> None:
    """Each row may be written in its own way: every text arrives, at the number of its row."""
    written = []
    for text, way in rows:
        street = f"<JALAN>{escape(text)}</JALAN>"
        if way == "cdata" and "]]>" not in text:
            street = f"<JALAN><![CDATA[{text}]]></JALAN>"
        row = _row(inner=f"<ALAMAT>{street}</ALAMAT>")
        if way == "comment":
            row = row.replace("<NIK>", "<!-- <Penduduk> --><NIK>")
        if way == "order":
            row = f"<Penduduk><ALAMAT>{street}</ALAMAT>{_row(inner='')[10:]}"
        if way == "blank" and text:
            row = row.replace("><", ">\n  <")
        written.append(row)
    assert [street for _, street in _small(*written)] == [text or None for text, _ in rows]
