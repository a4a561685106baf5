"""A counter's folder through a whole pull: what is stored is let go, nothing holds up the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from simpul.config import settings
from simpul.config.settings import City
from simpul.core.errors import BrokenContract, SimpulError
from simpul.ingest.dry_run import dry_run
from simpul.ingest.pull import RunResult, pull
from simpul.operations.maintenance import upkeep
from tests.adapters import shares

STOCK = "loket.stok_blangko"
HEADER = "TANGGAL;LOKASI;JENIS;STOK_AWAL;MASUK;TERPAKAI;RUSAK;STOK_AKHIR\r\n"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The hub and the counters' folder."""

    engine: Engine
    city: City
    folder: Path

    def put(self, number: int, *, broken: bool = False) -> str:
        """A list of one row; its name."""
        name = f"stok_blangko_{number:02}.csv"
        row = f"{number:02}/11/2026;12.71.{number:02};KTP_EL;10;0;1;0;9" + (";lebih" if broken else "")
        (self.folder / "masuk" / name).write_bytes(f"{HEADER}{row}\r\n#TOTAL;1\r\n".encode())
        return name

    def pull(self) -> RunResult:
        return pull(self.engine, self.city, self.city.feeds[STOCK])

    def rows(self, statement: str) -> list[Any]:
        with self.engine.connect() as connection:
            return [row[0] if len(row) == 1 else tuple(row) for row in connection.execute(text(statement))]

    def taken(self) -> list[str]:
        """Places whose stock the mirror knows."""
        return self.rows("select lokasi from mirror.stok_blangko order by 1")

    def lying(self, which: str) -> list[str]:
        return sorted(path.name for path in (self.folder / which).iterdir())


@pytest.fixture
def desk(own_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    folder = tmp_path / "loket"
    for part in ("masuk", "selesai", "keluar"):
        (folder / part).mkdir(parents=True)
    monkeypatch.setenv("SIMPUL_HOME", str(tmp_path))
    monkeypatch.setenv("SIMPUL_LOKET_DIR", str(folder))
    yield Desk(engine=own_engine, city=settings.load([settings.SHIPPED]), folder=folder)


def test_a_strange_entry_is_the_fault_of_that_entry_alone(desk: Desk) -> None:
    """Folders, pipes, sockets and devices among the lists: the lists are stored and let go, the pass is complete, and
    the operator reads each entry's name and what to do with it."""
    kinds = [kind for kind in shares.KINDS if "link" not in kind]
    for number, kind in enumerate(kinds):
        shares.strange(kind, desk.folder / "masuk" / f"stok_blangko_0{number}.csv")
    good = [desk.put(10), desk.put(11)]
    with pytest.raises(BrokenContract):
        shares.aside(desk.pull)
    assert desk.taken() == ["12.71.10", "12.71.11"]
    assert desk.lying("selesai") == good
    (reason,) = desk.rows("select reason from simpul.run")
    assert all(f"stok_blangko_0{number}.csv" in reason and "Pindahkan" in reason for number in range(len(kinds)))
    assert desk.rows("select full_pass_at is not null and last_success_at is not null from simpul.cursor") == [True]


def test_what_may_hold_rows_keeps_the_pass_open(desk: Desk) -> None:
    """A link may stand for a list: the others are stored and let go, but the pass is not called complete."""
    shares.strange("link", desk.folder / "masuk" / "stok_blangko_01.csv")
    good = desk.put(10)
    with pytest.raises(BrokenContract, match=r"stok_blangko_01\.csv"):
        desk.pull()
    assert (desk.taken(), desk.lying("selesai")) == (["12.71.10"], [good])
    assert desk.rows("select full_pass_at from simpul.cursor") == [None]


def test_looking_first_takes_nothing_away(desk: Desk) -> None:
    """A dry run reads the lists and stores nothing, so they stay for the pull."""
    name = desk.put(1)
    assert dry_run(desk.engine, desk.city, desk.city.feeds[STOCK]).read == 1
    assert desk.lying("masuk") == [name]
    desk.pull()
    assert (desk.taken(), desk.lying("masuk"), desk.lying("selesai")) == (["12.71.01"], [], [name])


def test_a_list_is_let_go_once_its_rows_are_stored(desk: Desk) -> None:
    """Neither an error that somebody is dealing with nor a broken list behind it keeps a stored list in the inbox."""
    good, broken = desk.put(1), desk.put(2, broken=True)
    try:
        raise RuntimeError("an earlier trouble")
    except RuntimeError:
        with pytest.raises(SimpulError):
            desk.pull()
    assert (desk.taken(), desk.lying("masuk"), desk.lying("selesai")) == (["12.71.01"], [broken], [good])
    desk.put(2)
    try:
        raise RuntimeError("an earlier trouble")
    except RuntimeError:
        desk.pull()
    assert (desk.taken(), desk.lying("masuk")) == (["12.71.01", "12.71.02"], [])


def test_a_share_without_hard_links_lets_lists_go(desk: Desk) -> None:
    """Where no hard link can be made a list is renamed, never over another one."""
    first, name = desk.put(1), desk.put(2)
    desk.pull()
    (desk.folder / "selesai" / name).write_text("kemarin")
    desk.put(2)
    shares.refused(desk.pull, shares.LINKS)
    assert desk.lying("masuk") == []
    assert desk.lying("selesai") == [first, "stok_blangko_02-2.csv", name]
    assert (desk.folder / "selesai" / name).read_text() == "kemarin"


def test_a_list_that_cannot_be_moved_is_said(desk: Desk) -> None:
    """Its rows are stored; the run says which list stayed and what to do, and no empty file is left behind."""
    first = desk.put(1)
    desk.pull()
    name = desk.put(2)
    result = shares.refused(desk.pull, shares.LINKS, shares.RENAMES)
    assert (result.state, desk.taken()) == ("done", ["12.71.01", "12.71.02"])
    assert (desk.lying("masuk"), desk.lying("selesai")) == ([name], [first])
    assert name in result.reason
    assert desk.rows("select reason from simpul.run order by id desc limit 1") == [result.reason]


def test_lists_are_kept_as_long_as_their_pages(desk: Desk) -> None:
    """What was let go is removed once its feed's retention has passed; other lists, links and the inbox stay."""
    desk.put(1)
    desk.pull()
    waiting = desk.put(2)
    done = desk.folder / "selesai"
    (done / "berkas_masuk_01.csv").write_text("x")
    (done / "catatan.txt").write_text("x")
    (done / "stok_blangko_03.csv").symlink_to(desk.folder / "masuk" / waiting)
    (done / "stok_blangko_04.csv").mkdir()
    (desk.folder / "keluar" / "stok_blangko_05.csv").write_text("x")
    kept = {"berkas_masuk_01.csv", "catatan.txt", "stok_blangko_03.csv", "stok_blangko_04.csv"}
    upkeep(desk.engine, desk.city)
    assert desk.lying("selesai") == sorted({"stok_blangko_01.csv", *kept})
    soon = replace(desk.city.feeds[STOCK], retention=timedelta(0))
    turn = upkeep(desk.engine, replace(desk.city, feeds={**desk.city.feeds, STOCK: soon}))
    assert set(desk.lying("selesai")) == kept
    assert turn.files == 1
    assert (desk.lying("masuk"), desk.lying("keluar")) == ([waiting], ["stok_blangko_05.csv"])
    with desk.engine.connect() as connection:
        line = connection.execute(text("select detail from simpul.audit where act = 'retention'")).scalar_one()
    assert line["files"] == 1


def test_a_folder_that_is_gone_does_not_stop_the_upkeep(desk: Desk) -> None:
    """The share is not mounted, or a link stands in its place: the upkeep ends well, names it and follows nothing."""
    desk.put(1)
    desk.pull()
    desk.folder.rename(desk.folder.with_name("lepas"))
    assert upkeep(desk.engine, desk.city).files == 0
    (desk.folder.with_name("lepas") / "selesai").rename(desk.folder.with_name("selesai"))
    desk.folder.with_name("lepas").rename(desk.folder)
    (desk.folder / "selesai").symlink_to(desk.folder.with_name("selesai"))
    soon = replace(desk.city.feeds[STOCK], retention=timedelta(0))
    turn = upkeep(desk.engine, replace(desk.city, feeds={**desk.city.feeds, STOCK: soon}))
    assert (turn.files, turn.unreached) == (0, ("loket",))
    assert len(list(desk.folder.with_name("selesai").iterdir())) == 1
