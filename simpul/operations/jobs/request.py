"""What people ask the hub to do. The console holds no credentials of any source: workers take errands and do them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Engine, Row, text

from simpul.config.schedule import sweepable
from simpul.config.settings import City
from simpul.core import acting
from simpul.core.errors import NotPossible
from simpul.core.i18n import Words
from simpul.core.model import NOTHING
from simpul.core.refusals import refusal
from simpul.core.texts import states
from simpul.links import change_limit, pauses
from simpul.store import audit
from simpul.store.queries import query
from simpul.values import mask

Kind = Literal["pull", "dry_run", "retry", "replay", "sweep", "bulk", "link_test"]
State = Literal["waiting", "taken", "done", "failed", "cancelled", "lapsed"]

_NUMBER = re.compile(r"[0-9]{1,18}")
#: Nobody expects "now" to happen after this.
AGE = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class JobRequest:
    """One thing a person asked for."""

    id: int
    kind: Kind
    #: Feed, system (a delivery tried again) or number of a bulk decision.
    target: str
    options: Mapping[str, Any]
    reason: str
    actor: str
    made_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    state: State
    #: Times it was taken.
    attempt: int
    #: Counts and, of a dry run, a masked sample; of what failed, why in both languages.
    outcome: Mapping[str, Any]
    run_id: int | None
    ended_by: str

    @property
    def words(self) -> Words:
        """How it stands."""
        return states.JOB[self.state]

    @property
    def title(self) -> Words:
        return states.JOB_KIND[self.kind]

    @property
    def trouble(self) -> Words | None:
        """Why it failed, or what it still waits for."""
        return Words(id=self.outcome["id"], en=self.outcome["en"]) if "id" in self.outcome else None

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "taken")


def ask(
    engine: Engine,
    city: City,
    kind: Kind,
    target: str,
    *,
    actor: str,
    reason: str = "",
    options: Mapping[str, Any] = NOTHING,
) -> JobRequest:
    """Ask for ``kind`` on ``target``; a worker takes it within about a minute.

    Raises:
        NotPossible: nobody named, not a target of this kind, paused or held, or somebody asked for the same already.
    """
    actor = acting.person(actor)
    _refuse_target(city, kind, target, options)
    with engine.begin() as connection:
        _refuse_unseen(connection, kind, target)
        _refuse_closed(connection, city, kind, target)
        values = {"kind": kind, "target": target, "options": json.dumps(dict(options)), "reason": acting.given(reason)}
        row = connection.execute(text(query("errand_ask")), {**values, "actor": actor}).one_or_none()
        if row is None:
            raise _asked(connection, kind, target)
        detail = {"errand": row.id, "kind": kind, "target": target, "reason": mask.scrub(acting.given(reason))}
        audit.write(connection, audit.chain_of_actor(actor), actor, "errand", detail)
    return errand_of(row)


def cancel(engine: Engine, errand_id: int, *, actor: str) -> JobRequest:
    """Take back what no worker has begun. NotPossible if it has, or has ended."""
    actor = acting.person(actor)
    with engine.begin() as connection:
        values = {"id": errand_id, "actor": actor}
        row = connection.execute(text(query("errand_cancel")), values).one_or_none()
        if row is None:
            raise _NOT_WAITING
        detail = {"errand": errand_id, "kind": row.kind, "target": row.target}
        audit.write(connection, audit.chain_of_actor(actor), actor, "errand_cancel", detail)
    return errand_of(row)


def one(engine: Engine, errand_id: int) -> JobRequest | None:
    """An errand by its number."""
    with engine.connect() as connection:
        row = connection.execute(text(query("errand_one")), {"id": errand_id}).one_or_none()
    return errand_of(row) if row else None


def listing(
    engine: Engine,
    *,
    target: str | None = None,
    kind: Kind | None = None,
    only_open: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> tuple[JobRequest, ...]:
    """Errands, newest first; ``before``: those older than this number."""
    values = {"target": target, "kind": kind, "open": only_open, "before": before, "limit": limit}
    with engine.connect() as connection:
        return tuple(errand_of(row) for row in connection.execute(text(query("errand_list")), values))


def of_run(engine: Engine, run_id: int) -> tuple[JobRequest, ...]:
    """Errands that made, or repeated, a run."""
    with engine.connect() as connection:
        return tuple(errand_of(row) for row in connection.execute(text(query("errand_of_run")), {"run_id": run_id}))


def errand_of(row: Row[Any]) -> JobRequest:
    """A row of ``simpul.errand``."""
    return JobRequest(**{name: getattr(row, name) for name in JobRequest.__dataclass_fields__})


def _refuse_target(city: City, kind: Kind, target: str, options: Mapping[str, Any]) -> None:
    known = {
        "bulk": _NUMBER.fullmatch(target) is not None,
        "retry": "run" in options,
        "link_test": target in city.systems,
        "sweep": target in city.feeds and sweepable(city.feeds[target]),
    }.get(kind, target in city.feeds and city.feeds[target].enabled)
    if kind not in get_args(Kind) or not known:
        raise _no_target(target)


def _refuse_unseen(connection: Connection, kind: Kind, target: str) -> None:
    """A bulk decision nobody made, or that whoever asks may not see, is nothing to ask for."""
    if kind == "bulk" and connection.execute(text(query("errand_job")), {"job": int(target)}).scalar() is None:
        raise _no_target(target)


def _no_target(target: str) -> NotPossible:
    shown = mask.scrub(target)
    return NotPossible(
        Words(
            id=f"'{shown}' tidak dapat dipakai untuk ini. Pilih umpan dari halaman Sinkronisasi.",
            en=f"'{shown}' cannot be used for this. Choose a feed from the page Syncs.",
        )
    )


def _refuse_closed(connection: Connection, city: City, kind: Kind, target: str) -> None:
    """A paused feed is left alone, a held one waits for its decision; looking at a held one first is what helps."""
    if kind in ("bulk", "replay", "link_test"):
        return
    feed = city.feeds.get(target)
    names = (feed.name, feed.system) if feed else (target,)
    found = pauses.active(connection, names)
    if found:
        paused = next(iter(found.values()))
        raise NotPossible(
            Words(
                id=f"'{paused.target}' sedang dijeda oleh {paused.actor}. Lanjutkan dulu, lalu ulangi.",
                en=f"'{paused.target}' is paused by {paused.actor}. Resume it first, then try again.",
            )
        )
    if kind != "dry_run" and change_limit.state(connection, target) == "held":
        raise NotPossible(
            Words(
                id=f"'{target}' sedang ditahan. Lepas atau tolak dulu perubahan yang ditahan.",
                en=f"'{target}' is held. Release or refuse the held change first.",
            )
        )


def _asked(connection: Connection, kind: Kind, target: str) -> NotPossible:
    row = connection.execute(text(query("errand_open_one")), {"kind": kind, "target": target}).one_or_none()
    who = row.actor if row else "-"
    return NotPossible(
        Words(
            id=f"{states.JOB_KIND[kind].id} untuk '{target}' sudah diminta oleh {who}. Tunggu sampai selesai.",
            en=f"{states.JOB_KIND[kind].en} of '{target}' was asked for already by {who}. Wait until it ends.",
        )
    )


_NOT_WAITING = refusal(
    Words(
        id="Permintaan ini sudah dikerjakan atau sudah berakhir, jadi tidak dapat dibatalkan.",
        en="This errand is being done or has ended, so it cannot be cancelled.",
    )
)
