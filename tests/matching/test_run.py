"""Finding who is meant in what the mirror holds: numbers first, then people, then the same matter told twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.core.errors import NotPossible
from simpul.matching import match
from simpul.matching.run import MatchResult
from simpul.testing.town import APPLICATIONS, COMPLAINTS, COPY, SOURCE, Town, applicant, person

INTAKE = "loket.berkas_masuk"
ANI, BEN, TWIN = "1271096902049001", "1271090508689002", "1271096902049004"
NUMBER = "503/000123/KTP/2026"


def complaint(number: int, isi: str, *, name: str = "ANI RUSMINI", **changes: Any) -> dict[str, Any]:
    """An open complaint."""
    usual = {"judul": "", "rahasia": False, "anonim": False, "no_hp_pelapor": None}
    made = f"2026-11-{1 + number % 20:02} 08:00+07"
    return {
        "key": str(number), "id_pengaduan": str(number), "isi": isi, "nama_pelapor": name, "dibuat_pada": made,
        **usual, **changes,
    }  # fmt: skip


@pytest.fixture
def town(engine: Engine) -> Town:
    """Three residents, one of them an applicant with a phone and an application; nothing is compared."""
    made = Town(engine=engine)
    with engine.begin() as conn:
        from simpul.testing.mirrors import empty

        empty(conn)
    made.pull(
        SOURCE,
        person(ANI, nama_lengkap="ANI RUSMINI", tanggal_lahir="2004-02-29", alamat="JL. GARU III NO. 12"),
        person(BEN, nama_lengkap="BENYAMIN SITORUS", tanggal_lahir="1968-08-05", alamat="JL. BILAL NO. 3"),
        person(TWIN, nama_lengkap="ANA RUSMINA", tanggal_lahir="2004-02-29", alamat="JL. GARU III NO. 12"),
    )
    made.pull(COPY, applicant("P-1", BEN, nama_lengkap="Benyamin Sitorus", no_hp="+6281377770001"))
    made.pull(APPLICATIONS, {"key": NUMBER, "nomor_permohonan": NUMBER, "nik": BEN, "id_pemohon": "P-1"})
    made.pull(INTAKE)
    made.pull(COMPLAINTS)
    return made


def run(town: Town, **options: Any) -> MatchResult:
    return match.run(town.engine, town.city, **options)


def links(town: Town) -> list[tuple[str, str, str, str]]:
    """(left, right, how, state) of every link."""
    rows = town.rows("select left_key, right_key, how, state from simpul.match order by left_key, right_key")
    return [(row["left_key"], row["right_key"], row["how"], row["state"]) for row in rows]


def test_a_quoted_number_of_ones_own_links_application_and_person(town: Town) -> None:
    """The applicant's phone beside the quoted number: both the application and the resident are sure."""
    words = f"Nomor {NUMBER} belum selesai"
    town.pull(COMPLAINTS, complaint(1, words, name="Ben", no_hp_pelapor="+6281377770001"))
    run(town)
    assert links(town) == [("1", BEN, "number", "sure"), ("1", NUMBER, "number", "sure")]


def test_a_quoted_number_of_somebody_else_is_only_offered_and_the_reporter_found_by_name(town: Town) -> None:
    """Who quotes another's application is still recognised by name and birth date."""
    town.pull(COMPLAINTS, complaint(1, f"Saya lahir 29-02-2004. Nomor {NUMBER}."))
    run(town)
    assert links(town) == [("1", ANI, "person", "sure"), ("1", NUMBER, "number", "offered")]


def test_a_nik_in_the_text_is_sure_only_beside_a_name_that_fits(town: Town) -> None:
    """One's own NIK is sure; that of somebody with another name is offered, beside the reporter if found."""
    town.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}"), complaint(2, f"NIK tetangga {BEN}", name="UDIN PRASOJO"))
    run(town)
    assert links(town) == [("1", ANI, "number", "sure"), ("2", BEN, "number", "offered")]


def test_paper_intake_without_a_nik_is_linked_by_what_it_says(town: Town) -> None:
    """A file whose NIK is missing finds its resident; one with a NIK is not looked at."""
    known = {"nama_lengkap": "Ani Rusmini", "tanggal_lahir": "2004-02-29", "rt": "001", "rw": "002"}
    town.pull(
        INTAKE,
        {"key": "B-1", "nomor_berkas": "B-1", **known},
        {"key": "B-2", "nomor_berkas": "B-2", "nik": ANI, **known},
    )
    run(town)
    assert links(town) == [("B-1", ANI, "person", "sure")]


def test_a_twin_is_never_linked_for_the_other(town: Town) -> None:
    """Same birth date and home: the name decides, and a name that fits neither leaves it to a person."""
    told = "Saya lahir 29-02-2004. Alamat JL. GARU III NO. 12."
    town.pull(COMPLAINTS, complaint(1, told), complaint(2, told, name="RUSMINI", dibuat_pada="2026-06-01 08:00+07"))
    run(town)
    found = links(town)
    assert ("1", ANI, "person", "sure") in found
    assert not [link for link in found if link[:2] in (("1", TWIN), ("2", TWIN)) and link[3] == "sure"]


@pytest.mark.parametrize("flags", [{"rahasia": True}, {"anonim": True}, {"rahasia": None}])
def test_a_secret_or_anonymous_complaint_is_never_linked_and_forgotten_when_it_becomes_one(
    town: Town, flags: dict[str, Any]
) -> None:
    """Neither found as one, nor kept when the flag is set later, even if a person had confirmed the link."""
    town.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}", **flags), complaint(2, f"NIK saya {ANI}"))
    run(town)
    assert links(town) == [("2", ANI, "number", "sure")]
    match.confirm(town.engine, town.city, 0 + _id(town), reason="hadir", actor="sari")
    town.pull(COMPLAINTS, complaint(2, f"NIK saya {ANI}", **flags))
    run(town)
    assert links(town) == []


def _id(town: Town, state: str = "") -> int:
    rows = town.rows("select id from simpul.match where :state in ('', state) order by id", state=state)
    return int(rows[0]["id"])


def test_what_a_person_rejected_stays_rejected(town: Town) -> None:
    """Looked at again, even with new words, the pair is neither sure nor offered, and no one else's link is touched."""
    town.pull(COMPLAINTS, complaint(2, f"NIK tetangga {BEN}", name="UDIN PRASOJO"))
    run(town)
    match.reject(town.engine, town.city, _id(town), reason="bukan dia", actor="sari")
    town.pull(COMPLAINTS, complaint(2, f"Sekali lagi: NIK tetangga {BEN}", name="UDIN PRASOJO"))
    run(town, everything=True)
    assert links(town) == [("2", BEN, "number", "rejected")]


def test_who_is_said_not_to_be_the_same_person_is_not_offered(town: Town) -> None:
    """A record set apart from a resident is never linked to them."""
    with town.engine.begin() as conn:
        conn.execute(text("insert into simpul.apart (feed, record_key, subject_kind, subject_key) values "
                          "('sp4.pengaduan', '1', 'penduduk', :nik)"), {"nik": ANI})  # fmt: skip
    town.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}"))
    run(town)
    assert links(town) == []


def test_piece_by_piece_finds_what_one_pass_over_everything_finds(town: Town) -> None:
    """Complaints pulled one after the other, or looked at again all at once in small chunks: the same links."""
    lamp = "Lampu padam di Jalan Garu III dekat nomor 12 sejak dua minggu, mohon segera diperbaiki."
    rows = [
        complaint(1, f"NIK saya {ANI}"),
        complaint(2, lamp, name="X"),
        complaint(3, lamp + " Terima kasih.", name="Y"),
        complaint(4, "Saya lahir 29-02-2004."),
        complaint(5, "LAPOR 1 sudah saya kirim."),
    ]
    for row in rows:
        town.pull(COMPLAINTS, row)
        run(town)
    piecewise = links(town)
    with town.engine.begin() as conn:
        conn.execute(text("delete from simpul.match"))
    run(town, everything=True, chunk=2)
    assert links(town) == piecewise
    assert ("2", "3", "text", "sure") in piecewise


def test_a_run_over_nothing_new_looks_at_nothing_and_marks_nothing(town: Town) -> None:
    """The second run has nothing to do; the first marked exactly the complaints whose links are new."""
    town.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}"), complaint(2, "Apa kabar?", name="TIDAK ADA"))
    first = run(town)
    assert (first.looked, first.written) == (2, 1)
    marked = "select subject_key from simpul.dirty where reason = 'tautan'"
    assert [row["subject_key"] for row in town.rows(marked)] == ["1"]
    again = run(town)
    assert (again.looked, again.written, again.gone) == (0, 0, 0)


def test_nothing_is_linked_before_the_residents_were_read_to_their_end(engine: Engine) -> None:
    """Half a registry would make the wrong one of two look certain: the run says that it waits."""
    made = Town(engine=engine)
    with engine.begin() as conn:
        from simpul.testing.mirrors import empty, pulled

        empty(conn)
        pulled(conn, made.city.feeds[SOURCE], [person(ANI, nama_lengkap="ANI RUSMINI")], complete=False)
    made.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}"))
    assert COMPLAINTS in dict(run(made).held)
    assert links(made) == []


def test_a_confirmed_person_leaves_nobody_else_to_offer(town: Town) -> None:
    """Two of one name are offered; one confirmed, the other goes and does not come back."""
    town.pull(SOURCE, person("1271091003909008", nama_lengkap="ANI RUSMINI", tanggal_lahir="1990-03-10"))
    town.pull(COMPLAINTS, complaint(1, "Apa kabar?"))
    run(town)
    assert [link[3] for link in links(town)] == ["offered", "offered"]
    mine = town.rows("select id from simpul.match where right_key = :nik", nik=ANI)[0]["id"]
    match.confirm(town.engine, town.city, mine, reason="datang ke loket", actor="sari")
    run(town, everything=True)
    assert links(town) == [("1", ANI, "person", "confirmed")]


@pytest.mark.parametrize(
    ("act", "reason", "actor"),
    [("reject", "", "sari"), ("reject", "alasan", " "), ("confirm", " ", "sari"), ("reject", "alasan", "sari")],
)
def test_a_refused_decision_changes_nothing(town: Town, act: str, reason: str, actor: str) -> None:
    """No reason, nobody named, or no to a sure link, which others may rest on: a clear answer and the same link."""
    town.pull(COMPLAINTS, complaint(1, f"NIK saya {ANI}"))
    run(town)
    with pytest.raises(NotPossible):
        getattr(match, act)(town.engine, town.city, _id(town), reason=reason, actor=actor)
    assert links(town) == [("1", ANI, "number", "sure")]


def test_a_confirmed_application_makes_its_quote_certain_for_good(town: Town) -> None:
    """After a person confirmed that the quoted application is the reporter's, comparing keeps it certain."""
    town.pull(COMPLAINTS, complaint(1, f"Nomor {NUMBER} punya ibu saya", name="UDIN"))
    town.compare()
    run(town)
    match.confirm(town.engine, town.city, _id(town), reason="kartu keluarga sama", actor="sari")
    town.compare()
    assert town.rows("select certain, reason from simpul.quote") == [{"certain": True, "reason": "confirmed"}]


def test_a_pseudonym_is_for_the_assigned_officer_alone_and_differs_by_case(town: Town) -> None:
    """The named officer gets one name per case and person, anybody else none; nothing of it is kept."""
    town.pull(COMPLAINTS, complaint(1, "", rahasia=True))
    case = """
        insert into simpul.cases (
            kind, subject_kind, subject_key, feed, record_key, field, authority_feed, assignee
        )
        values ('rule', 'pengaduan', '1', 'sp4.pengaduan', '1', :field, 'sp4.pengaduan', 'sari') returning id
    """
    with town.engine.begin() as conn:
        one, other = (int(conn.execute(text(case), {"field": name}).scalar_one()) for name in ("a", "b"))
    mine = match.pseudonym(town.engine, one, ANI, officer="sari")
    assert mine == match.pseudonym(town.engine, one, ANI, officer="sari")
    assert len({mine, match.pseudonym(town.engine, one, BEN, officer="sari"),
                match.pseudonym(town.engine, other, ANI, officer="sari")}) == 3  # fmt: skip
    assert ANI not in mine
    with pytest.raises(NotPossible):
        match.pseudonym(town.engine, one, ANI, officer="budi")
    assert links(town) == []
