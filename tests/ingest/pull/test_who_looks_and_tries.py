"""Whoever looks into the quarantine, or tries it again, is known by name afterwards."""

from __future__ import annotations

import pytest

from simpul.core.four_eyes import FOUR_EYES_FIELDS
from simpul.ingest import quarantine
from simpul.store import access_log
from simpul.store.access_log import Looking
from tests.ingest.pull.conftest import Hub, page, warga


@pytest.fixture
def held(hub: Hub) -> Hub:
    """One row whose date nobody can read."""
    hub.pull("warga", page(warga(1, lahir="bukan tanggal")))
    return hub


@pytest.mark.parametrize(("caller", "known"), [("", "replay:ani"), ("errand:7", "errand:7")])
def test_a_run_that_tries_again_says_who_began_it(held: Hub, caller: str, known: str) -> None:
    """The job it belongs to where there is one, else the person."""
    quarantine.replay(held.engine, held.city, held.city.feeds["uji.warga"], actor="ani", caller=caller)
    assert held.rows("select caller from simpul.run order by id desc limit 1") == [known]


def test_a_value_that_is_looked_at_is_noted_with_whose_it_is(held: Hub) -> None:
    """The record stands in the list of who saw whose data by its pseudonym."""
    entry, key = held.rows("select id || ' ' || record_key from simpul.quarantine")[0].split()
    quarantine.reveal(held.engine, int(entry), Looking(actor="ani", reason="antrean 12"))
    noted = held.rows("select subjects from simpul.access where actor = 'ani'")
    assert noted == [[access_log.pseudonym(key)]]


def test_only_fields_of_identity_take_two() -> None:
    """A correction of one of them is proposed; any other is done at once."""
    assert all(quarantine.takes_two(field) for field in FOUR_EYES_FIELDS)
    assert not quarantine.takes_two("no_hp")
