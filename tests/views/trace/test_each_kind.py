"""Every kind of thing that happens to a citizen stands in the line: when, where, in words, with its masked detail."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from simpul.cases import cases
from simpul.store import engine as db
from simpul.testing.town import APPLICATIONS, COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.views.trace import TraceEntry, trace

FAMILY, OTHER = "1271090101909001", "1271095010909077"
HIDDEN = "127109••••••9001"


class _Line:
    """Siti's line, read once."""

    def __init__(self, here: Town) -> None:
        self.here = here
        self.entries = trace(here.engine, here.city, nik=SITI, actor="ani", purpose="aduan warga")

    def of(self, what: str, word: str = "") -> list[TraceEntry]:
        """Entries of a kind whose words hold a word."""
        return [entry for entry in self.entries if entry.what == what and word in entry.words.id]

    def one(self, what: str, word: str = "") -> TraceEntry:
        """The only one."""
        (found,) = self.of(what, word)
        return found


def _run(here: Town, statement: str, **values: object) -> None:
    with here.engine.begin() as conn:
        conn.execute(text(statement), values)


@pytest.fixture(scope="module")
def line(database_url: str) -> _Line:
    """Siti moved, was decided about, undone, corrected, set aside, matched, removed at one system."""
    here = Town.settled(db.engine(database_url))
    here.pull(SOURCE, person(SITI, no_kk=FAMILY, tanggal_lahir="1990-10-10", status_hidup="hidup"))
    number = "503/000123/KTP/2026"
    here.pull(APPLICATIONS, {"key": number, "nomor_permohonan": number, "nik": SITI, "tahap": "DIAJUKAN"})
    here.pull("loket.berkas_masuk", {"key": "BM-1", "nomor_berkas": "BM-1", "nik": SITI})
    here.pull("loket.berkas_masuk", {"key": "BM-1", "nomor_berkas": "BM-1", "nik": SITI, "deleted": True})
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    here.compare()
    case = next(one.id for one in cases.listing(here.engine) if one.field == "alamat")
    cases.comment(here.engine, case, f"sudah telepon {SITI}", actor="budi")
    cases.decide(here.engine, here.city, case, choice="authority", reason=f"sesuai KK {FAMILY}", actor="ani")
    cases.undo(here.engine, here.city, case, actor="citra")
    cases.decide(here.engine, here.city, case, choice="authority", reason="sesuai KK", actor="ani")
    here.target.records[SITI_COPY] = {"alamat": "JL. BARU 2"}
    here.deliver()
    here.pull(COPY, applicant(SITI_COPY, SITI))
    here.compare()
    _run(
        here,
        "insert into simpul.correction (case_id, office, letter, state, made_by, answer) values"
        " (:case, 'DK', '12/2026', 'sent', 'ani', :answer)",
        case=case, answer=f"lihat {FAMILY}",
    )  # fmt: skip
    for field, rule, state in (("no_hp", "nomor_hp", "open"), ("", "baris_rusak", "overtaken")):
        _run(
            here,
            "insert into simpul.quarantine (page_id, run_id, feed, row_no, record_key, field, rule, masked, state)"
            " select page_id, run_id, :feed, 1, key, :field, :rule, '12••••••34', :state from mirror.penduduk"
            " where key = :key",
            feed=COPY, field=field, rule=rule, state=state, key=SITI_COPY,
        )  # fmt: skip
    for key, state, by in (
        ("1", "sure", None), ("2", "confirmed", "budi"), ("3", "offered", None), ("4", "rejected", "budi"),
        ("5", "unlinking", None), ("6", "unlinked", None),
    ):  # fmt: skip
        _run(
            here,
            "insert into simpul.match (left_feed, left_key, right_feed, right_key, how, score, state, decided_by,"
            " decided_at, decided_reason, unlink_by, unlink_approved_by) values ('sp4.pengaduan', :key,"
            " 'siak.penduduk', :nik, 'person', 0.987, :state, :by, case when cast(:by as text) is not null then"
            " clock_timestamp() end, case when cast(:by as text) is not null then 'telepon' end, 'ani', 'budi')",
            key=key, nik=SITI, state=state, by=by,
        )  # fmt: skip
    return _Line(here)


def test_nothing_is_left_out_and_nobodys_number_is_shown(line: _Line) -> None:
    """Ten kinds, oldest first, no NIK, KK or name in full."""
    assert {entry.what for entry in line.entries} == {
        *("record", "former", "quarantine", "match", "case", "note", "decision", "correction", "effect", "receipt")
    }
    assert [entry.at for entry in line.entries] == sorted(entry.at for entry in line.entries)
    for hidden in (SITI, FAMILY, "SITI AMINAH"):
        assert hidden not in repr(line.entries)


def test_records_are_shown_as_they_are_and_as_they_were(line: _Line) -> None:
    """On record, former, removed: by system, with key, page and run; only what has a value, masked by its class."""
    city = line.here.city
    siak = next(entry for entry in line.of("record") if entry.feed == SOURCE)
    title = city.systems["siak"].title
    assert (siak.system, siak.key, siak.words.id, siak.words.en) == (
        *(title, "127109••••••9001"),
        *(f"Tercatat di {title}", f"On record in {title}"),
    )
    shown = {"nik": HIDDEN, "no_kk": HIDDEN, "nama_lengkap": "S••• A•••••", "tanggal_lahir": "19••••••10"}
    assert {name: siak.detail[name] for name in shown} == shown
    assert "nama_ibu" not in siak.detail
    (row,) = line.here.rows("select page_id, run_id from mirror.penduduk where system = 'siak'")
    assert (siak.detail["page"], siak.detail["run"]) == (str(row["page_id"]), str(row["run_id"]))
    former = [entry for entry in line.of("former") if entry.feed == COPY]
    assert former and all(entry.words.id == f"Nilai lama di {city.systems['apsp'].title}" for entry in former)
    assert "Former values" in former[0].words.en
    gone = next(entry for entry in line.entries if entry.key == "BM-1" and entry.what == "record")
    loket = city.systems["loket"].title
    assert (gone.words.id, gone.words.en, gone.feed) == (
        f"Dihapus di {loket}",
        f"Removed in {loket}",
        "loket.berkas_masuk",
    )
    application = next(entry for entry in line.of("record") if entry.feed == APPLICATIONS)
    assert application.detail["nomor_permohonan"] == application.key == "503/000123/KTP/2026"
    assert application.detail["tahap"] == "DIAJUKAN"


def test_what_was_set_aside_names_its_rule_and_field(line: _Line) -> None:
    """A value under its field, a whole row under its own word; masked, with how it stands."""
    value, row = line.of("quarantine")
    assert (value.feed, value.key, value.system) == (COPY, SITI_COPY, line.here.city.systems["apsp"].title)
    assert "nomor_hp" in value.words.id and "nomor_hp" in value.words.en
    assert value.detail == {"no_hp": "12••••••34", "state": "open"}
    assert row.detail == {"baris": "12••••••34", "state": "overtaken"}


def test_every_match_is_told_in_words_and_who_settled_it(line: _Line) -> None:
    """Sure, confirmed, offered, rejected, being parted, parted; those a person settled twice, with the reason."""
    told = {entry.key: entry for entry in line.of("match") if not entry.words.id.startswith("Tautan diputuskan")}
    assert [told[key].words.en for key in sorted(told)] == [
        "Matched, sure",
        "Matched, confirmed by an officer",
        "A possible match, waiting for an officer",
        "A possible match an officer rejected",
        "Proposed to be taken apart",
        "Taken apart",
    ]
    sure = told["1"]
    (number,) = line.here.rows("select id from simpul.match where left_key = '1'")
    assert sure.detail == {
        "match": str(number["id"]), "other": f"siak.penduduk {HIDDEN}", "score": "0.99", "how": "person",
    }  # fmt: skip
    assert (sure.feed, sure.system) == ("sp4.pengaduan", line.here.city.systems["sp4"].title)
    settled = line.of("match", "Tautan diputuskan oleh budi")
    assert [(entry.key, entry.detail["reason"]) for entry in settled] == [("2", "telepon"), ("4", "telepon")]


def test_a_case_opens_is_spoken_of_decided_taken_back_and_closes(line: _Line) -> None:
    """Each with the case's number; who did it; both values masked; why it closed; typed numbers masked."""
    (row,) = line.here.rows("select id, closed_because from simpul.cases where field = 'alamat'")
    case = str(row["id"])
    opened, closed = [entry for entry in line.of("case") if entry.detail["field"] == "alamat"]
    assert {name: opened.detail[name] for name in ("case", "field", "state")} == {
        "case": case, "field": "alamat", "state": "closed",
    }  # fmt: skip
    assert (opened.detail["authority_value"], opened.detail["follower_value"]) == ("JL•••••• 1", "JL•••••• 1")
    assert (opened.feed, opened.key) == (COPY, SITI_COPY) and opened.words.id and "selesai" not in opened.words.id
    assert (closed.words.en, closed.detail["because"]) == ("Case closed", row["closed_because"])
    assert closed.detail.items() > opened.detail.items()
    note = line.one("note", "Catatan petugas budi: comment")
    assert note.detail == {"note": f"sudah telepon {HIDDEN}"} and note.words.en.startswith("Note by budi")
    first, second = line.of("decision", "Diputuskan oleh ani")
    assert first.detail == {"case": case, "choice": "authority", "reason": f"sesuai KK {HIDDEN}"}
    assert second.detail["reason"] == "sesuai KK"
    back = line.one("decision", "dibatalkan oleh citra")
    assert back.detail == first.detail and back.words.en == "Taken back by citra"
    letter = line.one("correction", "Permohonan perbaikan ke DK")
    (request,) = line.here.rows("select id from simpul.correction")
    assert letter.detail == {
        "request": str(request["id"]), "letter": "12/2026", "state": "sent", "answer": f"lihat {HIDDEN}",
    }  # fmt: skip


def test_a_sending_and_its_receipt_belong_together(line: _Line) -> None:
    """Made, with how it stands; the receipt names the sending, the attempt and the target's own reference."""
    rows = line.here.rows("select id, state, reason from simpul.effect order by id")
    made = line.of("effect", "Kiriman segarkan_identitas dibuat")
    assert [(entry.detail["effect"], entry.detail["state"]) for entry in made] == [
        (str(row["id"]), row["state"]) for row in rows
    ]
    assert [entry.detail.get("reason", "") for entry in made] == [row["reason"] or "" for row in rows]
    assert made[0].words.en == "Effect segarkan_identitas made"
    (receipt,) = line.of("receipt")
    assert receipt.detail == {"effect": str(rows[-1]["id"]), "attempt": "1", "reference": "1"}
    assert (receipt.words.id, receipt.words.en) == ("Tanda terima: accepted", "Receipt: accepted")
    assert (receipt.feed, receipt.key) == (COPY, SITI_COPY)
