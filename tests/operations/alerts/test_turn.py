"""Turns of the watcher over a real database: what is told, to whom, how often, and what when telling fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from simpul.core import clock
from simpul.core.errors import NotPossible
from simpul.operations import measures
from simpul.operations.alerts import routes, silences
from simpul.operations.alerts.cycle import ATTEMPTS, Turn, turn
from simpul.operations.alerts.model import Route
from tests.operations.alerts.conftest import Inbox
from tests.operations.status.facts import Facts, a_city

#: Noon in Medan: nobody's quiet hours. The facts carry the database's clock, so this must be near it.
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Hub:
    """Takes turns on a clock of its own, which begins now."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.now = clock.now()

    def turn(self, after: timedelta = timedelta(0)) -> Turn:
        self.now += after
        return turn(self.facts.engine, a_city(), now=self.now)

    def settled(self) -> Turn:
        """A turn, and the one at which what is not critical has stood long enough."""
        self.turn()
        return self.turn(2 * MINUTE)


@pytest.fixture
def hub(facts: Facts) -> Hub:
    """A hub in which all is well."""
    return Hub(facts)


def late(facts: Facts, feed: str = "apsp.pemohon", age: timedelta = timedelta(hours=2, minutes=30)) -> None:
    facts.received(feed, age)


def gap(facts: Facts) -> None:
    facts.allow_gaps()
    facts.run("siak.penduduk", read=10, applied=9)


def test_nothing_wrong_tells_nobody(hub: Hub, route: Route, web: Inbox) -> None:
    """A healthy hub sends no message, and leaves a heartbeat."""
    assert hub.settled() == Turn(standing=0, queued=0, sent=0, not_sent=0)
    assert web.got == []
    with hub.facts.engine.connect() as conn:
        beat = measures.beat(conn)
    assert beat is not None
    assert (beat.turns, beat.outside_ok) == (2, None)
    assert beat.age < MINUTE


def test_what_is_critical_is_told_at_once_and_once(hub: Hub, route: Route, web: Inbox) -> None:
    """The first turn that sees it tells it; the next ones, while it lasts, do not."""
    gap(hub.facts)
    hub.turn()
    hub.turn(MINUTE)
    hub.turn(MINUTE)
    (said,) = web.texts
    assert "[KRITIS] Simpul: 1 baru" in said
    assert "Jumlah baris siak.penduduk hari ini tidak cocok, selisih 1." in said
    assert "/sinkron/siak.penduduk" in said


def test_what_is_not_critical_must_stay(hub: Hub, route: Route, web: Inbox) -> None:
    """Two minutes of patience; what went away meanwhile is told to nobody."""
    late(hub.facts)
    hub.turn()
    hub.facts.received("apsp.pemohon", MINUTE)
    hub.turn(2 * MINUTE)
    hub.turn(5 * MINUTE)
    assert web.got == []
    late(hub.facts)
    hub.settled()
    assert "Data apsp.pemohon terlambat" in web.texts[0]


def test_all_of_a_turn_is_one_message(hub: Hub, route: Route, web: Inbox) -> None:
    """Grouped by kind, most pressing first, each group with its step and its link."""
    gap(hub.facts)
    late(hub.facts)
    late(hub.facts, "siak.keluarga", timedelta(hours=60))
    hub.turn()
    hub.turn(2 * MINUTE)
    assert len(web.got) == 2
    said = web.got[1][1]["message"]
    assert said.count("Langkah: Buka umpannya") == 1
    assert "apsp.pemohon" in said and "siak.keluarga" in said


def test_many_of_a_kind_are_counted(facts: Facts) -> None:
    """From four on the message names three and counts the rest."""
    from simpul.core.i18n import Words
    from simpul.operations.alerts import format as say
    from simpul.operations.alerts.model import Standing

    now = clock.now()
    many = [
        Standing(id=n, kind="late", target=f"f{n}", severity="warning", words=Words(id="x", en="x"), opened_at=now)
        for n in range(7)
    ]
    said = say.body(many, [], [], "id", now)
    assert "Data terlambat (7): f0, f1, f2, dan 4 lainnya." in said
    assert said.count("\n") == 2


def test_recovery_is_told_once(hub: Hub, route: Route, web: Inbox) -> None:
    """Who was told that it began is told that it is over, and how long it lasted."""
    late(hub.facts)
    hub.settled()
    hub.facts.received("apsp.pemohon", MINUTE)
    hub.turn(MINUTE)
    assert len(web.got) == 1
    hub.turn(3 * MINUTE)
    hub.turn(MINUTE)
    assert len(web.got) == 2
    assert web.got[1][1]["title"] == "Simpul: 1 pulih"
    assert "Pulih: Data terlambat (apsp.pemohon), setelah 2 menit." in web.got[1][1]["message"]


def test_what_flickers_is_one_alert(hub: Hub, route: Route, web: Inbox) -> None:
    """Away for less than three minutes is not over."""
    late(hub.facts)
    hub.settled()
    for _ in range(4):
        hub.facts.received("apsp.pemohon", MINUTE)
        hub.turn(MINUTE)
        late(hub.facts)
        hub.turn(MINUTE)
    assert len(web.got) == 1


def test_it_is_said_again_while_it_lasts(hub: Hub, route: Route, web: Inbox) -> None:
    """After the route's pause, and not before."""
    late(hub.facts)
    hub.settled()
    hub.turn(3 * HOUR)
    assert len(web.got) == 1
    hub.turn(HOUR)
    assert web.got[1][1]["title"] == "Simpul: 1 masih berlangsung"


def test_what_grows_worse_is_told_at_once(hub: Hub, route: Route, web: Inbox) -> None:
    """A warning that becomes critical does not wait for the pause."""
    late(hub.facts)
    hub.settled()
    late(hub.facts, age=timedelta(hours=5))
    hub.turn(MINUTE)
    assert web.got[1][1]["title"] == "[KRITIS] Simpul: 1 baru"


def test_a_route_hears_only_what_it_asked_for(hub: Hub, route: Route, web: Inbox) -> None:
    """Severity and kinds are filters of their own."""
    for name, more in (("kritis", {"severity": "critical"}), ("karantina", {"kinds": ("quarantine",)})):
        routes.add(hub.facts.engine, Route(name=name, env="SIMPUL_ALERT_HOOK", digest=False, **more), actor="rina")
    late(hub.facts)
    assert hub.settled().queued == 1


def test_quiet_hours_let_only_what_is_critical_pass(hub: Hub, route: Route, web: Inbox) -> None:
    """The rest is told when they are over, if it is still there."""
    routes.switch(hub.facts.engine, "hook", "removed", actor="rina")
    wib = hub.now + timedelta(hours=7)
    hours = {"quiet_from": f"{wib - HOUR:%H}:00", "quiet_until": f"{wib + 2 * HOUR:%H}:00"}
    quiet = Route(name="hook", env="SIMPUL_ALERT_HOOK", severity="info", digest=False, **hours)
    routes.add(hub.facts.engine, quiet, actor="rina")
    late(hub.facts)
    hub.settled()
    assert web.got == []
    gap(hub.facts)
    hub.turn()
    assert len(web.got) == 1
    assert "tidak cocok" in web.texts[0] and "terlambat" not in web.texts[0]
    hub.turn(3 * HOUR)
    assert "Data apsp.pemohon terlambat" in web.texts[1]


def test_a_silence_has_a_name_a_reason_and_an_end(hub: Hub, route: Route, web: Inbox) -> None:
    """It holds messages back until its time; ending it early lets them out; both are in the audit."""
    engine = hub.facts.engine
    late(hub.facts)
    silences.silence(engine, kind="late", target="", until=clock.now() + HOUR, reason="pemeliharaan SIAK", actor="budi")
    hub.settled()
    assert web.got == []
    (held,) = silences.listing(engine)
    assert (held.actor, held.reason) == ("budi", "pemeliharaan SIAK")
    assert [alert.silenced for alert in silences.standing(engine)] == [True]
    silences.end(engine, held.id, actor="rina")
    hub.turn()
    assert len(web.got) == 1
    acts = hub.facts.sql("select array_agg(act order by at) from simpul.audit where actor in ('budi', 'rina')").scalar()
    assert acts == ["alert_route_add", "alert_silence", "alert_silence_end"]


@pytest.mark.parametrize(
    "changed", [{"reason": " "}, {"kind": "apa"}, {"until": timedelta(days=8)}, {"until": timedelta(minutes=-1)}]
)
def test_a_silence_without_reason_or_end_is_refused(own_engine: Engine, changed: dict[str, object]) -> None:
    """Nobody silences for ever, nor for no reason."""
    asked = {"kind": "late", "target": "", "reason": "x", "until": HOUR, **changed}
    until = clock.now() + asked.pop("until")  # type: ignore[operator]
    with pytest.raises(NotPossible):
        silences.silence(own_engine, until=until, actor="budi", **asked)  # type: ignore[arg-type]


def test_a_message_that_does_not_leave_is_tried_again(hub: Hub, route: Route, web: Inbox) -> None:
    """With a growing pause, the same message, and once it is accepted never again."""
    web.status = 503
    gap(hub.facts)
    assert hub.turn().not_sent == 1
    assert hub.turn(MINUTE).not_sent == 0
    (held,) = routes.messages(hub.facts.engine)
    assert (held.state, held.attempt, held.error) == ("waiting", 1, "HTTP 503")
    web.status = 200
    hub.facts.sql("update simpul.alert_message set next_at = clock_timestamp()")
    assert hub.turn(MINUTE).sent == 1
    assert hub.turn(MINUTE).sent == 0
    assert [body["title"] for _, body in web.got] == ["[KRITIS] Simpul: 1 baru"] * 2


def test_a_failing_route_is_told_by_the_others(
    hub: Hub, route: Route, web: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one way is broken reaches people by another."""
    monkeypatch.setenv("SIMPUL_ALERT_DEAD", "json://127.0.0.1:1/x")
    dead = Route(name="mati", env="SIMPUL_ALERT_DEAD", severity="critical", digest=False)
    routes.add(hub.facts.engine, dead, actor="rina")
    gap(hub.facts)
    hub.turn()
    hub.turn(MINUTE)
    hub.turn(2 * MINUTE)
    assert "1 jalur peringatan gagal mengirim" in web.texts[-1]
    shown = {one.name: one.waiting for one in routes.listing(hub.facts.engine)}
    assert shown == {"hook": 0, "mati": 1}


def test_in_the_end_it_is_given_up(hub: Hub, route: Route, web: Inbox) -> None:
    """A message of yesterday helps nobody; the route shows it as failed."""
    web.status = 500
    gap(hub.facts)
    hub.turn()
    hub.facts.sql("update simpul.alert_message set attempt = :n, next_at = clock_timestamp()", n=ATTEMPTS - 1)
    hub.turn()
    (held,) = routes.messages(hub.facts.engine)
    assert held.state == "failed"
    assert routes.listing(hub.facts.engine)[0].failing == 1


def test_the_digest_comes_every_morning_even_when_all_is_well(hub: Hub, route: Route, web: Inbox) -> None:
    """Once a day from 07.30 on, with counts and a link, whatever the hour the watcher came back."""
    hub.facts.sql("update simpul.alert_route set digest = true, made_at = made_at - interval '2 days'")
    midnight = (hub.now + timedelta(hours=7)).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=7)
    hub.now = midnight + timedelta(days=1, hours=7, minutes=29)
    assert hub.turn().queued == 0
    assert hub.turn(MINUTE).queued == 1
    assert hub.turn(MINUTE).queued == 0
    assert web.got[0][1]["title"].startswith("Simpul: ringkasan ")
    assert "2 dari 2 koneksi baik. 0 peringatan terbuka" in web.got[0][1]["message"]
    assert hub.turn(timedelta(days=1)).queued == 1


def test_two_watchers_tell_once(hub: Hub, route: Route, web: Inbox) -> None:
    """While one works out what to tell, another leaves."""
    from sqlalchemy import text

    from simpul.store.queries import query

    gap(hub.facts)
    with hub.facts.engine.begin() as conn:
        conn.execute(text(query("alerts_turn_lock")))
        assert hub.turn().already
    hub.turn()
    hub.turn()
    assert len(web.got) == 1


def test_switching_a_route_off_lets_nothing_leave(hub: Hub, route: Route, web: Inbox) -> None:
    """What waited for it is given up; a test says plainly whether it is accepted."""
    web.status = 500
    gap(hub.facts)
    hub.turn()
    routes.switch(hub.facts.engine, "hook", "off", actor="rina")
    hub.facts.sql("update simpul.alert_message set next_at = clock_timestamp()")
    assert (hub.turn().sent, len(web.got)) == (0, 1)
    with pytest.raises(NotPossible, match="HTTP 500"):
        routes.test(hub.facts.engine, "hook", actor="rina")
    web.status = 200
    assert routes.test(hub.facts.engine, "hook", actor="rina").id == "Pesan uji diterima jalur hook."
    assert [one.state for one in routes.messages(hub.facts.engine)] == ["sent", "failed", "failed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Nama Panjang"},
        {"env": "SIMPUL_DATABASE_URL"},
        {"env": "json://host/token"},
        {"env": ""},
        {"file": "/run/secrets/x"},
        {"env": "", "file": "tgram://token"},
        {"env": "", "file": "/run/../etc/x"},
        {"kinds": ("apa",)},
        {"quiet_from": "25:00", "quiet_until": "06:00"},
        {"quiet_from": "22:00"},
        {"repeat_hours": 0},
    ],
)
def test_a_route_that_is_not_one_is_refused(own_engine: Engine, wrong: dict[str, object]) -> None:
    """Only a reference to one of our own variables or a file is taken, never an address or another secret."""
    asked = {"name": "jaga", "env": "SIMPUL_ALERT_X", **wrong}
    with pytest.raises(NotPossible) as caught:
        routes.add(own_engine, Route(**asked), actor="rina")  # type: ignore[arg-type]
    assert caught.value.words.id and caught.value.words.en
    assert routes.listing(own_engine) == ()


def test_that_nobody_is_told_is_a_task(hub: Hub, route: Route, web: Inbox) -> None:
    """A route that refuses again and again, and a watcher that fell silent, are each a thing a person must do."""
    from simpul.operations.status import status

    web.status = 500
    gap(hub.facts)
    hub.turn()
    assert [task.kind for task in status(hub.facts.engine, a_city()).tasks] == ["gap"]
    hub.facts.sql("update simpul.alert_message set attempt = 3")
    hub.facts.sql("update simpul.heartbeat set beat_at = beat_at - interval '11 minutes'")
    tasks = {task.kind: task for task in status(hub.facts.engine, a_city()).tasks}
    assert list(tasks) == ["gap", "watchdog", "route"]
    assert tasks["route"].what.id == "Jalur peringatan hook gagal mengirim."
    assert tasks["watchdog"].page == "/pengaturan/peringatan"


def test_a_route_that_hangs_holds_up_nobody(hub: Hub, route: Route, web: Inbox) -> None:
    """Routes are served beside each other; what a route refuses keeps its later messages waiting behind it."""
    import threading

    from simpul.operations.alerts.cycle import deliver, queue
    from simpul.operations.alerts.send import Undelivered

    other = Route(name="lain", env="SIMPUL_ALERT_HOOK", digest=False)
    routes.add(hub.facts.engine, other, actor="rina")
    ids = {one.name: one.id for one in routes.listing(hub.facts.engine)}
    with hub.facts.engine.begin() as conn:
        for name in ("hook", "hook", "lain", "lain"):
            queue(conn, ids[name], "alert", name, "x")
    both, tried = threading.Barrier(2, timeout=20), []

    def send(_address: str, title: str, _body: str) -> None:
        tried.append(title)
        if tried.count(title) == 1:
            both.wait()
        if title == "lain":
            raise Undelivered("HTTP 500")

    assert deliver(hub.facts.engine, send) == (2, 2)
    assert sorted(tried) == ["hook", "hook", "lain"]
    assert [(one.route, one.state) for one in routes.messages(hub.facts.engine)] == [
        *[("lain", "waiting")] * 2,
        *[("hook", "sent")] * 2,
    ]
