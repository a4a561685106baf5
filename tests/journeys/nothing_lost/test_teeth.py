"""A proof that cannot fail proves nothing: one changed value, row, count or line is seen."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from sandbox import serving
from tests.journeys.nothing_lost import proof
from tests.journeys.nothing_lost.town import TARGETS, Hub

Check = Callable[[Hub], object]
ONE = "(select min(key) from mirror.{} where system = '{}' and tombstoned_at is null)"
DAMAGE: dict[str, tuple[str, Check]] = {
    "a count": (
        "update simpul.page set read = read + 1, superseded = superseded + 1 where number = 1",
        proof.totals_add_up,
    ),
    "a value": (
        f"update mirror.penduduk set rt = '999' where key = {ONE.format('penduduk', 'siak')}",
        lambda hub: proof.mirror_is_source(hub, "siak.penduduk"),
    ),
    "a row": (
        f"delete from mirror.permohonan where key = {ONE.format('permohonan', 'apsp')}",
        lambda hub: proof.mirror_is_source(hub, "apsp.permohonan"),
    ),
    "a line": (
        "update simpul.audit set actor = 'lain' where seq = 1 and chain = 'siak.penduduk/all'",
        proof.chains_verify,
    ),
    "an effect": (
        "insert into apsp.log_tulis (kunci, jalan) select kunci, jalan from apsp.log_tulis order by id desc limit 1",
        proof.effects_happened_once,
    ),
}


def test_the_proof_has_teeth(waiting_hub: Hub) -> None:
    """Each of the proofs passes on the truth and fails on one change."""
    waiting_hub.must(*(f"deliver {target}" for target in TARGETS))
    for what, (statement, check) in DAMAGE.items():
        check(waiting_hub)
        url = waiting_hub.town.url if what == "an effect" else waiting_hub.url
        with psycopg.connect(serving.libpq(url)) as connection:
            connection.execute(statement.encode())
        with pytest.raises(AssertionError):
            check(waiting_hub)
