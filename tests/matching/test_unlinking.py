"""Taking a link apart, with everything that rested on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from simpul.cases import unlink
from simpul.core.errors import NotPossible
from simpul.matching import match
from simpul.testing.town import APPLICATIONS, COMPLAINTS, SITI, Town

APPLICATION, COMPLAINT = "503/000123/KTP/2026", "1916449"
RINA, JONI = "rina", "joni"


def _application(stage: str) -> dict[str, Any]:
    return {"key": APPLICATION, "nomor_permohonan": APPLICATION, "id_pemohon": "P-0000001", "nik": SITI, "tahap": stage}


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti's complaint quotes her application; it moved and she was told so, once; a second word waits."""
    made = Town.settled(engine)
    made.pull(APPLICATIONS, _application("DIAJUKAN"))
    made.pull(COMPLAINTS)
    made.compare()
    made.pull(COMPLAINTS, {
        "key": COMPLAINT, "id_pengaduan": COMPLAINT, "isi": f"permohonan {APPLICATION}", "rahasia": False,
        "anonim": False, "nama_pelapor": "SITI AMINAH",
    })  # fmt: skip
    made.compare()
    match.run(made.engine, made.city)
    made.pull(APPLICATIONS, _application("VERIFIKASI"))
    made.compare()
    made.deliver("sp4")
    made.deliver("apsp")
    made.pull(APPLICATIONS, _application("DIPROSES"))
    made.compare()
    return made


def _link(here: Town) -> int:
    rows = here.rows("select id, state from simpul.match where how = 'number' and right_feed = 'apsp.permohonan'")
    assert [row["state"] for row in rows] == ["sure"]
    return int(rows[0]["id"])


def _states(here: Town, kind: str) -> list[str]:
    rows = here.rows("select state from simpul.effect where kind = :k order by id", k=kind)
    return [row["state"] for row in rows]


def _unlinked(here: Town) -> unlink.Consequences:
    link = _link(here)
    unlink.propose(here.engine, link, actor=RINA, reason="pelapor orang lain")
    return unlink.approve(here.engine, here.city, link, actor=JONI)


def test_the_consequences_are_listed_before_anything_is_done(here: Town) -> None:
    """What was told, what waits; nothing has moved."""
    found = unlink.consequences(here.engine, _link(here))
    assert {one.kind for one in found.resting} == {"tindak_lanjut", "catatan_permohonan"}
    assert found.disclosure
    assert (_states(here, "tindak_lanjut"), _states(here, "catatan_permohonan")) == (
        ["accepted", "ready"],
        ["accepted"],
    )


def test_what_rested_on_the_link_is_compensated(here: Town) -> None:
    """What waited is cancelled; what was told is recalled by a draft that says nothing about anybody."""
    _unlinked(here)
    assert _states(here, "tindak_lanjut") == ["accepted", "cancelled", "draft"]
    assert _states(here, "catatan_permohonan") == ["accepted", "draft"]
    for row in here.rows("select body::text as told from simpul.effect where state = 'draft'"):
        assert "tidak berlaku" in row["told"] and "SMP-" in row["told"]
        assert not any(part in row["told"] for part in (SITI, "SITI", APPLICATION, COMPLAINT))


def test_a_possible_disclosure_is_raised_once(here: Town) -> None:
    """Somebody may have read about somebody else's application: a critical case of the data steward."""
    _unlinked(here)
    cases = here.rows("select severity, owner, due_at is not null as due from simpul.cases where kind = 'disclosure'")
    assert cases == [{"severity": "critical", "owner": "WD", "due": True}]


def test_the_complaint_is_judged_anew(here: Town) -> None:
    """The quote is no longer certain, and no later comparison makes it so: nothing more is told."""
    _unlinked(here)
    here.pull(APPLICATIONS, _application("TERBIT"))
    here.compare()
    assert here.rows("select certain, reason from simpul.quote") == [{"certain": False, "reason": "unlinked"}]
    assert _states(here, "tindak_lanjut") == ["accepted", "cancelled", "draft"]
    match.run(here.engine, here.city, everything=True)
    assert here.rows("select state from simpul.match where right_feed = 'apsp.permohonan'") == [{"state": "unlinked"}]


def test_a_case_closed_because_of_the_link_is_open_again(here: Town) -> None:
    """What somebody accepted while the link stood was accepted for the wrong person."""
    statement = """
    insert into simpul.cases (kind, rule, subject_kind, subject_key, feed, record_key, field, authority_feed, state,
        closed_at, closed_because, accepted_until)
    values ('rule', :rule, 'pengaduan', :key, :feed, :key, 'aturan ' || :rule, :feed, 'closed', clock_timestamp(),
        'accepted', '2999-01-01')
    """
    rule = "permohonan_selesai_pengaduan_terbuka"
    with here.engine.begin() as conn:
        conn.execute(text(statement), {"rule": rule, "key": COMPLAINT, "feed": COMPLAINTS})
    found = _unlinked(here)
    assert rule in {one.kind for one in found.resting}
    assert here.rows("select state, accepted_until from simpul.cases where rule = :r", r=rule) == [
        {"state": "reopened", "accepted_until": None}
    ]


def test_the_proposer_cannot_approve(here: Town) -> None:
    """Neither by the command nor by writing to the table, and until then the link stands."""
    link = _link(here)
    unlink.propose(here.engine, link, actor=RINA, reason="pelapor orang lain")
    with pytest.raises(NotPossible):
        unlink.approve(here.engine, here.city, link, actor=RINA)
    for statement in ("set state = 'unlinked'", "set state = 'unlinked', unlink_approved_by = unlink_by"):
        with pytest.raises(IntegrityError), here.engine.begin() as conn:
            conn.execute(text(f"update simpul.match {statement}"))
    assert here.rows("select certain from simpul.quote") == [{"certain": True}]


def test_a_refused_proposal_leaves_the_link(here: Town) -> None:
    """It stands as before, and can be proposed again."""
    link = _link(here)
    unlink.propose(here.engine, link, actor=RINA, reason="pelapor orang lain")
    assert unlink.refuse(here.engine, link, actor=JONI, reason="pelapor benar").state == "sure"
    unlink.propose(here.engine, link, actor=RINA, reason="ada bukti baru")


def test_nothing_is_taken_apart_while_something_is_on_its_way(here: Town) -> None:
    """Whether it must be recalled is not known yet: a clear answer, and nothing half done."""
    link = _link(here)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'unknown' where state = 'ready'"))
    with pytest.raises(NotPossible, match="dalam perjalanan"):
        unlink.propose(here.engine, link, actor=RINA, reason="pelapor orang lain")
    assert _link(here) == link


def test_only_a_link_that_stands_is_taken_apart(here: Town) -> None:
    """One that is unlinked already, and one nobody proposed to take apart."""
    link = _link(here)
    with pytest.raises(NotPossible, match="Belum ada usulan"):
        unlink.approve(here.engine, here.city, link, actor=JONI)
    unlink.propose(here.engine, link, actor=RINA, reason="pelapor orang lain")
    unlink.approve(here.engine, here.city, link, actor=JONI)
    with pytest.raises(NotPossible, match="Hanya tautan"):
        unlink.propose(here.engine, link, actor=RINA, reason="lagi")
