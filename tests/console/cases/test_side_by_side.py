"""Systems side by side on a case's page: every value beside the owner's, what differs marked, where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html
from sqlalchemy import text

from simpul.store import engine as db
from simpul.testing.town import APPLICATIONS, COPY, SOURCE, Town, applicant, person
from tests.console.browser import Browser, Page
from tests.console.conftest import serving

COUNTER = "loket.berkas_masuk"
OWNER, SERVICE, PAPER = "SIAK", "APSP", "Loket"
#: Who stands for what.
ADDRESS, FAMILY, ABSENT, HELD, RULED, GONE, LINKED, ALIKE, ALONE = range(1, 10)


def _nik(number: int) -> str:
    return f"127109501090{9400 + number}"


@dataclass(frozen=True)
class _Row:
    """One field of a page: what stands beside it, per system, and which pieces are marked."""

    head: str
    cells: tuple[str, ...]
    marked: tuple[tuple[str, ...], ...]
    result: str
    folded: bool


@dataclass(frozen=True)
class _Desk:
    """The town, and who looks at it."""

    here: Town
    officer: Browser
    viewer: Browser

    def page(self, number: int, field: str | None = None, *, by: Browser | None = None) -> Page:
        """The page of somebody's one open case, or of the one about a field."""
        found = self.here.rows(
            "select id from simpul.cases where closed_at is null and subject_key = :nik"
            " and (cast(:field as text) is null or field = :field) order by id limit 1",
            nik=_nik(number), field=field,
        )  # fmt: skip
        return (by or self.officer).get(f"/ketidaksesuaian/{found[0]['id']}")

    def run(self, statement: str, **values: Any) -> None:
        """One statement."""
        with self.here.engine.begin() as conn:
            conn.execute(text(statement), values)


def _text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def _heads(page: Page) -> list[str]:
    """The systems above the values."""
    return [_text(one) for one in page.tree.xpath("(//table[@class='diff'])[1]//thead//th")[1:-1]]


def _rows(page: Page) -> dict[str, _Row]:
    """Field → its row; the field's name is what stands first."""
    found = {}
    for row in page.tree.xpath("//table[@class='diff']/tbody/tr"):
        head, *cells, result = row.xpath("./th | ./td")
        name = (head.text or "").strip()
        assert name not in found, f"{name} stands twice"
        found[name] = _Row(
            head=_text(head),
            cells=tuple(_text(cell) for cell in cells),
            marked=tuple(tuple(cell.xpath(".//ins/text() | .//del/text()")) for cell in cells),
            result=_text(result),
            folded=bool(row.xpath("ancestor::details")),
        )
    return found


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[_Desk]:
    """Nine people, a case of each, an officer and somebody who only looks."""
    here = Town.settled(db.engine(database_url))
    people = range(1, 10)
    born = {
        "tanggal_lahir": "2004-02-29",
        "agama": "islam",
        "kode_kelurahan": "1271091001",
        "no_kk": "1271090101909001",
    }
    both = [one for one in people if one != ABSENT]
    theirs: dict[int, dict[str, Any]] = {
        ADDRESS: {"alamat": "JL. BARU 2", "nama_lengkap": "SITTI AMINAH"},
        FAMILY: {"no_kk": "1271090101909112"},
        HELD: {"alamat": "JL. BARU 2", "tempat_lahir": None, "held": ["tempat_lahir"]},
        GONE: {"alamat": "JL. BARU 2"},
        LINKED: {"alamat": "JL. BARU 2", "nama_lengkap": "ROTUA SIAHAAN", "tanggal_lahir": "1990-01-01"},
        ALONE: {"alamat": "JL. BARU 2"},
    }
    here.pull(SOURCE, *(person(_nik(one), **born) for one in both))
    here.pull(COPY, *(applicant(f"P-94{one}", _nik(one), **born) for one in people))
    here.compare()
    here.pull(COPY, *(applicant(f"P-94{one}", _nik(one), **{**born, **more}) for one, more in theirs.items()))
    here.pull(COUNTER, {"key": "BM-1", "nomor_berkas": "BM-1", "nik": _nik(ADDRESS), "nama_lengkap": "SITI AMINAH"})
    here.compare()
    with serving(here.engine, here.city) as served:
        yield _Desk(here, served.sign_in("case_officer", username="ani"), served.sign_in("viewer", username="tamu"))


def test_the_owner_stands_first_and_every_system_that_knows_the_person_beside(desk: _Desk) -> None:
    """Owner, the case's own record, the paper counter; whoever has no record of the person takes no column."""
    heads = _heads(desk.page(ADDRESS, "alamat"))
    assert [head.split()[0] for head in heads] == [OWNER, SERVICE, PAPER]
    assert ["pemilik data" in head for head in heads] == [True, False, False]
    assert "127109••••••9401" in heads[0] and "P-941" in heads[1] and "BM-1" in heads[2]
    assert [head.split()[0] for head in _heads(desk.page(FAMILY, "no_kk"))] == [OWNER, SERVICE]


def test_what_differs_stands_above_with_its_difference_marked_and_the_rest_is_folded(desk: _Desk) -> None:
    """The case's own field first; a spelling is told from another value; each with where it was read."""
    rows = _rows(desk.page(ADDRESS, "alamat"))
    assert next(iter(rows)) == "Alamat"
    own = rows["Alamat"]
    assert not own.folded and own.cells[0].startswith("JL. SEI MATI 1") and own.cells[1].startswith("JL. BARU 2")
    assert all("baris" in cell and "proses" in cell for cell in own.cells[:2])
    assert (own.marked[0], "JL." in own.marked[1], bool(own.marked[1])) == (("SEI", "MATI 1"), False, True)
    assert own.result.endswith("sistem pemilik data")
    name = rows["Nama lengkap"]
    assert ("sama, ditulis lain" in name.head, name.folded, name.marked[0]) == (True, True, ())
    assert "perlu 2 orang" in name.head and "perlu 2 orang" not in own.head
    equal = rows["Tempat lahir"]
    assert (equal.folded, equal.cells[:2], equal.result) == (True, ("MEDAN", "MEDAN"), "MEDAN")
    assert "baris" not in "".join(equal.cells)
    assert "Dusun" not in rows


def test_codes_and_dates_are_told_in_words(desk: _Desk) -> None:
    """Beside a code its meaning, beside a date the day; a plain value speaks for itself."""
    rows = _rows(desk.page(ADDRESS, "alamat"))
    assert rows["Tanggal lahir"].cells[0].startswith("2004-02-29") and "Februari 2004" in rows["Tanggal lahir"].cells[0]
    assert rows["Agama"].cells[0] != "islam"
    place = next(row for name, row in rows.items() if "elurahan" in name)
    assert place.cells[0].startswith("1271091001") and place.cells[0] != "1271091001"


def test_a_family_number_shows_only_how_much_of_it_differs(desk: _Desk) -> None:
    """Masked on both sides, with the count of the hidden digits that are not the same."""
    page = desk.page(FAMILY, "no_kk")
    row = next(row for name, row in _rows(page).items() if "angka yang disamarkan" in row.head)
    assert "3 angka yang disamarkan berbeda" in row.head
    assert row.cells[0].startswith("127109••••••9001") and row.cells[1].startswith("127109••••••9112")
    assert not re.search(r"(?<![\w-])\d{16}(?![\w-])", page.answer.text)
    assert all("disamarkan" not in other.head for name, other in _rows(page).items() if other != row)


def test_who_has_no_record_is_shown_as_having_none(desk: _Desk) -> None:
    """The owner keeps its column though it does not know the person: no record, not an empty value."""
    page = desk.page(ABSENT)
    assert [head.split()[0] for head in _heads(page)] == [OWNER, SERVICE]
    rows = _rows(page)
    assert {row.cells[0].split(" · ")[0] for row in rows.values()} == {"tidak ada catatan"}
    assert rows["Tempat lahir"].cells[1].startswith("MEDAN")
    assert "Mengapa dianggap orang yang sama" not in page.main


def test_a_value_in_quarantine_is_said_to_be_held(desk: _Desk) -> None:
    """Not empty and not equal to anything: held; an empty value beside it is empty."""
    rows = _rows(desk.page(HELD, "alamat"))
    assert rows["Tempat lahir"].cells[0] == "MEDAN" and rows["Tempat lahir"].cells[1] == "ditahan di karantina"
    desk.here.pull(COPY, applicant("P-944", _nik(HELD), alamat="JL. BARU 2", no_kk=None, rt=None))
    rows = _rows(desk.page(HELD, "alamat"))
    assert rows["RT"].cells[1] == "kosong"


def test_a_page_shows_what_the_case_was_opened_with(desk: _Desk) -> None:
    """What is decided is what is shown: of the case's own field the values it holds, not what came since."""
    desk.here.pull(COPY, applicant("P-949", _nik(ALONE), alamat="JL. LAIN 4", rt="009"))
    desk.here.pull(SOURCE, person(_nik(ALONE), alamat="JL. PINDAH 5"))
    rows = _rows(desk.page(ALONE, "alamat"))
    assert rows["Alamat"].cells[0].startswith("JL. SEI MATI 1") and rows["Alamat"].cells[1].startswith("JL. BARU 2")
    assert rows["RT"].cells[1].startswith("009") and not rows["RT"].folded
    assert rows["RT"].result == "berbeda, belum perlu diputuskan"
    assert rows["RT"].marked[0] or rows["RT"].marked[1]


def test_another_case_of_the_record_is_named_beside_its_field(desk: _Desk) -> None:
    """With a link in its row and among the neighbours; its result is settled there."""
    page = desk.page(LINKED, "alamat")
    (other,) = desk.here.rows(
        "select id from simpul.cases where subject_key = :nik and field = 'nama_lengkap' and closed_at is null",
        nik=_nik(LINKED),
    )
    name = _rows(page)["Nama lengkap"]
    assert not name.folded and f"#{other['id']}" in name.head and name.result == "diputuskan di ketidaksesuaian itu"
    assert "#" not in _rows(page)["Alamat"].head
    near = page.main.split("Ketidaksesuaian lain tentang")[1].split("Riwayat")[0]
    assert f"#{other['id']}" in near
    own = desk.here.rows("select id from simpul.cases where subject_key = :nik and field = 'alamat'", nik=_nik(LINKED))
    assert f"#{own[0]['id']} " not in near


def test_why_it_is_one_person_is_told_from_the_numbers_or_the_match(desk: _Desk) -> None:
    """The same number and what else agrees or differs; where matching linked them, what matching found."""
    told = desk.page(LINKED, "alamat").main.split("Mengapa dianggap orang yang sama")[1]
    assert "NIK sama di kedua sistem" in told and "Nama lengkap: " in told and "ditautkan oleh" not in told
    assert desk.page(ADDRESS, "alamat").main.count("Mengapa dianggap orang yang sama") == 1
    desk.run(
        "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state, reasons)"
        " values (:feed, 'P-947', 'siak.penduduk', :nik, 'person', 0.75, 'sure', cast(:why as jsonb))",
        feed=COPY, nik=_nik(LINKED), why='[{"id": "Nomor ponsel sama", "en": "The same phone"}]',
    )  # fmt: skip
    told = desk.page(LINKED, "alamat").main.split("Mengapa dianggap orang yang sama")[1]
    assert "0,75" in told and "Nomor ponsel sama" in told and "NIK sama di kedua sistem" not in told


def test_a_removed_record_says_so(desk: _Desk) -> None:
    """A tombstone keeps its column, its values and where they were read."""
    desk.here.pull(SOURCE, {**person(_nik(GONE)), "deleted": True})
    assert "dihapus di sistem ini" in _rows(desk.page(GONE, "alamat"))["Alamat"].cells[0]
    assert "dihapus di sistem ini" not in _rows(desk.page(ADDRESS, "alamat"))["Alamat"].cells[0]


def test_who_may_not_settle_sees_that_two_differ_and_no_value(desk: _Desk) -> None:
    """Values veiled, nothing marked, no meaning of a code or date; neighbours without values."""
    page = desk.page(ADDRESS, "alamat", by=desk.viewer)
    rows = _rows(page)
    assert rows["Alamat"].cells[0].startswith("JL••••••") and not any(rows["Alamat"].marked)
    assert "Februari" not in page.main and "SEI MATI" not in page.main and "BARU" not in page.main
    assert rows["Nama lengkap"].cells[0] == "S••• A•••••" and rows["Nama lengkap"].folded
    assert "Kelurahan Tembung" not in page.main


def test_a_case_of_a_rule_shows_its_record_and_no_field_of_its_own(desk: _Desk) -> None:
    """The person's values as they are; nothing is marked and nothing proposed."""
    desk.run(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed, rule,"
        " cause, owner, severity) values ('rule', 'penduduk', :nik, :feed, :nik, 'aturan x', :feed, 'x', 'aturan x',"
        " 'DK', 'high')",
        nik=_nik(RULED), feed=SOURCE,
    )  # fmt: skip
    page = desk.page(RULED, "aturan x")
    assert [head.split()[0] for head in _heads(page)] == [OWNER, SERVICE]
    rows = _rows(page)
    assert all(row.folded for row in rows.values()) and "Aturan x" not in rows
    assert "Mengapa dianggap" not in page.main
    desk.here.pull(APPLICATIONS, {"key": "503/1/KTP/2026", "nomor_permohonan": "503/1/KTP/2026", "tahap": "DIAJUKAN"})


def test_the_cases_own_record_is_shown_also_beside_another_of_the_same_person(desk: _Desk) -> None:
    """Two records of one number at a system: each case shows its own, with its own values."""
    first = {"alamat": "JL. SATU 1", "rt": "011", "no_kk": None}
    desk.here.pull(COPY, applicant("P-0001", _nik(ALIKE), **first), applicant("P-9999", _nik(ALIKE), rt="022"))
    desk.here.compare()
    (case,) = desk.here.rows(
        "select id from simpul.cases where record_key = 'P-0001' and field = 'alamat' and closed_at is null"
    )
    page = desk.officer.get(f"/ketidaksesuaian/{case['id']}")
    assert "P-0001" in _heads(page)[1] and _rows(page)["RT"].cells[1].startswith("011")


@pytest.mark.parametrize(("field", "shown"), [("tahap", True), ("berat", False)])
def test_a_field_nobody_compares_is_shown_where_the_record_has_it(desk: _Desk, field: str, shown: bool) -> None:
    """A case about a field outside the subject's: its own row, the first; none where no system has such a field."""
    number = f"503/00000{int(shown)}/KTP/2026"
    desk.here.pull(APPLICATIONS, {"key": number, "nomor_permohonan": number, "tahap": "DIAJUKAN", "id_pemohon": "P-1"})
    desk.run(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field, authority_feed, owner,"
        " severity, authority_value) values ('different', 'permohonan', :key, :feed, :key, :field, :feed, 'DK', 'high',"
        " 'VERIFIKASI')",
        key=number, feed=APPLICATIONS, field=field,
    )  # fmt: skip
    (case,) = desk.here.rows("select id from simpul.cases where subject_key = :key", key=number)
    page = desk.officer.get(f"/ketidaksesuaian/{case['id']}")
    assert list(_rows(page)) == (["Tahap"] if shown else [])
    # The owner's own case shows what its record says now: nobody was asked to choose between two values.
    assert all(row.cells[0].startswith("DIAJUKAN") for row in _rows(page).values())
    assert ("Tidak ada nilai untuk dibandingkan" in page.main) == (not shown)
