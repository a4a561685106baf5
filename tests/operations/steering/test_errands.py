"""An errand is asked for once, taken once, done once; one whose worker died is taken again; none waits for ever."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from simpul.config.settings import City
from simpul.core.errors import AlreadyRunning, BrakeHeld, NotPossible
from simpul.core.i18n import Words
from simpul.operations import use_cases
from simpul.operations.jobs import request, worker
from simpul.operations.jobs.request import JobRequest
from simpul.store import lease
from tests.ingest.pull.conftest import Hub, Source, page, warga
from tests.operations.steering.conftest import ask, does, leave, pass_by


def _work(hub: Hub, do: worker.Do = lambda *_: does()) -> worker.Worked:
    return worker.work(hub.engine, hub.city, do=do)


def test_an_errand_is_done_and_told(hub: Hub) -> None:
    """Who asked sees what came of it: counts, the run, when it ended; the asking stands in their chain."""
    made = ask(hub, reason="ada laporan loket")
    assert _work(hub, lambda *_: does(run_id=7, applied=3)) == worker.Worked(done=1)
    found = request.one(hub.engine, made.id)
    assert found is not None
    assert (found.state, found.run_id, found.outcome, found.attempt) == ("done", 7, {"applied": 3}, 1)
    assert [one.id for one in request.of_run(hub.engine, 7)] == [made.id]
    assert hub.rows("select chain, act from simpul.audit") == [("orang/rina", "errand")]


def test_a_pull_is_really_pulled(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The errand "pull" pulls with the use case itself, and its run names the errand that began it."""
    monkeypatch.setattr("simpul.links.adapters.adapter", lambda *_, **__: Source([page(warga(1), warga(2))]))
    made = ask(hub)
    assert use_cases.work(hub.engine, hub.city) == worker.Worked(done=1)
    found = request.one(hub.engine, made.id)
    assert found is not None
    assert (found.outcome["read"], found.outcome["applied"]) == (2, 2)
    assert hub.rows("select id, caller from simpul.run") == [(found.run_id, f"errand:{made.id}")]


def test_one_open_errand_of_a_kind(hub: Hub) -> None:
    """A second asking for the same is told who asked first; another kind, or asking after it ended, is fine."""
    ask(hub)
    with pytest.raises(NotPossible, match="sudah diminta oleh rina"):
        ask(hub)
    ask(hub, "dry_run")
    _work(hub)
    ask(hub)


def test_two_workers_take_an_errand_once(hub: Hub) -> None:
    """However many workers come at once, each errand is done by one of them."""
    names = [name for name in hub.city.feeds if name != "uji.lanjutan"]
    for name in names:
        ask(hub, target=name)
    done: list[str] = []

    def do(_: Engine, __: City, errand: JobRequest) -> use_cases.Done[Any]:
        done.append(errand.target)
        return does()

    workers = [threading.Thread(target=_work, args=(hub, do)) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(done) == sorted(names)
    assert set(hub.rows("select attempt from simpul.errand")) == {1}


def test_a_dead_workers_errand_is_taken_again(hub: Hub) -> None:
    """While its worker lives an errand is left alone; when its session is gone the next worker takes it."""
    made = ask(hub)
    with worker.taken(hub.engine) as errand:
        assert errand is not None
        assert (errand.id, errand.state) == (made.id, "taken")
        with worker.taken(hub.engine) as other:
            assert other is None
    # The session of the first ended without an end of the errand, as when its process is killed.
    with worker.taken(hub.engine) as again:
        assert again is not None
        assert (again.id, again.attempt) == (made.id, 2)


def test_a_worker_given_up_ends_nothing(hub: Hub) -> None:
    """A worker that was taken for dead and comes back cannot end what another one has taken since."""

    def slow(engine: Engine, city: City, errand: JobRequest) -> use_cases.Done[Any]:
        hub.run("update simpul.errand set attempt = attempt + 1")
        return does(applied=1)

    ask(hub)
    _work(hub, slow)
    assert "applied" not in hub.rows("select outcome from simpul.errand")[0]


def test_an_errand_that_kills_is_given_up(hub: Hub) -> None:
    """After three dead workers an errand ends by itself and says whom to tell."""
    made = ask(hub)
    hub.run("update simpul.errand set state = 'taken', attempt = 3")
    assert _work(hub).failed == 1
    found = request.one(hub.engine, made.id)
    assert found is not None and found.trouble is not None
    assert (found.state, "mati 3 kali" in found.trouble.id) == ("failed", True)


def test_a_busy_feed_is_waited_for(hub: Hub) -> None:
    """A feed another worker is at leaves the errand waiting, and the attempt does not count."""
    made = ask(hub)
    with lease.held(hub.engine, "uji.warga"):
        assert use_cases.work(hub.engine, hub.city) == worker.Worked(back=1)
    found = request.one(hub.engine, made.id)
    assert found is not None
    assert (found.state, found.attempt) == ("waiting", 0)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        # Words of a refusal are kept in both languages.
        (NotPossible(Words(id="Tidak bisa.", en="Cannot.")), {"id": "Tidak bisa.", "en": "Cannot."}),
        # An error of the engine tells itself, with long numbers masked.
        (BrakeHeld("1271091010909001 berubah"), {"id": "127109••••••9001 berubah", "error": "BrakeHeld"}),
    ],
)
def test_a_failure_says_why(hub: Hub, error: Exception, said: dict[str, Any]) -> None:
    """What kept an errand from being done is told to who asked for it."""

    def do(*_: Any) -> use_cases.Done[Any]:
        raise error

    ask(hub)
    assert _work(hub, do) == worker.Worked(failed=1)
    outcome = hub.rows("select outcome from simpul.errand")[0]
    assert said.items() <= outcome.items()


def test_the_unexpected_is_kept_and_raised(hub: Hub) -> None:
    """A mistake of ours fails its errand without its words, lets the others be done, and reaches the scheduler."""

    def do(_: Engine, __: City, errand: JobRequest) -> use_cases.Done[Any]:
        if errand.kind == "pull":
            raise ValueError("1271091010909001")
        return does()

    ask(hub)
    ask(hub, "dry_run")
    with pytest.raises(ValueError, match="127"):
        _work(hub, do)
    assert hub.rows("select kind, state from simpul.errand order by kind") == [("dry_run", "done"), ("pull", "failed")]
    assert hub.rows("select outcome->>'id' from simpul.errand where kind = 'pull'") == ["ValueError"]


def test_an_errand_lapses(hub: Hub) -> None:
    """Nobody came for half a day: it ends without being done, and may be asked for again."""
    ask(hub)
    pass_by(hub, "errand", "made_at", request.AGE + timedelta(minutes=1))
    assert _work(hub) == worker.Worked(lapsed=1)
    ask(hub)


def test_cancelling(hub: Hub) -> None:
    """What waits can be taken back by name, once; what is being done cannot."""
    made = ask(hub)
    assert request.cancel(hub.engine, made.id, actor="budi").state == "cancelled"
    with pytest.raises(NotPossible, match="tidak dapat dibatalkan"):
        request.cancel(hub.engine, made.id, actor="budi")
    taken = ask(hub)
    with worker.taken(hub.engine), pytest.raises(NotPossible):
        request.cancel(hub.engine, taken.id, actor="budi")


def test_what_cannot_be_asked_for(hub: Hub) -> None:
    """Nobody named, an unknown feed, a feed that lists nothing whole, a paused or a held one: refused with why."""
    with pytest.raises(NotPossible, match="wajib"):
        request.ask(hub.engine, hub.city, "pull", "uji.warga", actor=" ")
    for kind, target in (("pull", "uji.hantu"), ("bulk", "x"), ("retry", "uji.warga"), ("sweep", "uji.lanjutan")):
        with pytest.raises(NotPossible, match="tidak dapat dipakai"):
            ask(hub, kind, target)  # type: ignore[arg-type]
    hub.run("insert into simpul.run (kind, target, state) values ('pull', 'uji.warga', 'held')")
    hub.run("insert into simpul.brake (run_id, target, reason) select id, target, 'x' from simpul.run")
    with pytest.raises(NotPossible, match="ditahan"):
        ask(hub)
    assert ask(hub, "dry_run").state == "waiting"
    leave(hub, "uji", hub.rows("select clock_timestamp() + interval '1 hour'")[0])
    with pytest.raises(NotPossible, match="dijeda oleh rina"):
        ask(hub, target="uji.kartu")


def test_a_bulk_decision_is_an_errand(hub: Hub) -> None:
    """A number names a bulk decision; one that is not there is refused at once, and nothing waits for the worker."""
    with pytest.raises(NotPossible, match="'7' tidak dapat dipakai"):
        ask(hub, "bulk", "7")
    assert hub.rows("select 1 from simpul.errand") == []


def test_already_running_is_no_failure(hub: Hub) -> None:
    """The worker goes on with the others when one is busy."""

    def do(_: Engine, __: City, errand: JobRequest) -> use_cases.Done[Any]:
        if errand.target == "uji.warga":
            raise AlreadyRunning("busy")
        return does()

    ask(hub)
    ask(hub, target="uji.kartu")
    assert _work(hub, do) == worker.Worked(done=1, back=1)
