"""What keeps the hub itself in order: nothing is kept or waits longer than allowed, the audit's heads are sealed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from simpul.cases import ageing
from simpul.config.settings import City
from simpul.links import adapters
from simpul.links import guard as link
from simpul.operations import link_diagnostics
from simpul.people import sessions
from simpul.store import audit, retention, ruleviews
from simpul.views import reports


@dataclass(frozen=True, kw_only=True)
class Upkept:
    """What one turn did."""

    #: Page bytes and raw quarantine values removed because their retention had passed.
    bodies: int
    values: int
    #: Lists removed from counters' done folders for the same reason, and the systems whose folder was out of reach.
    files: int
    unreached: tuple[str, ...]
    #: Audit chains whose head was sealed.
    sealed: int
    #: Snoozed cases taken up, lapsed proposals, escalated ones, known differences that ran out.
    woken: int
    lapsed: int
    escalated: int
    expired: int


@dataclass(frozen=True, kw_only=True)
class Daily(Upkept):
    """What one day's turn did."""

    links_tested: int


def daily(engine: Engine, city: City) -> Daily:
    """The turn that schedule and command take: upkeep, and a look at every link not tested lately."""
    kept = upkeep(engine, city)
    # Certificates are looked at once a day, whether or not anybody asks.
    return Daily(**vars(kept), links_tested=link_diagnostics.test_quietly(engine, city))


def upkeep(engine: Engine, city: City) -> Upkept:
    """One turn; run twice at once it only finds less to do."""
    swept = retention.sweep(engine, city, lambda system: adapters.adapter(system, guard=link.guard(engine, system)))
    with engine.begin() as connection:
        waited = ageing.look_after(connection, city)
    with engine.begin() as connection:
        sealed = audit.seal_heads(connection)
    with engine.begin() as connection:
        ruleviews.extend(connection)
    sessions.forget(engine)
    # The figures of the month, so that nobody waits for them by day.
    reports.keep(engine)
    return Upkept(**vars(swept), sealed=sealed, **vars(waited))
