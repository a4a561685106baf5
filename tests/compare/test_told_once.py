"""What other systems are told because something happened: one town, one complaint for each situation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.store import engine as db
from simpul.testing.town import APPLICATIONS, COMPLAINTS, COPY, Town, applicant, person, town

FOLLOW_UPS = "sp4.tindak_lanjut"
NOTE, FOLLOW_UP = "catatan_permohonan", "tindak_lanjut"
NAME, PHONE, OTHER_PHONE = "SITI AMINAH", "+628126000001", "+628126000002"
#: Complaint → what it says, who reports it, and what is to become of it: (reason, state of the note).
SITUATIONS: dict[int, tuple[dict[str, Any], dict[int, tuple[str, str | None]]]] = {
    1: ({"isi": "permohonan 503/000001/KTP/2026 lama", "nama_pelapor": "Siti Aminah"}, {1: ("same_name", "ready")}),
    2: (
        {"judul": "503/000002/KTP/2026", "nama_pelapor": "ROTUA", "no_hp_pelapor": PHONE},
        {2: ("same_phone", "ready")},
    ),
    3: ({"isi": "503/000003/KTP/2026", "nama_pelapor": "ROTUA"}, {3: ("somebody_else", "draft")}),
    4: ({"isi": "503/000004/KTP/2026", "no_hp_pelapor": OTHER_PHONE}, {4: ("somebody_else", "draft")}),
    5: ({"isi": "503/000999/KTP/2026", "nama_pelapor": NAME}, {999: ("not_found", None)}),
    6: (
        {"isi": "503/000006/KTP/2026 dan 503/000007/KTP/2026, lagi 503/000006/ktp/2026", "nama_pelapor": NAME},
        {6: ("same_name", "ready"), 7: ("same_name", "ready")},
    ),
    8: ({"isi": "KTP saya belum jadi", "nama_pelapor": NAME}, {}),
    9: ({"isi": "503/000009/KTP/2026", "nama_pelapor": NAME, "rahasia": True}, {}),
}


def _number(number: int) -> str:
    return f"503/{number:06d}/KTP/2026"


def _application(number: int, stage: str = "DIAJUKAN") -> dict[str, Any]:
    key = _number(number)
    return {"key": key, "nomor_permohonan": key, "id_pemohon": f"P-{number}", "nik": _nik(number), "tahap": stage}


def _nik(number: int) -> str:
    return f"127109501090{9300 + number}"


def _complaint(number: int, **changes: Any) -> dict[str, Any]:
    key = str(number)
    return {"key": key, "id_pengaduan": key, "judul": "Lama", "rahasia": False, "anonim": False, **changes}


def _opened(here: Town) -> Town:
    """Applications of ten people who gave a phone but the fourth, and no complaint yet; the baseline is over."""
    people = range(1, 11)
    here.pull("siak.penduduk", *(person(_nik(one)) for one in people))
    phones: dict[int, str | None] = {3: None, 4: None}
    here.pull(COPY, *(applicant(f"P-{one}", _nik(one), no_hp=phones.get(one, PHONE)) for one in people))
    here.pull(APPLICATIONS, *(_application(one) for one in people))
    here.pull(COMPLAINTS)
    here.compare()
    return here


def _notes(here: Town, kind: str = NOTE) -> dict[tuple[str, str], str]:
    """(complaint, application) → state of what was made of it."""
    rows = here.rows(
        "select subject_key, values ->> 'nomor_permohonan' as number, state from simpul.effect where kind = :kind"
        " order by id",
        kind=kind,
    )
    assert len({(row["subject_key"], row["number"], row["state"]) for row in rows}) == len(rows)
    return {(row["subject_key"], row["number"]): row["state"] for row in rows}


def _quotes(here: Town) -> dict[tuple[str, str], tuple[bool, str]]:
    rows = here.rows("select complaint_key, application_key, certain, reason from simpul.quote")
    return {(row["complaint_key"], row["application_key"]): (row["certain"], row["reason"]) for row in rows}


@pytest.fixture(scope="module")
def told(database_url: str) -> Town:
    """Every situation, compared once."""
    here = _opened(Town.settled(db.engine(database_url)))
    here.pull(COMPLAINTS, *(_complaint(one, **says) for one, (says, _) in SITUATIONS.items()))
    here.compare()
    return here


def test_each_complaint_is_told_of_as_its_reporter_is_known(told: Town) -> None:
    """The applicant by name or phone: ready. Somebody else: a draft. No such number, secret, none quoted: nothing."""
    wanted = {
        (str(one), _number(number)): how for one, (_, quoted) in SITUATIONS.items() for number, how in quoted.items()
    }
    assert _quotes(told) == {key: (reason.startswith("same"), reason) for key, (reason, _) in wanted.items()}
    assert _notes(told) == {key: state for key, (_, state) in wanted.items() if state}


def test_a_note_says_where_it_belongs_and_nothing_about_anybody(told: Town) -> None:
    """Its system, feed and record, the complaint it is about, the run that made it; its text carries its own code."""
    (row,) = told.rows("select * from simpul.effect where subject_key = '1'")
    place = ("kind", "mode", "system", "feed", "record_key", "subject_kind", "subject_key")
    assert [row[name] for name in place] == [*(NOTE, "event", "apsp", APPLICATIONS, _number(1), "pengaduan", "1")]
    assert row["values"] == {"nomor_permohonan": _number(1), "id_pengaduan": "1"}
    assert set(row["body"]) == {"isi"}
    assert f"SMP-{row['idem_key'][:10].upper()}" in row["body"]["isi"] and _number(1) not in row["body"]["isi"]
    runs = told.rows("select id from simpul.run where kind = 'compare' order by id")
    assert (row["run_id"], row["case_id"], row["decision_id"]) == (runs[-1]["id"], None, None)


def test_looking_again_tells_nothing_again(told: Town) -> None:
    """A quote that is repeated, surer or gone: known as it is now; nobody is told twice."""
    before = _notes(told)
    told.pull(
        COMPLAINTS,
        _complaint(1, isi="permohonan 503/000001/KTP/2026 sangat lama", nama_pelapor="Siti Aminah"),
        _complaint(3, isi="503/000003/KTP/2026", nama_pelapor=NAME),
        _complaint(6, isi="hanya 503/000007/KTP/2026", nama_pelapor=NAME),
    )
    assert told.compare().events == 0
    assert _notes(told) == before
    quotes = _quotes(told)
    assert quotes["3", _number(3)] == (True, "same_name")
    assert ("6", _number(6)) not in quotes and quotes["6", _number(7)] == (True, "same_name")


def test_a_stage_is_told_once_where_its_complaint_may_be_read(engine: Engine) -> None:
    """To the complaint, under its own code: ready if the quote is certain, else a draft; nothing of a secret one."""
    here = _opened(Town.settled(engine))
    shown = {1: NAME, 2: "ROTUA", 3: NAME}
    here.pull(COMPLAINTS, *(_complaint(one, isi=_number(one), nama_pelapor=name) for one, name in shown.items()))
    here.compare()
    here.pull(COMPLAINTS, _complaint(3, isi=_number(3), nama_pelapor=NAME, anonim=True))
    assert here.compare().events == 0
    here.pull(APPLICATIONS, *(_application(one, "VERIFIKASI") for one in (1, 2, 3, 5)))
    assert here.compare().events == 2
    assert _notes(here, FOLLOW_UP) == {("1", _number(1)): "ready", ("2", _number(2)): "draft"}
    (row,) = here.rows("select * from simpul.effect where kind = :kind and subject_key = '1'", kind=FOLLOW_UP)
    place = ("mode", "system", "feed", "record_key", "subject_kind")
    assert [row[name] for name in place] == ["event", "sp4", COMPLAINTS, "1", "pengaduan"]
    assert row["values"] == {"nomor_permohonan": _number(1), "tahap": "VERIFIKASI"}
    assert (set(row["body"]), row["body"]["institution"]) == ({"content", "institution"}, "Simpul")
    assert f"SMP-{row['idem_key'][:10].upper()}" in row["body"]["content"]
    assert row["run_id"] is not None
    here.pull(APPLICATIONS, _application(1, "DIPROSES"))
    assert here.compare().events == 1
    here.pull(APPLICATIONS, _application(1, "VERIFIKASI"))
    assert here.compare().events == 0


def _changed(city: City, name: str, **changes: Any) -> City:
    system = replace(city.systems[name], **changes)
    return City(systems={**city.systems, name: system}, feeds=city.feeds, policy=city.policy)


def _without_grant(city: City) -> City:
    grants = tuple(
        replace(grant, fields=grant.fields[:1]) if grant.kind == NOTE else grant for grant in city.policy.grants
    )
    return City(systems=city.systems, feeds=city.feeds, policy=replace(city.policy, grants=grants))


@pytest.mark.parametrize(
    ("city", "state"),
    [
        (town(apsp="off"), None),
        (town(apsp="propose"), "draft"),
        (_changed(town(), "apsp", writes={}), None),
        (_without_grant(town()), None),
    ],
    ids=["off", "propose", "not taken", "not granted"],
)
def test_what_is_told_is_what_a_system_takes_and_may_have(engine: Engine, city: City, state: str | None) -> None:
    """Off, no such write or a value without a grant: nothing. Propose: a draft. The quote is known in any case."""
    here = _opened(Town.settled(engine, city=city))
    here.pull(COMPLAINTS, _complaint(1, isi=_number(1), nama_pelapor=NAME))
    assert here.compare().events == int(state is not None)
    assert _notes(here) == ({("1", _number(1)): state} if state else {})
    assert len(_quotes(here)) == 1


@pytest.mark.parametrize("feed", [COMPLAINTS, APPLICATIONS])
def test_what_comes_while_a_feed_is_held_is_told_when_it_is_back(engine: Engine, feed: str) -> None:
    """A stale source uses no change up: the quote is found once both can be read again."""
    here = _opened(Town.settled(engine))
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.cursor set full_pass_at = null where feed = :feed"), {"feed": feed})
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "update simpul.cursor set last_success_at = clock_timestamp() - interval '90 days' where feed = :feed"
            ),
            {"feed": feed},
        )
    _quoted(here)
    assert (here.compare().events, _quotes(here)) == (0, {})
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "update simpul.cursor set last_success_at = clock_timestamp(), full_pass_at = clock_timestamp()"
                " where feed = :feed"
            ),
            {"feed": feed},
        )
    assert here.compare().events == 1
    assert _notes(here) == {("1", _number(1)): "ready"}


def _quoted(here: Town) -> None:
    """A complaint of the first applicant comes in, though its feed is held."""
    held = here.rows("select full_pass_at, last_success_at from simpul.cursor where feed = :feed", feed=COMPLAINTS)
    here.pull(COMPLAINTS, _complaint(1, isi=_number(1), nama_pelapor=NAME))
    with here.engine.begin() as conn:
        conn.execute(
            text("update simpul.cursor set full_pass_at = :full, last_success_at = :last where feed = :feed"),
            {"feed": COMPLAINTS, "full": held[0]["full_pass_at"], "last": held[0]["last_success_at"]},
        )


def test_a_follow_up_is_proven_by_what_the_next_reading_shows(engine: Engine) -> None:
    """Shown with its code: verified. Not shown by a later whole reading: failed, and a person looks."""
    here = _opened(Town.settled(engine))
    here.pull(COMPLAINTS, *(_complaint(one, isi=_number(one), nama_pelapor=NAME) for one in (1, 2)))
    here.compare()
    here.pull(APPLICATIONS, *(_application(one, "VERIFIKASI") for one in (1, 2)))
    here.compare()
    assert here.deliver("sp4").accepted == 2
    here.compare()
    assert set(_notes(here, FOLLOW_UP).values()) == {"accepted"}
    (row,) = here.rows("select idem_key from simpul.effect where kind = :kind and record_key = '1'", kind=FOLLOW_UP)
    shown = {"isi": f"Kabar SMP-{row['idem_key'][:10].upper()}", "id_pengaduan": "1", "id_tindak_lanjut": "F1"}
    here.pull(COMPLAINTS)
    here.pull(FOLLOW_UPS, {"key": "F1", **shown})
    here.compare()
    assert _notes(here, FOLLOW_UP) == {("1", _number(1)): "verified", ("2", _number(2)): "failed"}
    refused = here.rows("select kind, feed, record_key, field, evidence from simpul.cases where kind = 'refused'")
    assert refused == [
        {
            "kind": "refused", "feed": COMPLAINTS, "record_key": "2", "field": "kiriman tindak_lanjut",
            "evidence": "tidak menempel",
        }
    ]  # fmt: skip


def test_complaints_read_before_there_were_applications_are_known(engine: Engine, tmp_path: Path) -> None:
    """A system that is added later finds what was said before: known, as a baseline, and told of nowhere."""
    feed = town().feeds[APPLICATIONS]
    without = City(
        systems=town().systems,
        feeds={**town().feeds, APPLICATIONS: replace(feed, enabled=False)},
        policy=town().policy,
    )
    here = Town.settled(engine, city=without)
    here.pull(COMPLAINTS, _complaint(1, isi=_number(1), nama_pelapor=NAME))
    here.compare(rules=tmp_path)
    with here.engine.begin() as conn:
        conn.execute(text("delete from simpul.dirty"))
    here = replace(here, city=town())
    here.pull(COPY, applicant("P-1", _nik(1)))
    here.pull(APPLICATIONS, _application(1))
    assert here.compare(rules=tmp_path).events == 0
    assert (list(_quotes(here)), _notes(here)) == ([("1", _number(1))], {})
    here.pull(COMPLAINTS, _complaint(2, isi=_number(1), nama_pelapor=NAME))
    assert here.compare(rules=tmp_path).events == 1
    here.pull(APPLICATIONS, _application(1, "VERIFIKASI"))
    assert here.compare(rules=tmp_path).events == 2


_SPACE = st.sampled_from(["", " ", "  ", "\n"])


@st.composite
def _written(draw: st.DrawFn) -> tuple[str, str]:
    """A registration number as somebody types it, and as it is."""
    middle = draw(st.lists(st.sampled_from(["KTP", "KK", "A.B", "AKTA-L", "P"]), min_size=1, max_size=3))
    parts = [
        "503",
        f"{draw(st.integers(0, 999999)):0{draw(st.integers(3, 6))}d}",
        *middle,
        str(draw(st.integers(1000, 9999))),
    ]
    typed = parts[0]
    for part in parts[1:]:
        typed += draw(_SPACE) + "/" + draw(_SPACE) + draw(st.sampled_from([part, part.lower()]))
    around = draw(st.sampled_from(["", "no. ", "(", "permohonan:"])), draw(st.sampled_from(["", ".", ")", " mohon"]))
    return around[0] + typed + around[1], "/".join(parts)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(_written(), min_size=8, max_size=8))
def test_a_number_is_known_however_it_is_typed(told: Town, typed: list[tuple[str, str]]) -> None:
    """Spaces and small letters make no other number; what is longer, shorter or of another form is none."""
    others = [
        "5031/000001/KTP/2026",
        "503/01/KTP/2026",
        "503/000001/2026",
        "503/000001/KTP/20261",
        "503/0000001/KTP/2026",
    ]
    told.pull(
        COMPLAINTS,
        *(_complaint(100 + at, isi=one) for at, (one, _) in enumerate(typed)),
        *(_complaint(200 + at, isi=f"x {one} x") for at, one in enumerate(others)),
    )
    told.compare()
    found = {key: number for key, number in _quotes(told) if len(key) == 3}
    assert found == {str(100 + at): number for at, (_, number) in enumerate(typed)}
