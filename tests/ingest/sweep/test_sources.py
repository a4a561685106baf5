"""What sources say of their own size, by which a listing is verified."""

from __future__ import annotations

from dataclasses import replace

from simpul.core.model import ReadRequest
from simpul.core.ports import unguarded
from tests.adapters import subjects


def test_rest_pages_carry_the_announced_total() -> None:
    """Where ``paging.total`` says where it stands, every page of a REST listing announces the whole."""
    with subjects.rest() as subject:
        adapter = subject.make(unguarded)
        announced = {page.announced for page in adapter.read(subject.feed, subject.request)}
        adapter.close()
    assert announced == {len(subject.expected)}


def test_soap_pages_carry_their_own_count() -> None:
    """Where ``paging.count`` names the element, every SOAP page says how many rows it holds, and holds them."""
    with subjects.soap() as subject:
        options = {**subject.feed.read["paging"], "count": "Jumlah"}
        feed = replace(subject.feed, read={**subject.feed.read, "paging": options})
        adapter = subject.make(unguarded)
        pages = list(adapter.read(feed, ReadRequest()))
        adapter.close()
    assert [page.holds for page in pages] == [len(subject.keys(page)) for page in pages]


def test_a_page_without_a_count_says_nothing() -> None:
    """Nothing is made up for a source that does not say."""
    with subjects.soap() as subject:
        adapter = subject.make(unguarded)
        assert {page.holds for page in adapter.read(subject.feed, ReadRequest())} == {None}
        adapter.close()
