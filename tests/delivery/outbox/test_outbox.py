"""What a person lets out or takes back: drafts, failed and manual effects; brakes; what the command says of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.errors import NotPossible
from simpul.delivery import outbox
from simpul.operations.status import status
from simpul.store import audit
from simpul.testing import crew
from simpul.testing.mirrors import empty, pulled
from simpul.testing.target import Faults
from simpul.testing.town import SITI, SOURCE, Town, person, town

ROOT = Path(__file__).resolve().parents[3]
ACTOR = "ani"
NOTE = """
insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state)
values ('catatan_permohonan', 'event', 'apsp', 'apsp.permohonan', 'N', :key, cast(:values as jsonb),
    '{"isi": "Rujukan SMP-1, 1271095010909001"}', :state)
returning id
"""


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti agrees everywhere; nothing waits."""
    with engine.begin() as conn:
        empty(conn)
    made = Town(engine=engine)
    made.settle()
    return made


def _note(here: Town, state: str = "draft", *, key: str = "n1", field: str = "nomor_permohonan") -> int:
    with here.engine.begin() as conn:
        return int(
            conn.execute(text(NOTE), {"key": key, "state": state, "values": json.dumps({field: SITI})}).scalar_one()
        )


def _release(here: Town, effect: int, reason: str = "pelapor memang pemohon") -> outbox.Released:
    return outbox.release(here.engine, here.city, effect, actor=ACTOR, reason=reason)


def _states(here: Town) -> list[str]:
    return [state for _, state in here.effects()]


def test_a_draft_leaves_only_when_a_named_person_released_it(here: Town) -> None:
    """Not sent before, sent after; who and why stand in that person's chain, which is whole."""
    effect = _note(here)
    assert here.deliver().sent == 0
    _release(here, effect)
    assert here.deliver().accepted == 1
    line = here.rows("select act, detail from simpul.audit where chain = 'orang/ani'")[0]
    assert (line["act"], line["detail"]["effect"], line["detail"]["was"]) == ("effect_release", effect, "draft")
    with here.engine.connect() as conn:
        assert audit.verify(conn, audit.chain_of_actor(ACTOR)).ok


def test_a_proposed_refresh_leaves_when_released(here: Town) -> None:
    """Where sending is proposed a refresh is a draft; released it leaves, although nothing undecided does."""
    here.city = _with(here.city, sending="propose")
    here.pull(SOURCE, person(SITI, alamat="JL. DUA 2"))
    here.compare()
    here.target.records["P-0000001"] = {"alamat": "JL. SEI MATI 1"}
    _note(here, "ready")
    (draft,) = outbox.listing(here.engine, state="draft")
    _release(here, draft.id)
    assert (here.deliver().accepted, sorted(_states(here))) == (1, ["accepted", "ready"])


def _with(city: City, **changes: Any) -> City:
    system = replace(city.systems["apsp"], **changes)
    return City(systems={**city.systems, "apsp": system}, feeds=city.feeds, policy=city.policy)


def test_a_released_draft_waits_out_the_undo_window(here: Town) -> None:
    """Inside the window it does not leave and can be cancelled."""
    here.city = town(window=timedelta(minutes=10))
    effect = _note(here)
    _release(here, effect)
    assert here.deliver().sent == 0
    outbox.cancel(here.engine, effect, actor=ACTOR, reason="salah orang")
    assert _states(here) == ["cancelled"]
    assert here.rows("select reason from simpul.effect") == [{"reason": "dibatalkan ani: salah orang"}]


def test_a_release_rechecks_the_grant_and_the_switch(here: Town) -> None:
    """A field without a grant in force, or sending switched off, is not let out."""
    with pytest.raises(NotPossible, match="no_hp"):
        _release(here, _note(here, field="no_hp"))
    effect = _note(here, key="n2")
    here.city = _with(here.city, sending="off")
    with pytest.raises(NotPossible, match="dimatikan"):
        _release(here, effect)
    assert _states(here) == ["draft", "draft"]


def test_a_failed_event_can_go_out_again(here: Town) -> None:
    """Refused, its cause mended, released: sent once more under its key; its case is settled with it."""
    effect = _note(here, "ready")
    here.target.faults = Faults(rejected=1.0)
    here.deliver()
    assert [kind for _, kind, _ in here.cases()] == ["refused"]
    here.target.faults = Faults()
    _release(here, effect, "kolom dibuka lagi oleh instansi")
    assert here.cases() == []
    assert here.deliver().accepted == 1
    assert [written.idem_key for written in here.target.log] == ["n1"]


@pytest.mark.parametrize("state", ["draft", "ready", "manual", "failed"])
def test_what_did_not_arrive_can_be_cancelled(here: Town, state: str) -> None:
    """Draft, ready, manual and failed: never sent afterwards."""
    outbox.cancel(here.engine, _note(here, state), actor=ACTOR, reason="tidak perlu")
    assert (here.deliver().sent, _states(here)) == (0, ["cancelled"])


@pytest.mark.parametrize("state", ["unknown", "sent", "accepted", "verified"])
def test_what_may_have_arrived_cannot_be_cancelled(here: Town, state: str) -> None:
    """Unknown is only asked about; what left is not taken back."""
    with pytest.raises(NotPossible):
        outbox.cancel(here.engine, _note(here, state), actor=ACTOR, reason="batal")
    assert _states(here) == [state]


def test_no_name_no_reason_or_no_effect_is_refused(here: Town) -> None:
    """Every act needs a named person, a reason and something to act on; what is on its way is not released."""
    effect = _note(here)
    for actor, reason, number in (("", "x", effect), (ACTOR, " ", effect), (ACTOR, "x", effect + 99)):
        with pytest.raises(NotPossible):
            outbox.cancel(here.engine, number, actor=actor, reason=reason)
    with pytest.raises(NotPossible):
        _release(here, _note(here, "ready", key="n2"))


def test_an_effect_is_shown_masked_with_what_is_next(here: Town) -> None:
    """Values, texts and answers carry no NIK; the words name the command."""
    effect = _note(here)
    view = outbox.show(here.engine, here.city, effect)
    assert SITI not in repr(view) and "127109••••••9001" in view.message
    assert f"./run effects release {effect}" in view.words.id and f"cancel {effect}" in view.words.en
    _release(here, effect)
    here.deliver()
    assert outbox.show(here.engine, here.city, effect).answers[0].outcome == "accepted"
    assert outbox.listing(here.engine) == ()
    here.city = _with(here.city, sending="propose")
    assert "switched off" in outbox.show(here.engine, here.city, _note(here, "ready", key="n2")).words.en


def test_accepted_is_final_where_nothing_can_be_read_back(here: Town) -> None:
    """Data balikan can be neither asked for nor pulled: *accepted* is its end, and the words say so."""
    with here.engine.begin() as conn:
        conn.execute(text(_RETURNED))
    number = here.rows("select id from simpul.effect")[0]["id"]
    words = outbox.show(here.engine, here.city, number).words
    assert "keadaan akhirnya" in words.id and "no way to read back" in words.en
    note = _note(here, "accepted")
    assert "final" not in outbox.show(here.engine, here.city, note).words.en


_RETURNED = """
insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state)
values ('data_balikan', 'event', 'dukcapil', 'dukcapil.verifikasi', 'V', 'b1', '{}', '{}', 'accepted')
"""


def test_status_names_the_command_for_everything_that_waits(here: Town) -> None:
    """Drafts, failed and manual effects and brakes are tasks whose advice is a command."""
    for number, state in enumerate(("draft", "failed", "manual")):
        _note(here, state, key=f"w{number}")
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.brake (run_id, target, reason) select min(id), 'siak.penduduk', 'x' from simpul.run"
            )
        )
    advice = {task.kind: task.advice.en for task in status(here.engine, here.city).tasks}
    number = here.rows("select id from simpul.brake")[0]["id"]
    assert f"./run brake release {number}" in advice["brake"]
    assert "./run effects list --state draft" in advice["draft"]
    assert "./run effects" in advice["effect"]


def _simpul(url: str, *words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SIMPUL_DATABASE_URL": url, "SIMPUL_LANG": "en"}
    done = subprocess.run([sys.executable, "-m", "cli", *words], env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_commands_do_it(here: Town, database_url: str) -> None:
    """`effects` and `brake` list, show and act; reads print JSON."""
    effect = _note(here)
    assert json.loads(_simpul(database_url, "effects", "list", "--json"))[0]["state"] == "draft"
    assert "127109••••••9001" in _simpul(database_url, "effects", "show", str(effect))
    crew.seat(here.engine, ACTOR)
    cancelled = _simpul(database_url, "effects", "cancel", str(effect), "--reason", "uji", "--actor", ACTOR)
    assert "will not be sent" in cancelled
    with here.engine.begin() as conn:
        conn.execute(
            text(
                "insert into simpul.brake (run_id, target, reason) select min(id), 'siak.penduduk', 'x' from simpul.run"
            )
        )
    number = json.loads(_simpul(database_url, "brake", "list", "--json"))[0]["id"]
    assert "next run may pass" in _simpul(database_url, "brake", "release", str(number), "--reason", "benar")
    assert here.rows("select state from simpul.brake") == [{"state": "released"}]
    assert "does not wait" in _simpul(database_url, "brake", "refuse", str(number), "--reason", "benar")


FOLLOW_UP = """
insert into simpul.effect (
    kind, mode, system, feed, record_key, subject_kind, subject_key, idem_key, values, body, state, settled_at
)
values (
    'tindak_lanjut', 'event', 'sp4', 'sp4.pengaduan', '1916449', 'pengaduan', '1916449', :key, '{}', '{}', 'accepted',
    clock_timestamp() - interval '1 hour'
)
"""


def test_an_old_pass_that_ends_late_proves_nothing(here: Town) -> None:
    """A pass over complaints that began before a follow-up was sent and was resumed after it does not fail it."""
    complaint = {"key": "1916449", "id_pengaduan": "1916449", "rahasia": False, "anonim": False}
    began = here.pull("sp4.pengaduan", complaint)
    with here.engine.begin() as conn:
        conn.execute(text(FOLLOW_UP), {"key": "f1"})
        conn.execute(text("update simpul.effect set settled_at = clock_timestamp()"))
    here.pull("sp4.pengaduan", {**complaint, "judul": "baru"})
    with here.engine.begin() as conn:
        pulled(conn, here.city.feeds["sp4.tindak_lanjut"], parents=began + 1)
    here.compare()
    assert here.effects() == [("tindak_lanjut", "accepted")]
    here.pull("sp4.tindak_lanjut")
    here.compare()
    assert here.effects() == [("tindak_lanjut", "failed")]


def test_a_followup_that_did_not_stick_is_a_case_until_it_is_settled(here: Town) -> None:
    """Accepted, pulled for and not there: failed, one case that says so and outlives the next comparison."""
    complaint = {"key": "1916449", "id_pengaduan": "1916449", "rahasia": False, "anonim": False}
    with here.engine.begin() as conn:
        for key in ("f1", "f2"):
            conn.execute(text(FOLLOW_UP), {"key": key})
    here.pull("sp4.pengaduan", complaint)
    here.pull("sp4.tindak_lanjut")
    for _ in range(2):
        here.compare()
        assert here.effects() == [("tindak_lanjut", "failed")] * 2
        assert here.cases() == [("kiriman tindak_lanjut", "refused", "new")]
    assert here.rows("select evidence from simpul.cases") == [{"evidence": "tidak menempel"}]
    kinds = [task.kind for task in status(here.engine, here.city).tasks]
    assert {"effect", "cases"} <= set(kinds)
    for left, effect in zip((1, 0), outbox.listing(here.engine, state="failed"), strict=True):
        outbox.cancel(here.engine, effect.id, actor=ACTOR, reason="sudah dibalas manual")
        assert len(here.cases()) == left
