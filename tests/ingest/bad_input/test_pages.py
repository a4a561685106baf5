"""A page that is not what the mapping says: the run stops in plain words, nothing of it is used, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from simpul.core.errors import BrokenContract
from tests.ingest.bad_input.conftest import Hub
from tests.mapping.pages import complaint, complaints, csv_file, envelope, intake, listing, pemohon, penduduk, row_xml


def _people(without: str = "", renamed: str = "", **more: Any) -> bytes:
    """Two applicants; one member left out or renamed on all of them."""
    rows = [pemohon(number, **more) for number in (11, 12)]
    return listing([{(renamed or name) if name == without else name: row[name] for name in row
                     if name != without or renamed} for row in rows])  # fmt: skip


BOMB = '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LOGIN = b"<!DOCTYPE html><html><body><form>Silakan masuk</form></body></html>"

#: Feed, a good page, a bad page after it, words of the message.
PAGES = [
    pytest.param(_people(without="diubah"), ["'diubah' is missing", "pemohon.yaml"], id="version column missing"),
    pytest.param(_people(without="id"), ["'id' is missing", "pemohon.yaml"], id="key column missing"),
    pytest.param(_people("nama", "nama_lengkap"), ["'nama'", "rename it to 'nama_lengkap'"], id="renamed column"),
    pytest.param(LOGIN, ["HTML page", "login"], id="HTML login page with 200"),
    pytest.param(_people().decode().encode("utf-16"), ["UTF-16", "charset"], id="wrong charset"),
    pytest.param(_people()[:-30], ["no JSON"], id="cut off"),
    pytest.param(b"", ["an empty answer"], id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "words"), PAGES)
def test_a_bad_page_stops_in_words(hub: Hub, bad: bytes, words: list[str]) -> None:
    """The run stops with what and where; the page before stays; mended, the source is read on from there."""
    with pytest.raises(BrokenContract):
        hub.pull("apsp.pemohon", listing([pemohon(1)]), bad)
    state, reason = hub.last_run
    assert state == "stopped"
    assert [word for word in words if word not in reason] == []
    assert hub.rows("select key from mirror.penduduk") == ["P-0000001"]
    assert hub.rows("select cursor from simpul.cursor") == ["1"]
    hub.pull("apsp.pemohon", _people())
    assert hub.rows("select key from mirror.penduduk order by key") == ["P-0000001", "P-0000011", "P-0000012"]


def test_a_column_that_may_be_missing_blanks_nothing(hub: Hub) -> None:
    """A column left out of every row is "not sent": what was known of it stays."""
    hub.pull("apsp.pemohon", _people())
    later = {"diubah": "2026-11-22T11:00:00.000001+07:00", "alamat": "JL. BARU"}
    assert hub.pull("apsp.pemohon", _people(without="telepon", **later)).totals.applied == 2
    assert hub.rows("select distinct no_hp, alamat from mirror.penduduk") == [("+6281234567890", "JL. BARU")]


def test_a_new_column_is_told_and_never_mapped(hub: Hub) -> None:
    """Everything known arrives; the run's words name the new column, by its name only."""
    result = hub.pull("apsp.pemohon", _people(nomor_bpjs="0001234567890"))
    assert result.totals.applied == 2
    assert result.reason == "kolom baru, belum dipetakan (new columns, not mapped): nomor_bpjs"
    assert hub.last_run == ("done", result.reason)


def test_a_new_column_named_after_a_person_is_masked(hub: Hub) -> None:
    """A source that puts a NIK into a column's name does not put it into our tables."""
    reason = hub.pull("apsp.pemohon", _people(**{"1271096902049001": "x"})).reason
    assert "127109••••••9001" in reason and "1271096902049001" not in reason


@pytest.mark.parametrize("head", [BOMB, OUTSIDE], ids=["XML bomb", "external entity"])
def test_a_document_with_entities_is_refused(hub: Hub, head: str) -> None:
    """A message that declares entities is never expanded or fetched; the page before it stays."""
    bad = envelope([row_xml(penduduk(NIK="1271090508689002", ALAMAT="X")).replace(">X<", ">&x;<")], head)
    with pytest.raises(BrokenContract):
        hub.pull("siak.penduduk", envelope([row_xml(penduduk())]), bad)
    state, reason = hub.last_run
    assert state == "stopped" and "document type: refused" in reason
    assert hub.rows("select key from mirror.penduduk") == ["1271096902049001"]


def _without_nik(body: bytes) -> bytes:
    """A list whose third column was left out by whoever exported it."""
    lines = [line.split(b";") for line in body.removesuffix(b"\r\n").split(b"\r\n")]
    return b"\r\n".join(b";".join(cells[:2] + cells[3:]) for cells in lines) + b"\r\n"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param(_without_nik(csv_file([intake(2)])), ["'NIK' is missing"], id="missing"),
        pytest.param(
            csv_file([intake(2)]).replace(b"NIK;", b"NIK_PEMOHON;"),
            ["'NIK' is missing", "rename it to 'NIK_PEMOHON'"], id="renamed",
        ),
        pytest.param(csv_file([intake(2)])[:-40], ["row 1 of the file has", "the file was cut"], id="cut inside a row"),
    ],
)  # fmt: skip
def test_a_list_with_another_header_or_row_is_refused(hub: Hub, bad: bytes, words: list[str]) -> None:
    """A file names all its columns, so none that is mapped may be missing, and every row has as many values."""
    with pytest.raises(BrokenContract):
        hub.pull("loket.berkas_masuk", csv_file([intake(1)]), bad)
    assert [word for word in words if word not in hub.last_run[1]] == []
    assert hub.rows("select key from mirror.berkas_masuk") == ["B-1"]


@pytest.mark.parametrize("more", [{"reporter": None}, {"reporter": None, "disposition": None}, {"is_secret": True}])
def test_complaints_without_any_reporter_are_read(hub: Hub, more: dict[str, Any]) -> None:
    """A page on which every complaint hides its reporter (or has no disposition) is an ordinary page."""
    rows = [complaint(number, **more) for number in (1916449, 1916450, 1916451)]
    result = hub.pull("sp4.pengaduan", complaints(rows))
    assert (result.state, result.totals.applied, result.totals.quarantined_values) == ("done", 3, 0)
    assert result.reason == ""


def test_complaints_where_the_flag_and_reporter_are_not_sent(hub: Hub) -> None:
    """A page without flag and reporter is read too, and every complaint on it is secret."""
    rows = [complaint(number) for number in (1916449, 1916450)]
    for row in rows:
        del row["is_secret"], row["reporter"]
    assert hub.pull("sp4.pengaduan", complaints(rows)).totals.applied == 2
    assert hub.rows("select distinct rahasia, judul from mirror.pengaduan") == [(True, None)]
