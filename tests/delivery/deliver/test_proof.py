"""What a turn asks the target for, what it writes down of itself, and when it lets a person do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.errors import AlreadyRunning, BadConfig, Park, Rejected, Retry, SimpulError, Unknown
from simpul.core.model import Effect, Progress, Receipt, Write
from simpul.delivery.deliver import deliver
from simpul.store import audit, lease
from simpul.testing.target import Target
from simpul.testing.town import Town, town

NOTE, FOLLOW_UP, RECEIPT, REPORT = "catatan_permohonan", "tindak_lanjut", "tanda_terima", "data_balikan"
FEEDS = {
    NOTE: ("apsp", "apsp.permohonan"),
    FOLLOW_UP: ("sp4", "sp4.pengaduan"),
    RECEIPT: ("loket", "loket.berkas_masuk"),
    REPORT: ("dukcapil", "dukcapil.verifikasi"),
}


class _Asked(Target):
    """Answers as told, and remembers what it was asked."""

    probed: list[str]
    wrote: list[str]
    found: frozenset[str] = frozenset()
    error: SimpulError | None = None

    def write(self, write: Write, effect: Effect) -> Receipt:
        self.wrote.append(effect.record_key)
        if self.error:
            raise self.error
        return Receipt(outcome="accepted", reference="R-7", detail="NIK 1271095010909001 diterima")

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        self.probed.append(effect.record_key)
        if self.error:
            raise self.error
        return Receipt(outcome="accepted", reference="P-1") if effect.record_key in self.found else None


def _asked(**answers: Any) -> _Asked:
    made = _Asked(rng=Random(1))
    made.probed, made.wrote = [], []
    for name, value in answers.items():
        setattr(made, name, value)
    return made


Plant = Callable[..., Town]


@pytest.fixture
def plant(engine: Engine) -> Plant:
    """A town with one effect of each key given, in a state."""

    def make(
        kind: str, *keys: str, state: str = "ready", city: City | None = None, age: str = "1 hour", **more: Any
    ) -> Town:
        here = Town.settled(engine, **({"city": city} if city else {}))
        system, feed = FEEDS[kind]
        with here.engine.begin() as conn:
            for key in keys:
                conn.execute(
                    text(
                        "insert into simpul.effect (kind, mode, system, feed, record_key, subject_kind, subject_key,"
                        " idem_key, values, body, state, attempt, settled_at) values (:kind, 'event', :system, :feed,"
                        " :key, 'pengaduan', :key, :idem, '{}', '{\"isi\": \"x\"}', :state, :attempt,"
                        " clock_timestamp() - cast(:age as interval))"
                    ),
                    {
                        "kind": kind, "system": system, "feed": feed, "key": key, "idem": f"k-{key}", "state": state,
                        "age": age, "attempt": more.get("attempt", 0),
                    },
                )  # fmt: skip
        return here

    return make


def _states(here: Town) -> dict[str, tuple[str, str]]:
    rows = here.rows("select record_key, state, coalesce(reason, '') as reason from simpul.effect")
    return {row["record_key"]: (row["state"], row["reason"]) for row in rows}


def _last(here: Town) -> dict[str, Any]:
    (row,) = here.rows("select * from simpul.run where kind = 'deliver' order by id desc limit 1")
    return dict(row)


def test_an_accepted_event_no_mirror_shows_is_looked_for_once_it_has_had_time(plant: Plant) -> None:
    """Found: verified. Not found: failed, a case, and the subject compared again. Just accepted: left alone."""
    here = plant(RECEIPT, "A", "B", state="accepted")
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set settled_at = clock_timestamp() where record_key = 'B'"))
    here.target = _asked(found=frozenset({"A"}))
    result = here.deliver("loket")
    assert (result.verified, result.failed, here.target.probed) == (1, 0, ["A"])
    assert {key: state for key, (state, _) in _states(here).items()} == {"A": "verified", "B": "accepted"}
    here = plant(RECEIPT, "A", state="accepted")
    here.target = _asked()
    result = here.deliver("loket")
    assert (result.verified, result.failed, _states(here)) == (0, 1, {"A": ("failed", "tidak menempel")})
    assert here.rows("select kind from simpul.cases where record_key = 'A'") == [{"kind": "refused"}]
    assert here.rows("select reason from simpul.dirty where subject_key = 'A'") == [{"reason": "failed"}]
    assert here.rows("select * from simpul.receipt") == []


def test_what_the_next_pull_shows_is_not_asked_for(plant: Plant) -> None:
    """A follow-up stands in its own mirror, a report cannot be looked up: neither is asked for once accepted."""
    for kind in (FOLLOW_UP, REPORT):
        here = plant(kind, "A", state="accepted")
        here.target = _asked()
        here.deliver(FEEDS[kind][0])
        assert (here.target.probed, _states(here)["A"][0]) == ([], "accepted")


@pytest.mark.parametrize(
    ("kind", "found", "state", "asked"),
    [
        (FOLLOW_UP, True, "accepted", ["A"]),
        (FOLLOW_UP, False, "ready", ["A"]),
        (REPORT, False, "ready", []),
    ],
)
def test_an_unknown_end_is_settled_by_asking_or_by_the_same_key(
    plant: Plant, kind: str, found: bool, state: str, asked: list[str]
) -> None:
    """Where it can be asked it is; where the key is known it is sent again; with sending off neither leaves."""
    system = FEEDS[kind][0]
    here = plant(kind, "A", state="unknown", city=town(**{system: "off"}))
    here.target = _asked(found=frozenset({"A"} if found else ()))
    result = here.deliver(system)
    assert (result.arrived, result.not_arrived) == (int(found), int(not found))
    assert (here.target.probed, here.target.wrote, _states(here)["A"]) == (asked, [], (state, ""))
    receipts = here.rows("select outcome, reference, attempt from simpul.receipt")
    assert receipts == ([{"outcome": "accepted", "reference": "P-1", "attempt": 0}] if found else [])


def test_what_can_be_neither_asked_nor_repeated_waits_for_a_person(plant: Plant) -> None:
    """An unknown end and a first sending alike: manual, with what a person has to know, and no call."""
    city = town()
    bare = replace(city.systems["apsp"].writes[NOTE], options={})
    system = replace(city.systems["apsp"], writes={NOTE: bare})
    city = City(systems={**city.systems, "apsp": system}, feeds=city.feeds, policy=city.policy)
    for state, why in (("unknown", "balasan hilang"), ("ready", "tidak dikirim otomatis")):
        here = plant(NOTE, "A", state=state, city=city)
        here.target = _asked()
        result = here.deliver()
        assert (result.manual, result.sent, here.target.wrote, here.target.probed) == (1, 0, [], [])
        (told,) = _states(here).values()
        assert told[0] == "manual" and told[1].startswith("perlu orang: ") and why in told[1]


@pytest.mark.parametrize(("before", "state"), [(6, "ready"), (7, "failed"), (8, "failed")])
def test_the_eighth_refusal_is_the_last(plant: Plant, before: int, state: str) -> None:
    """Up to then it is tried again with its reason; then a person looks, told how often it was tried."""
    here = plant(NOTE, "A", attempt=before)
    here.target = _asked(error=Retry("connection refused"))
    result = here.deliver()
    assert (result.retried, result.failed) == ((1, 0) if state == "ready" else (0, 1))
    told = _states(here)["A"]
    wanted = "connection refused" if state == "ready" else f"perlu orang setelah {before + 1} kali dicoba"
    assert told[0] == state and told[1].startswith(wanted)
    outcome = "retry" if state == "ready" else "rejected"
    assert [row["outcome"] for row in here.rows("select outcome from simpul.receipt")] == [outcome]


def test_three_transient_errors_end_a_turn_and_two_do_not(plant: Plant) -> None:
    """The third call that fails in a row is the last of the turn; the run says so."""
    here = plant(NOTE, "A", "B", "C", "D")
    here.target = _asked(error=Retry("connection refused"))
    assert here.deliver().state == "failed"
    assert here.target.wrote == ["A", "B", "C"]
    assert (_last(here)["state"], _last(here)["reason"]) == ("failed", "connection refused")
    here = plant(NOTE, "A", "B")
    here.target = _asked(error=Retry("connection refused"))
    assert here.deliver().state == "done"


def test_a_turn_writes_down_what_it_did(plant: Plant) -> None:
    """Run: calls, taken, refused, left over. Receipt: reference, detail masked. Audit: counts and what is open."""
    here = plant(NOTE, "A", "B")
    seen: list[Progress] = []
    here.target = _asked()
    result = deliver(here.engine, here.city, "apsp", adapter=here.target, caller="uji", progress=seen.append)
    run = _last(here)
    assert (result.sent, result.accepted, result.run_id, result.reason) == (2, 2, run["id"], "")
    told = ("state", "reason", "caller", "read", "applied", "failed", "pending")
    assert [run.get(name, 0) for name in told] == ["done", "", "uji", 2, 2, run.get("failed", 0), 0]
    assert [(one.stage, one.rows) for one in seen] == [("deliver", 1), ("deliver", 2)]
    (first, _) = here.rows("select outcome, reference, detail, attempt from simpul.receipt order by id")
    assert first == {"outcome": "accepted", "reference": "R-7", "detail": "NIK 127109••••••9001 diterima", "attempt": 1}
    chain = audit.chain_of_feed("deliver:apsp")
    (line,) = here.rows("select * from simpul.audit where chain = :chain order by seq desc limit 1", chain=chain)
    assert (line["actor"], line["act"]) == ("simpul", "deliver")
    assert line["detail"] == {
        "run_id": run["id"], "sent": 2, "accepted": 2, "state": "done", "open": line["detail"]["open"],
    }  # fmt: skip
    here.target = _asked(error=Rejected("not accepted"))
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'ready', attempt = 0"))
    result = here.deliver()
    assert (result.sent, result.failed, _last(here)["pending"]) == (2, 2, 0)
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'ready', attempt = 0"))
    here.target = _asked(error=Unknown("no answer"))
    result = here.deliver()
    assert (result.sent, result.unknown, _last(here)["pending"]) == (2, 2, 2)
    assert [row["outcome"] for row in here.rows("select outcome from simpul.receipt order by id")][-2:] == [
        "unknown"
    ] * 2


def test_a_closed_way_ends_the_turn_before_the_next_is_asked_or_sent(plant: Plant) -> None:
    """Parked while asking: nothing more is asked, nothing is sent, and the reason is told."""
    here = plant(FOLLOW_UP, "A", "B", state="unknown")
    until = here.rows("select now() as now")[0]["now"]
    here.target = _asked(error=Park("outside office hours", until=until))
    result = here.deliver("sp4")
    assert (result.state, result.reason, here.target.probed) == ("parked", "outside office hours", ["A"])
    assert {state for state, _ in _states(here).values()} == {"unknown"}


def test_one_worker_at_a_time_and_no_kind_that_is_gone(plant: Plant) -> None:
    """A second turn is refused while one runs; effects of a write the system no longer has are told with its file."""
    here = plant(NOTE, "A")
    with lease.held(here.engine, "deliver:apsp"), pytest.raises(AlreadyRunning):
        here.deliver()
    assert _states(here)["A"][0] == "ready"
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set state = 'unknown'"))
    system = replace(here.city.systems["apsp"], writes={})
    here.city = City(systems={**here.city.systems, "apsp": system}, feeds=here.city.feeds, policy=here.city.policy)
    with pytest.raises(BadConfig, match=NOTE):
        here.deliver()
    assert _last(here)["state"] == "stopped"


@pytest.mark.parametrize(("mode", "left"), [("on", ["A", "B"]), ("propose", ["B"]), ("off", [])])
def test_proposing_lets_out_only_what_a_person_decided(plant: Plant, mode: str, left: list[str]) -> None:
    """On: everything that is ready. Propose: what has a person's moment. Off: nothing."""
    here = plant(NOTE, "A", "B", city=town(apsp=mode))
    with here.engine.begin() as conn:
        conn.execute(text("update simpul.effect set not_before = clock_timestamp() where record_key = 'B'"))
    here.target = _asked()
    assert here.deliver().sent == len(left)
    assert here.target.wrote == left
