"""A town with one disagreement, and short words for what officers do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.cases import cases
from simpul.cases.cases import Decided, Evidence
from simpul.testing.town import COPY, SITI, SITI_COPY, Town, applicant

PAPER = Evidence(kind="kartu_keluarga", number="12/KK/2026", date=date(2026, 1, 5))
Decide = Callable[..., Decided]


@pytest.fixture
def here(engine: Engine) -> Town:
    """Siti's address at the one-door service was changed by somebody: one live case."""
    made = Town.settled(engine)
    made.pull(COPY, applicant(SITI_COPY, SITI, alamat="JL. BARU 2"))
    made.compare()
    made.target.records[SITI_COPY] = {"alamat": "JL. BARU 2", "nama": "SITI AMINAH"}
    return made


@pytest.fixture
def named(engine: Engine) -> Town:
    """Siti's name at the one-door service was changed by somebody: a case about who she is."""
    made = Town.settled(engine)
    made.pull(COPY, applicant(SITI_COPY, SITI, nama_lengkap="SITI AMINA"))
    made.compare()
    made.target.records[SITI_COPY] = {"alamat": "JL. SEI MATI 1", "nama": "SITI AMINA"}
    return made


@pytest.fixture
def only() -> Callable[[Town], int]:
    """The id of the one open case."""

    def find(town: Town) -> int:
        (line,) = cases.listing(town.engine)
        return line.id

    return find


@pytest.fixture
def decide() -> Decide:
    """Decide as Ani, with a document in hand."""

    def settle(town: Town, case_id: int, choice: str = "authority", **more: Any) -> Decided:
        wanted = {"reason": "sesuai KK", "actor": "ani", "evidence": PAPER, **more}
        return cases.decide(town.engine, town.city, case_id, choice=choice, **wanted)  # type: ignore[arg-type]

    return settle


@pytest.fixture
def ruled() -> Callable[..., int]:
    """Plant a case of a rule; its id."""

    def plant(town: Town, rule: str, **more: Any) -> int:
        values = {
            "subject_kind": "penduduk", "subject_key": SITI, "feed": "siak.penduduk", "record_key": SITI,
            "owner": "DK", "severity": "high", **more,
        }  # fmt: skip
        with town.engine.begin() as conn:
            return int(
                conn.execute(
                    text(
                        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, field,"
                        " authority_feed, rule, cause, owner, severity, due_at) values ('rule', :subject_kind,"
                        " :subject_key, :feed, :record_key, 'aturan ' || :rule, :feed, :rule, 'aturan ' || :rule,"
                        " :owner, :severity, clock_timestamp() + interval '3 days') returning id"
                    ),
                    {**values, "rule": rule},
                ).scalar_one()
            )

    return plant
