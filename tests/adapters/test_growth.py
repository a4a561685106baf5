"""Work grows as the input does: no source can make a small input cost a night.

Compared are the CPU seconds of this thread for an input and for one eight times as large: linear work takes eight times
as long, quadratic work sixty-four. The limit lies between, so that a busy machine does not move it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.files import Files, whole_rows
from adapters.soap import Soap
from simpul.core.errors import SimpulError
from simpul.core.model import Page, ReadRequest
from simpul.core.ports import unguarded
from simpul.ingest.decode import decode
from tests.adapters import counters, sources, subjects
from tests.mapping.pages import PEMOHON, page, pemohon

LARGER, LIMIT, TRIES = 8, 26.0, 3
Work = Callable[[int], Callable[[], object]]


def seconds(run: Callable[[], object]) -> float:
    """The least of some tries: what the machine does besides only ever adds."""
    taken = []
    for _ in range(TRIES):
        began = time.thread_time()
        with suppress(SimpulError):
            run()
        taken.append(time.thread_time() - began)
    return min(taken)


def growth(work: Work, small: int) -> float:
    """How many times as long it takes when the input is eight times as large."""
    return seconds(work(small * LARGER)) / max(seconds(work(small)), 1e-5)


def stray_quote(count: int) -> Callable[[], object]:
    body = b"NO;NOMOR\r\n" + b'1;"B-1\r\n' + b"2;" + b"x" * 95 + b"\r\n"
    body += (b"2;" + b"x" * 95 + b"\r\n") * count
    return lambda: whole_rows(body)


def key_twice(count: int) -> Callable[[], object]:
    names = ",".join(f'"k{number}":1' for number in range(count))
    row = json.dumps(pemohon())[:-1] + f',{names},"k0":2}}'
    body = f'{{"data":[{row}],"total":1}}'.encode()
    return lambda: decode(PEMOHON, page(body))


def wide_header(folder: Path) -> Work:
    """As many bytes of header as of rows."""
    (folder / "masuk").mkdir()
    made = Files(counters.system(folder), guard=unguarded, secrets=subjects.shown)
    feed = replace(counters.feed(), read={**counters.feed().read, "size": 10**6})

    def work(count: int) -> Callable[[], object]:
        body = b"NO;" + b"x" * (2 * count) + b"\n" + b"1\n" * count + b"#TOTAL;%d\n" % count

        def run() -> list[Page]:
            (folder / "masuk" / "berkas_a.csv").write_bytes(body)
            return list(made.read(feed, ReadRequest()))

        return run

    return work


@pytest.mark.parametrize(("work", "small"), [(stray_quote, 1000), (key_twice, 400)], ids=["stray quote", "key twice"])
def test_work_on_a_page_grows_as_the_page(work: Work, small: int) -> None:
    """A stray quote in a file, a key written twice in a record: each costs in proportion to its bytes."""
    assert growth(work, small) < LIMIT


def test_a_wide_header_is_compared_and_not_copied(tmp_path: Path) -> None:
    """Looking for a second header costs no more with a long one."""
    assert growth(wide_header(tmp_path), 4000) < LIMIT


@pytest.fixture
def registry(tmp_path: Path) -> sources.Registry:
    source = sources.Registry()
    source.wsdl = (subjects.MAPPINGS / "siak" / "siak.wsdl").read_bytes()
    (tmp_path / "siak.wsdl").write_bytes(source.wsdl)
    return source


def test_an_unfinished_element_is_looked_for_once(registry: sources.Registry, tmp_path: Path) -> None:
    """Elements that open and never close, in front of the rows, do not each send the search to the end."""
    with sources.serving(registry) as port:
        system, feed = subjects.registry_system(port, tmp_path), subjects.registry_feed()

        def work(count: int) -> Callable[[], object]:
            body = (
                b"<e:Envelope><e:Body>"
                + b"<Token " * count
                + b"<Penduduk><NIK>1</NIK></Penduduk></e:Body></e:Envelope>"
            )

            def run() -> list[Page]:
                registry.always = sources.Reply(body=body, headers={"Content-Type": "text/xml"})
                made = Soap(system, guard=unguarded, secrets=subjects.shown)
                try:
                    return list(made.read(feed, ReadRequest()))
                finally:
                    made.close()

            return run

        bare = seconds(work(0))
        small, large = (seconds(work(count)) - bare for count in (800, 800 * LARGER))
    assert large < LIMIT * max(small, bare)
