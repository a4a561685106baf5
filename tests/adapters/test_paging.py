"""Walking listings that move under our feet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.paging import Pager, Repeated, instant, pager
from adapters.rest import Rest
from simpul.core.errors import BadConfig, BrokenContract
from simpul.core.model import Order, ReadRequest, System
from simpul.core.ports import unguarded
from tests.adapters import sources, subjects

SYSTEM = System(name="x", title="x", adapter="rest", address="https://agency.example/api")
START = datetime.fromisoformat("2026-05-01T08:00:00+07:00")
OFFSET = {**subjects.OFFSET, "size": 6, "overlap": 3}


def listing(paging: dict[str, Any], request: ReadRequest | None = None, cursor: str | None = None) -> Pager:
    feed = subjects.feed("x", "y", {"path": "/y", "paging": paging}, rows="data", order=Order(source="time"))
    return pager(SYSTEM, feed, request or ReadRequest(), cursor)


class Shifting:
    """Rows newest first; between two answers others may be added, changed (they move to the top) or removed."""

    def __init__(self, count: int) -> None:
        self.rows = [self._row(n, n) for n in reversed(range(count))]
        self._clock = count

    def _row(self, key: int, minute: int) -> dict[str, Any]:
        return {"id": str(key), "time": (START + timedelta(minutes=minute)).isoformat()}

    def act(self, action: str, where: float) -> None:
        self._clock += 1
        place = min(int(where * len(self.rows)), len(self.rows) - 1)
        if action == "add":
            self.rows.insert(0, self._row(1000 + self._clock, self._clock))
        elif action == "change":
            self.rows.insert(0, self._row(int(self.rows.pop(place)["id"]), self._clock))
        elif len(self.rows) > 1:
            self.rows.pop(place)

    def answer(self, offset: int, limit: int) -> dict[str, Any]:
        return {"data": self.rows[offset : offset + limit], "offset": offset, "total": len(self.rows)}


def walk(source: Shifting, actions: list[tuple[int, str, float]]) -> set[str]:
    """Keys seen by a pass during which ``actions`` happen: (before which page, what, where)."""
    place, seen, number = listing(OFFSET), set[str](), 0
    while True:
        for page, action, where in actions:
            if page == number:
                source.act(action, where)
        params = place.params()
        answer = source.answer(int(params["offset"]), int(params["limit"]))
        seen |= {row["id"] for row in answer["data"]}
        number += 1
        assert number < 200
        if place.accept(answer) is None:
            return seen


ACTION = st.tuples(st.integers(1, 8), st.sampled_from(["add", "change", "remove"]), st.floats(0, 0.99))


@settings(max_examples=300, deadline=None)
@given(count=st.integers(1, 40), actions=st.lists(ACTION, max_size=25))
def test_a_shifting_listing_loses_no_resting_row(count: int, actions: list[tuple[int, str, float]]) -> None:
    """Whatever is added, changed or removed while we read, a row that rests is seen.

    A row that is changed meanwhile may be missed by this pass; its new time lies after the pass began, so the next
    one brings it.
    """
    source = Shifting(count)
    resting = {row["id"]: row["time"] for row in source.rows}
    seen = walk(source, actions)
    now = {row["id"]: row["time"] for row in source.rows}
    assert {key for key, moment in resting.items() if now.get(key) == moment} <= seen


def test_many_removals_make_it_step_back() -> None:
    """More rows removed than two pages share: the pass steps back until it sees a row again."""
    source = Shifting(40)
    seen = walk(source, [(2, "remove", 0.0)] * 9)
    assert {row["id"] for row in source.rows} <= seen


def test_newest_first_ends_at_the_watermark() -> None:
    """A pass stops at the first page whose last row is older than the watermark."""
    source = Shifting(40)
    place = listing(OFFSET, ReadRequest(since_time=START + timedelta(minutes=30)))
    offsets = []
    while True:
        offsets.append(int(place.params()["offset"]))
        if place.accept(source.answer(offsets[-1], 6)) is None:
            break
    assert offsets == [0, 3, 6]


def test_an_echo_of_another_place_is_refused() -> None:
    """A cached page of another offset does not move the pass, and is asked for again."""
    place, source = listing(OFFSET), Shifting(40)
    place.accept(source.answer(0, 6))
    before = dict(place.params())
    with pytest.raises(Repeated, match="asked for place 3, was given place 0"):
        place.accept(source.answer(0, 6))
    assert dict(place.params()) == before


def test_an_empty_page_ends_even_if_the_total_is_wrong() -> None:
    """A total that lies does not make the pass endless."""
    place = listing(OFFSET)
    assert place.accept({"data": [], "offset": 0, "total": 99}) is None


@pytest.mark.parametrize(
    ("paging", "answers"),
    [
        # everything at once
        ({"kind": "single"}, [({}, {"data": [{"id": 1}]}, None)]),
        # by number, the short page ends
        (
            {"kind": "page", "page": "p", "limit": "n", "size": 2},
            [
                ({"p": "1", "n": "2"}, {"data": [{"id": 1}, {"id": 2}]}, "2"),
                ({"p": "2", "n": "2"}, {"data": [{"id": 3}]}, None),
            ],
        ),
        # opaque cursor
        (
            {"kind": "cursor", "cursor": "after", "next": "meta.next"},
            [
                ({}, {"data": [], "meta": {"next": "c1"}}, "c1"),
                ({"after": "c1"}, {"data": [], "meta": {"next": None}}, None),
            ],
        ),
    ],
    ids=["single", "page", "cursor"],
)
def test_simple_kinds(paging: dict[str, Any], answers: list[tuple[dict[str, str], Any, str | None]]) -> None:
    """Each kind asks with its own parameters and hands its own cursor on."""
    place = listing(paging)
    for params, answer, cursor in answers:
        assert dict(place.params()) == params
        assert place.accept(answer) == cursor


def test_a_link_stays_on_its_host() -> None:
    """The next page's address is followed only as a path of the same host."""
    place = listing({"kind": "link", "next": "next"})
    assert place.accept({"data": [], "next": "https://agency.example/api/y?page=2"}) == "/y?page=2"
    assert place.path() == "/y?page=2"
    with pytest.raises(BrokenContract, match="another host, evil.example"):
        place.accept({"data": [], "next": "https://evil.example/api/y?page=3"})


def test_a_named_cursor_that_was_met_is_refused() -> None:
    """A cycle of cursors is noticed at its first repeat."""
    place = listing({"kind": "cursor", "cursor": "after", "next": "next"})
    place.accept({"data": [], "next": "a"})
    place.accept({"data": [], "next": "b"})
    with pytest.raises(Repeated):
        place.accept({"data": [], "next": "a"})


def test_an_unknown_kind_is_a_mistake_in_the_mapping() -> None:
    """The message names feed and kind."""
    with pytest.raises(BadConfig, match=r"x\.y: paging kind 'pages' is unknown"):
        listing({"kind": "pages"})


@pytest.mark.parametrize("ties", [0, 13, 23], ids=["no equal times", "many equal times", "all times equal"])
@pytest.mark.parametrize("exclusive", [False, True], ids=["since means ≥", "since means >"])
def test_pages_by_time_lose_no_row(ties: int, exclusive: bool) -> None:
    """Equal times, and both meanings of *since*, lose nothing."""
    source = sources.Complaints(ties=ties)
    source.exclusive = exclusive
    with sources.serving(source) as port:
        adapter = Rest(subjects.complaints_system(port), guard=unguarded, secrets=subjects.shown)
        pages = list(adapter.read(subjects.complaints_feed(), ReadRequest()))
        adapter.close()
    seen = {key for page in pages for key in subjects.complaint_keys(page)}
    assert seen == {str(row["complaint_id"]) for row in source.rows}
    assert len(pages) < 10


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        ("2026-05-01T08:00:00+07:00", Order(), START),
        # naive: of the order's clock
        ("2026-05-01T08:00:00", Order(), START),
        ("01-05-2026 08:00:00.000000", Order(format="%d-%m-%Y %H:%M:%S.%f"), START),
        ("yesterday", Order(), None),
        ("", Order(), None),
    ],
)
def test_instants(value: str, order: Order, expected: datetime | None) -> None:
    """Source times are read as the order says; what cannot be read is no time."""
    assert instant(value, order) == expected


@pytest.mark.parametrize("kind", ["single", "page", "cursor"])
def test_a_listing_that_can_is_asked_for_changes_only(kind: str) -> None:
    """The watermark goes out under the listing's own name, beside its other parameters."""
    paging = {"kind": kind, "since": "sejak", "cursor": "kursor", "limit": "jumlah", "size": 5}
    params = listing(paging, ReadRequest(since="2026-11-01")).params()
    assert params["sejak"] == "2026-11-01"
    assert params["jumlah"] == "5"
