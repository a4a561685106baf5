"""Many seeded interleavings of pull, compare, deliver, decisions, foreign writes and kills (rules 9 to 17)."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text

from simpul.cases import cases
from simpul.compare.comparison import compare
from simpul.config.settings import City
from simpul.core.errors import AlreadyRunning, NotPossible
from simpul.delivery.deliver import deliver
from simpul.store import engine as db
from simpul.testing.mirrors import empty, pulled
from simpul.testing.target import Faults, Killed, Target
from simpul.testing.town import shipped

#: Canonical field → what the one-door service calls it.
FIELDS = {"nama_lengkap": "nama", "tempat_lahir": "tempat_lahir", "alamat": "alamat"}
#: Every person is one seeded life; some of them share a world, so that kills and turns hit several at once.
LIVES, WORLDS, LONG_WORLDS = 10, 12, 700
PEOPLE = tuple(f"127109501090{serial}" for serial in range(9001, 9001 + LIVES))
STEPS = 18

SOURCE, COPY = "siak.penduduk", "apsp.pemohon"


def city_sending() -> City:
    """The shipped city with sending to the one-door service on and no undo window."""
    city = shipped()
    systems = {**city.systems, "apsp": replace(city.systems["apsp"], sending="on")}
    subjects = {"penduduk": replace(city.policy.subjects["penduduk"], fields=tuple(FIELDS), records=(SOURCE, COPY))}
    window = type(city.policy.undo_window)(0)
    return City(systems=systems, feeds=city.feeds, policy=replace(city.policy, subjects=subjects, undo_window=window))


@dataclass(kw_only=True)
class World:
    """One city with an authority, a copy of it in another system, and everything that can go wrong between them."""

    engine: Engine
    city: City
    rng: Random
    authority: dict[str, dict[str, str | None]] = field(default_factory=dict)
    target: Target = field(init=False)
    #: Values that were somebody else's at the target, and those that somebody decided should stand.
    foreign: set[str] = field(default_factory=set)
    ever: set[str | None] = field(default_factory=lambda: {None})
    decided: set[str | None] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    serial: int = 0

    def __post_init__(self) -> None:
        faults = Faults(refused=0.1, lost_reply=0.15, killed_before=0.05, killed_after=0.1, dropped=0.05, rejected=0.03)
        # Some targets recognise a repeated key, some have only the listing that a probe reads.
        self.target = Target(rng=self.rng, faults=faults, keys=self.rng.random() < 0.5)
        for nik in PEOPLE:
            values = {name: f"AWAL {name.upper()}" for name in FIELDS}
            self.authority[nik] = dict(values)
            self.target.records[f"P-{nik[-4:]}"] = {FIELDS[name]: value for name, value in values.items()}
            self.ever |= set(values.values())

    def run(self) -> None:
        """A clean start, then faults, then peace."""
        self.pull_source(), self.pull_copy(), self.compare()
        self.target.meanwhile = self.meanwhile
        for _ in range(STEPS):
            self.step()
            self.check()
        self.target.faults, self.target.meanwhile = Faults(), lambda: None
        self.converge()

    def step(self) -> None:
        """Something happens outside to some of the lives, then the hub does one thing."""
        for _ in range(self.rng.randint(1, LIVES)):
            self.rng.choices(
                (self.change_authority, self.write_foreign, self.decide, self.undo, self.note), (6, 4, 2, 1, 1)
            )[0]()
        steps = (self.pull_source, self.pull_copy, self.compare, self.deliver)
        self.rng.choices(steps, (3, 3, 4, 4))[0]()

    def meanwhile(self) -> None:
        """While a call is under way others pull, compare, write, decide."""
        if self.rng.random() < 0.3:
            self.seen["meanwhile"] += 1
            step = (self.write_foreign, self.pull_copy, self.compare, self.decide, self.undo, self.change_authority)
            self.rng.choice(step)()

    # What happens outside

    def value(self, kind: str) -> str:
        self.serial += 1
        return f"{kind} {self.serial}"

    def change_authority(self) -> None:
        record = self.authority[self.rng.choice(PEOPLE)]
        name = self.rng.choice(list(FIELDS))
        record[name] = self.value("RESMI")
        self.ever.add(record[name])

    def write_foreign(self) -> None:
        nik = self.rng.choice(PEOPLE)
        name = self.rng.choice(list(FIELDS))
        # Now and then somebody types what the authority says.
        value = self.authority[nik][name] if self.rng.random() < 0.3 else self.value("ASING")
        self.target.records[f"P-{nik[-4:]}"][FIELDS[name]] = value
        if value not in self.ever:
            self.foreign.add(str(value))

    def shown(self, nik: str) -> dict[str, str | None]:
        """The target's record in canonical words."""
        record = self.target.records[f"P-{nik[-4:]}"]
        return {name: record[source] for name, source in FIELDS.items()}

    def note(self) -> None:
        """Something happened that must be told once, in order."""
        self.serial += 1
        values = {"record": f"N-{self.rng.randint(1, 2)}", "key": f"note {self.serial:06}"}
        with self.engine.begin() as conn:
            conn.execute(text(_NOTE), values)

    # What the hub does

    def pull_source(self) -> None:
        rows = [{"key": nik, "nik": nik, **values} for nik, values in self.authority.items()]
        with self.engine.begin() as conn:
            pulled(conn, self.city.feeds[SOURCE], rows)

    def pull_copy(self) -> None:
        rows = [{"key": f"P-{nik[-4:]}", "nik": nik, **self.shown(nik)} for nik in PEOPLE]
        with self.engine.begin() as conn:
            pulled(conn, self.city.feeds[COPY], rows)

    def compare(self) -> None:
        with self.mortal():
            compare(self.engine, self.city, rules=None)

    def deliver(self) -> None:
        with self.mortal():
            deliver(self.engine, self.city, "apsp", adapter=self.target)

    def decide(self) -> None:
        with self.engine.connect() as conn:
            rows = conn.execute(text(_OPEN)).all()
        if not rows:
            return
        row = self.rng.choice(rows)
        choice = self.rng.choice(("authority", "authority", "follower", "other"))
        value = self.value("PUTUSAN") if choice == "other" else None
        with contextlib.suppress(NotPossible):
            done = cases.decide(
                self.engine, self.city, row.id, choice=choice, value=value, reason="uji", actor="petugas",
                version=row.version, evidence=cases.Evidence(kind="ktp_el", number="1", date=date(2026, 1, 2)),
            )  # fmt: skip
            if done.awaits:
                cases.approve(self.engine, self.city, row.id, actor="atasan")
                self.seen["approved"] += 1
            self.seen["decided"] += 1
            self.decided.add(row.follower_value)
            self.ever.add(value)

    def undo(self) -> None:
        with self.engine.connect() as conn:
            found = [row.id for row in conn.execute(text(_DECIDED))]
        if not found:
            return
        try:
            cases.undo(self.engine, self.city, self.rng.choice(found), actor="petugas")
            self.seen["undone"] += 1
        except NotPossible:
            self.seen["undo too late"] += 1

    @contextlib.contextmanager
    def mortal(self) -> Iterator[None]:
        """Dies at a random commit now and then; whoever is at it already goes on alone."""
        dies_at = self.rng.randint(1, 12) if self.rng.random() < 0.25 and self.target.faults.refused else 0
        commits = 0

        def before_commit(_: object) -> None:
            nonlocal commits
            commits += 1
            if commits == dies_at:
                raise Killed

        event.listen(self.engine, "commit", before_commit)
        try:
            yield
        except Killed:
            self.seen["killed"] += 1
        except AlreadyRunning:
            self.seen["already running"] += 1
        finally:
            event.remove(self.engine, "commit", before_commit)

    # What must hold

    def check(self) -> None:
        keys = Counter(written.idem_key for written in self.target.log)
        assert max(keys.values(), default=1) == 1, "an effect was accepted twice"
        for written in self.target.log:
            lost = {name for name, value in written.before.items() if value in self.foreign - self.decided}
            assert not lost, f"a foreign value was overwritten: {written}"
        with self.engine.connect() as conn:
            assert not conn.execute(text(_TWICE_OPEN)).all(), "two open cases for one field"
            assert not conn.execute(text(_LOUD)).all(), "a case opened on a field that is in flight"
            assert not conn.execute(text(_AGAIN)).all(), "a value in flight was made to be sent again"
            for values in conn.execute(text('select "values" from simpul.base')).scalars():
                assert set(values.values()) <= self.ever, "a base that the authority never had"

    def converge(self) -> None:
        for _ in range(16):
            self.pull_source(), self.pull_copy(), self.compare(), self.deliver()
            with self.engine.connect() as conn:
                if not conn.execute(text(_UNSETTLED)).scalar():
                    break
        else:
            raise AssertionError(f"never came to rest: {self.picture()}")
        self.pull_source(), self.pull_copy(), self.compare()
        self.check()
        told = [written for written in self.target.log if written.record_key.startswith("N-")]
        for record in ("N-1", "N-2"):
            keys = [written.idem_key for written in told if written.record_key == record]
            assert keys == sorted(keys), "events of one record left out of order"
        with self.engine.connect() as conn:
            notes = conn.execute(text("select idem_key, state from simpul.effect where mode = 'event'")).all()
            lost = {row.idem_key for row in notes if row.state in ("accepted", "verified")} - {w.idem_key for w in told}
            assert not lost, "an event counts as done that the target never had"
            open_fields = {(row.record_key, row.field) for row in conn.execute(text(_OPEN_FIELDS))}
            bases = dict(conn.execute(text('select record_key, "values" from simpul.base')).all())
        for nik in PEOPLE:
            key = f"P-{nik[-4:]}"
            for name in FIELDS:
                equal = self.authority[nik][name] == self.shown(nik)[name]
                assert equal != ((key, name) in open_fields), f"{key}.{name} equal={equal}: {self.picture()}"
                assert not equal or bases[key][name] == self.authority[nik][name]

    def picture(self) -> str:
        with self.engine.connect() as conn:
            found = [str(dict(row._mapping)) for row in conn.execute(text(_PICTURE))]
        return "\n".join([str(self.authority), str(self.target.records), *found])


_OPEN = "select id, version, follower_value from simpul.cases where closed_at is null and field <> ''"
_DECIDED = "select id from simpul.cases where closed_at is null and state = 'decided'"
_OPEN_FIELDS = "select record_key, field from simpul.cases where closed_at is null"
_TWICE_OPEN = """
select feed, record_key, field from simpul.cases where closed_at is null group by 1, 2, 3 having count(*) > 1
"""
_LOUD = """
select c.id from simpul.cases as c
join simpul.effect as e on e.feed = c.feed and e.record_key = c.record_key and e.values ? c.field
where e.state in ('sent', 'unknown', 'accepted') and c.closed_at is null and c.opened_at > e.sent_at
"""
_AGAIN = """
select e.id from simpul.effect as e
join simpul.effect as o on o.feed = e.feed and o.record_key = e.record_key and o.id > e.id
cross join lateral jsonb_each_text(e.values) as v
where
    e.mode = 'state' and o.mode = 'state' and e.state in ('sent', 'unknown', 'accepted')
    and o.state in ('draft', 'ready')
    and o.decision_id is null and o.created_at > e.sent_at and o.values ->> v.key = v.value
"""
_NOTE = """
insert into simpul.effect (kind, mode, system, feed, record_key, idem_key, values, body)
values (
    'catatan_permohonan', 'event', 'apsp', 'apsp.permohonan', :record, :key, '{}',
    jsonb_build_object('isi', cast(:key as text))
)
"""
_UNSETTLED = """
select count(*) from (
    select id from simpul.effect
    where state in ('draft', 'ready', 'sent', 'unknown') or (mode = 'state' and state = 'accepted')
    union all select id from simpul.dirty where subject_kind = 'penduduk'
) as waiting
"""
_PICTURE = """
select 'effect' as what, id, record_key, values::text as told, state, reason from simpul.effect
union all
select 'case', id, record_key,
    field || ': ' || coalesce(authority_value, '-') || ' / ' || coalesce(follower_value, '-'),
    state, coalesce(closed_because, evidence)
from simpul.cases
union all select 'dirty', id, subject_key, reason, '', '' from simpul.dirty
order by 1, 2
"""


def _sweep(engine: Engine, seeds: range) -> Counter[str]:
    city, seen = city_sending(), Counter[str]()
    for seed in seeds:
        with engine.begin() as conn:
            empty(conn)
        world = World(engine=engine, city=city, rng=Random(seed))
        try:
            world.run()
        except BaseException as error:
            error.add_note(f"world {seed}")
            raise
        seen += world.seen
        with engine.connect() as conn:
            seen += Counter(dict(conn.execute(text("select state, count(*) from simpul.effect group by state")).all()))
    return seen


def _forget(connection: Any, _: object) -> None:
    """A pooled connection gives up its session locks when it is given back, as a closed one does."""
    if connection is not None:
        connection.execute("select pg_advisory_unlock_all()")
        connection.commit()


@pytest.fixture
def quick(database_url: str) -> Iterator[Engine]:
    """The module's database, with pooled connections and without waiting for the disk: only kills of ours happen."""
    options = "-c timezone=UTC -c jit=off -c synchronous_commit=off"
    engine = create_engine(db.address(database_url), connect_args={"options": options})
    event.listen(engine, "checkin", _forget)
    yield engine
    engine.dispose()


def test_every_interleaving_keeps_the_laws(quick: Engine) -> None:
    """Each effect once, no foreign value lost, base only of what both had, quiet in flight, rest when faults stop."""
    seen = _sweep(quick, range(WORLDS))
    for wanted in (
        "verified",
        "failed",
        "overtaken",
        "superseded",
        "killed",
        "meanwhile",
        "decided",
        "undone",
        "approved",
    ):
        assert seen[wanted], f"the sweep never saw '{wanted}': {seen}"


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_long_sweep_keeps_the_laws(quick: Engine) -> None:
    """The same, longer, on worlds the short sweep does not have."""
    _sweep(quick, range(WORLDS, WORLDS + LONG_WORLDS))
