"""The drop folder of the counters as a contract subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.files import Files
from simpul.core.model import Feed, Page, ReadRequest, System, Write
from simpul.testing.subject import Subject
from tests.adapters import subjects


def system(folder: Path) -> System:
    return System(
        name="loket",
        title="Loket",
        adapter="files",
        address=str(folder),
        writes={
            "tanda": Write(kind="tanda", mode="event", options={"name": "{key}.tanda_terima.csv", "probe": "file"})
        },
    )


def feed() -> Feed:
    read = {"files": "berkas_*.csv", "separator": ";", "trailer": "#TOTAL;", "size": 4}
    return subjects.feed("loket", "berkas_masuk", read, media="csv")


def put(folder: Path, name: str, count: int, *, first: int = 0, trailer: str | None = None) -> Path:
    """A counter's list with ``count`` rows."""
    rows = [f'{n};"B-{n:03}\r\nlanjutan {n}"\r\n' for n in range(first, first + count)]
    end = f"#TOTAL;{count}\r\n" if trailer is None else trailer
    path = folder / "masuk" / name
    path.write_bytes(("\ufeffNO;NOMOR\r\n" + "".join(rows) + end).encode())
    return path


def numbers(page: Page) -> list[str]:
    return re.findall(r'(?m)^(\d+);"', page.body.decode())


@contextmanager
def files(folder: Path) -> Iterator[Subject]:
    (folder / "masuk").mkdir()
    put(folder, "berkas_a.csv", 9)
    put(folder, "berkas_b.csv", 3, first=9)
    found = system(folder)

    def make(guard: Any) -> Any:
        # What an earlier pass moved away is put back: the laws read the same source several times.
        for done in folder.glob("selesai/*"):
            done.rename(folder / "masuk" / re.sub(r"-\d+", "", done.name))
        return Files(found, guard=guard, secrets=subjects.shown)

    yield Subject(
        name="files",
        make=make,
        feed=feed(),
        request=ReadRequest(),
        keys=numbers,
        expected=frozenset(str(n) for n in range(12)),
        write=found.writes["tanda"],
        effect=subjects.effect("tanda", "berkas_a.csv", {"columns": ["NOMOR"], "rows": [["B-001"]]}),
        arrived=lambda: len(list(folder.glob("keluar/*"))),
    )
