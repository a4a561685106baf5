"""Sending once: receipts, lost replies, probes, kills, 412, refusals, verification."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from simpul.config.settings import City
from simpul.core.errors import BadCredentials, Park, Rejected, Retry, SimpulError, Unknown
from simpul.core.model import Effect, Receipt, Write
from simpul.testing.target import Faults, Killed, Target
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person

REFRESH = "segarkan_identitas"
OLD, NEW = "JL. SEI MATI 1", "JL. DUA 2"


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti's address changed in the registry and the refresh is ready."""
    made = Town.settled(engine)
    made.pull(SOURCE, person(SITI, alamat=NEW))
    made.compare()
    made.target.records[SITI_COPY] = {"alamat": OLD}
    return made


def _receipts(here: Town) -> list[str]:
    return [row["outcome"] for row in here.rows("select outcome from simpul.receipt order by id")]


def test_an_effect_arrives_and_is_verified_by_the_next_pull(here: Town) -> None:
    """Sent, accepted, and verified only when a pull that began later shows the value; then it is the base."""
    result = here.deliver()
    assert (result.sent, result.accepted) == (1, 1)
    here.compare()
    assert here.effects() == [(REFRESH, "accepted")]
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat=NEW))
    assert here.compare().verified == 1
    assert here.effects() == [(REFRESH, "verified")]
    assert here.rows("select \"values\" ->> 'alamat' as base from simpul.base") == [{"base": NEW}]
    assert here.cases() == []


@pytest.mark.parametrize("keys", [True, False])
def test_a_lost_reply_is_settled_by_asking(here: Town, keys: bool) -> None:
    """Unknown, then probed and accepted; the target has it exactly once, whether or not it knows keys."""
    here.target = Target(rng=Random(1), faults=Faults(lost_reply=1.0), keys=keys, records=here.target.records)
    assert here.deliver().unknown == 1
    here.target.faults = Faults()
    assert here.deliver().arrived == 1
    assert (len(here.target.log), _receipts(here)) == (1, ["unknown", "accepted"])


@pytest.mark.parametrize(("fault", "arrived"), [("killed_before", 0), ("killed_after", 1)])
def test_a_worker_killed_in_the_call_leaves_an_unknown(here: Town, fault: str, arrived: int) -> None:
    """Dead between *sent* and its receipt: probed, sent again only if it certainly did not arrive; once in all."""
    here.target.faults = Faults(**{fault: 1.0})
    with pytest.raises(Killed):
        here.deliver()
    assert here.effects() == [(REFRESH, "sent")]
    here.target.faults = Faults()
    result = here.deliver()
    assert (result.arrived, result.not_arrived, len(here.target.log)) == (arrived, 1 - arrived, 1)
    assert here.effects() == [(REFRESH, "accepted")]


def test_a_retry_carries_the_same_key_and_body(here: Town) -> None:
    """Whatever happens in between, every attempt says the same under the same key."""
    before = here.rows("select idem_key, body from simpul.effect")
    here.target.faults = Faults(refused=1.0)
    assert here.deliver().retried == 1
    here.target.faults = Faults()
    here.deliver()
    assert here.rows("select idem_key, body from simpul.effect") == before
    assert here.rows("select attempt, state from simpul.effect") == [{"attempt": 2, "state": "accepted"}]


def test_too_many_attempts_need_a_person(here: Town) -> None:
    """The attempts have a limit; then the effect failed and its field is a case that says why."""
    here.target.faults = Faults(refused=1.0)
    for _ in range(8):
        here.deliver()
    here.compare()
    assert here.effects() == [(REFRESH, "failed")]
    assert here.cases() == [("alamat", "refused", "new")]
    assert "perlu orang" in here.rows("select evidence from simpul.cases")[0]["evidence"]


def test_overtaken_is_not_sent_again_but_compared_again(here: Town) -> None:
    """412: nothing is overwritten; after the next pull the foreign value is a case."""
    here.target.records[SITI_COPY]["alamat"] = "JL. ASING 3"
    assert here.deliver().overtaken == 1
    here.compare()
    assert here.deliver().sent == 0
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. ASING 3"))
    here.compare()
    assert here.target.records[SITI_COPY]["alamat"] == "JL. ASING 3"
    assert here.cases() == [("alamat", "both_changed", "new")]


def test_a_mirror_that_moved_stops_an_effect_before_it_leaves(here: Town) -> None:
    """Claiming re-checks what the effect was based on in the same statement."""
    here.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. ASING 3"))
    assert here.deliver().sent == 0
    assert here.effects() == [(REFRESH, "superseded")]


def test_refused_for_good_is_a_case_with_the_reason(here: Town) -> None:
    """422: failed, a case says why, and the same value is not tried again."""
    here.target.faults = Faults(rejected=1.0)
    here.deliver()
    here.compare()
    here.compare()
    assert here.effects() == [(REFRESH, "failed")]
    assert here.cases() == [("alamat", "refused", "new")]


def test_accepted_and_not_kept_is_a_case(here: Town) -> None:
    """200 but dropped: the next pull shows the old value, so the effect did not stick."""
    here.target.faults = Faults(dropped=1.0)
    here.deliver()
    here.pull(COPY, applicant(SITI_COPY, SITI))
    assert here.compare().failed == 1
    assert here.rows("select state, reason from simpul.effect") == [
        {"state": "failed", "reason": "tidak menempel: alamat"}
    ]
    assert here.cases() == [("alamat", "refused", "new")]


def test_an_expired_grant_sends_nothing(here: Town) -> None:
    """A grant that ended between comparing and sending cancels the effect."""
    grants = tuple(
        replace(grant, valid_until=grant.valid_until.replace(year=2020)) for grant in here.city.policy.grants
    )
    policy = replace(here.city.policy, grants=grants)
    here.city = City(systems=here.city.systems, feeds=here.city.feeds, policy=policy)
    assert here.deliver().sent == 0
    assert here.effects() == [(REFRESH, "cancelled")]


@pytest.mark.parametrize("mode", ["off", "propose"])
def test_sending_switched_off_sends_nothing(here: Town, mode: str) -> None:
    """Off is off, and propose lets nothing out that nobody decided; what was ready stays where it is."""
    system = replace(here.city.systems["apsp"], sending=mode)  # type: ignore[arg-type]
    here.city = City(systems={**here.city.systems, "apsp": system}, feeds=here.city.feeds, policy=here.city.policy)
    assert here.deliver().sent == 0
    assert here.effects() == [(REFRESH, "ready")]


def test_a_write_that_can_be_neither_repeated_nor_looked_up_is_left_to_a_person(here: Town) -> None:
    """No key, no probe: marked manual without a call."""
    bare = replace(here.city.systems["apsp"].writes[REFRESH], options={})
    system = replace(here.city.systems["apsp"], writes={REFRESH: bare})
    here.city = City(systems={**here.city.systems, "apsp": system}, feeds=here.city.feeds, policy=here.city.policy)
    assert here.deliver().manual == 1
    assert (here.effects(), here.target.log) == ([(REFRESH, "manual")], [])


class _Closed(Target):
    """A way that is shut."""

    error: SimpulError

    def write(self, write: Write, effect: Effect) -> Receipt:
        raise self.error


def test_a_closed_link_parks_and_costs_no_attempt(here: Town) -> None:
    """Park ends the turn as parked; the effect is ready again with its attempts untouched."""
    here.target = _Closed(rng=Random(1))
    here.target.error = Park("outside office hours", until=here.rows("select now() as now")[0]["now"])
    assert here.deliver().state == "parked"
    assert here.rows("select state, attempt from simpul.effect") == [{"state": "ready", "attempt": 0}]


class _Scripted(Target):
    """Answers each call, probe or write, with the next word of a script."""

    script: list[str]
    calls: int = 0

    def _answer(self) -> Receipt:
        self.calls += 1
        errors = {"hiccup": Retry("refused"), "lost": Unknown("no answer"), "rejected": Rejected("not accepted")}
        error = errors.get(self.script[self.calls - 1])
        if error is not None:
            raise error
        return Receipt(outcome="accepted")

    def write(self, write: Write, effect: Effect) -> Receipt:
        return self._answer()

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        return self._answer()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(st.sampled_from(["hiccup", "lost", "found"]), max_size=6),
    sent=st.lists(st.sampled_from(["hiccup", "lost", "rejected", "taken"]), max_size=7),
)
@example(asked=["hiccup", "found", "hiccup", "found", "hiccup"], sent=["taken"])
@example(asked=[], sent=["hiccup", "rejected", "hiccup", "hiccup", "taken"])
@example(asked=["hiccup"], sent=["hiccup", "lost", "hiccup", "taken"])
def test_only_transient_errors_in_a_row_end_a_turn(engine: Engine, asked: list[str], sent: list[str]) -> None:
    """Three hiccups with no answer between them end a turn; any answer to a probe or a write begins the count anew."""
    here = Town.settled(engine)
    with here.engine.begin() as conn:
        for number, state in enumerate(["unknown"] * len(asked) + ["ready"] * len(sent)):
            conn.execute(text(_APART), {"number": number, "state": state})
    here.target = _Scripted(rng=Random(1))
    here.target.script = [*asked, *sent]
    row = calls = 0
    for word in here.target.script:
        calls += 1
        row = row + 1 if word == "hiccup" else row if word == "lost" else 0
        if row == 3:
            break
    assert here.deliver().state == ("failed" if row == 3 else "done")
    assert here.target.calls == calls


def test_bad_credentials_stop_the_turn_and_lose_nothing(here: Town) -> None:
    """Stop reaches the caller; the run says why; the effect is ready again."""
    here.target = _Closed(rng=Random(1))
    here.target.error = BadCredentials("login refused")
    with pytest.raises(BadCredentials):
        here.deliver()
    assert here.effects() == [(REFRESH, "ready")]
    last = here.rows("select state, reason from simpul.run where kind = 'deliver' order by id desc limit 1")
    assert last == [{"state": "stopped", "reason": "login refused"}]


def test_events_leave_in_order_and_an_unknown_one_holds_the_next(here: Town) -> None:
    """First in, first out per target record; the second waits until the first is known."""
    with here.engine.begin() as conn:
        for number in (1, 2):
            conn.execute(text(_NOTE), {"number": number})
    here.target.faults = Faults(lost_reply=1.0)
    here.deliver()
    assert [state for kind, state in here.effects() if kind != REFRESH] == ["unknown", "ready"]
    here.target.faults = Faults()
    here.deliver()
    assert [written.idem_key for written in here.target.log if written.record_key == "N"] == ["n1", "n2"]


_NOTE = """
insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body)
values (
    'catatan_permohonan', 'event', 'apsp', 'apsp.permohonan', 'N', 'n' || cast(:number as text), '{}', '{"isi": "x"}'
)
"""

_APART = """
insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body, state)
values (
    'catatan_permohonan', 'event', 'apsp', 'apsp.permohonan', 'N' || cast(:number as text),
    'n' || cast(:number as text), '{}', '{"isi": "x"}', :state
)
"""
