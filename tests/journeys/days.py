"""What the people of the town do, day by day, with the commands and pages they have."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.journeys.acts import Acts
from tests.journeys.hub import command

if TYPE_CHECKING:
    from tests.journeys.town import Town

RECEIVERS = ("apsp", "sp4", "dukcapil", "loket")
#: Tries of a pull, and turns of sending, on bad wires.
TRIES = 4
#: Cases settled of each kind and field, the ways taken in turn.
A_KIND = 1
#: Field → what an officer types who says that neither system has it right.
RIGHT = {"rt": "007", "rw": "007", "no_hp": "081260000000", "jenis_kelamin": "P", "tanggal_lahir": "1990-05-17"}
#: Ways that need a value typed, and those that hold until a day.
WITH_VALUE, WITH_DAY = ("other", "correct"), ("accept",)


#: What officers do with cases that they do not settle: address of the form → what they type.
DESK: tuple[tuple[str, dict[str, str]], ...] = (
    ("/ambil", {}),
    ("/tugaskan", {"to": "dukcapil"}),
    ("/tunda", {"snooze_until": "2026-10-05", "snooze_reason": "libur"}),
    ("/catat", {}),
)
#: A disruption as it is announced.
TOLD = {
    "title": "Pencetakan KTP-el berhenti",
    "services": "Pencetakan KTP-el",
    "text_id": "Mesin cetak sedang diperbaiki.",
    "text_en": "The printer is being mended.",
}


def turn(town: Town) -> None:
    """One round: take in, who is meant, compare, send."""
    for feed in command("feeds", "--json").data:
        if feed["enabled"]:
            town.do("pull", feed["feed"])
    town.do("match", "run")
    town.do("compare")
    send(town)
    town.note("turn")


def send(town: Town) -> None:
    """Everything that may leave, to every system."""
    for system in RECEIVERS:
        town.do("deliver", system)


def first(town: Town, acts: Acts) -> None:
    """The hub sees the city for the first time; what it found so far is opened group by group."""
    turn(town)
    for group in _groups()[::2]:
        path = f"/ketidaksesuaian/kelompok/{quote(group['cause'], safe='')}"
        acts.act("petugas", path, "/buka")
    town.note("groups opened")


def second(town: Town, acts: Acts) -> None:
    """A day of life is taken in; officers settle some of every kind, what they settled is sent and read back."""
    turn(town)
    decide(acts, most=40)
    approve(acts)
    other_acts(town, acts)
    town.note("decided")
    turn(town)


def third(town: Town, acts: Acts) -> None:
    """What only time makes wrong; every mirror is proven against its source; the night's work."""
    turn(town)
    for feed in command("feeds", "--json").data:
        if feed["enabled"]:
            town.do("sweep", "run", feed["feed"])
    town.note("sweep")
    turn(town)
    second_thoughts(acts)
    for words in (["rules", "run", "nik_nonaktif"], ["errands", "run"], ["alerts", "run"], ["upkeep"]):
        town.do(*words)
    town.note("night")


def troubled(town: Town, acts: Acts) -> None:
    """A day on bad wires: what fails is tried again, as the schedule would; officers work with what came through."""
    for feed in command("feeds", "--json").data:
        tries = 0
        while feed["enabled"] and tries < TRIES and town.do("pull", feed["feed"]).code != 0:
            # A link that was left alone is tried again when its time has come.
            town.clock.forward(minutes=10)
            tries += 1
    for words in (["match", "run"], ["compare"]):
        town.do(*words)
    for group in _groups()[::2]:
        acts.act("petugas", f"/ketidaksesuaian/kelompok/{quote(group['cause'], safe='')}", "/buka")
    decide(acts, most=20)
    approve(acts)
    for _ in range(TRIES):
        send(town)
        town.clock.forward(minutes=10)
    for feed in ("siak.penduduk", "apsp.pemohon", "sp4.pengaduan"):
        town.do("sweep", "run", feed)
    for words in (["errands", "run"], ["alerts", "run"], ["upkeep"]):
        town.do(*words)
    town.note("a troubled day")


def decide(acts: Acts, most: int) -> None:
    """Some cases of every kind and field, by the ways their pages offer."""
    for kind, (_, cases) in enumerate(itertools.islice(_by_kind(_open()), most)):
        for place, case in enumerate(itertools.islice(cases, A_KIND)):
            path = f"/ketidaksesuaian/{case['id']}"
            page = acts.look("petugas", path)
            ways = [str(one) for one in page.tree.xpath("//input[@name='choice']/@value")]
            if ways:
                way = ways[(kind + place) % len(ways)]
                typed = {"value": _typed(case, way), "until": "2026-10-09" if way in WITH_DAY else ""}
                acts.act("petugas", path, "/putuskan", page=page, choice=way, go="stay", **typed)


def _typed(case: dict[str, Any], way: str) -> str:
    """The value an officer gives; a rule's case has none."""
    if way not in WITH_VALUE or case["kind"] == "rule":
        return ""
    return RIGHT.get(str(case["field"]), "JL. GARU III NO. 5")


def approve(acts: Acts) -> None:
    """What waits for a second person: most is approved, every third refused, the last withdrawn."""
    waiting = [case["id"] for case in _listed("--state", "proposed")]
    for place, case in enumerate(waiting[:-1]):
        acts.act("penyetuju", f"/ketidaksesuaian/{case}", "/tolak" if place % 3 == 2 else "/setujui")
    for case in waiting[-1:]:
        acts.act("petugas", f"/ketidaksesuaian/{case}", "/tarik")


def other_acts(town: Town, acts: Acts) -> None:
    """What else an office does in a day."""
    left = [case["id"] for case in _open()]
    for case, (action, fields) in zip(left, DESK, strict=False):
        acts.act("petugas", f"/ketidaksesuaian/{case}", action, **fields)
    _bulk(town, acts)
    offered = command("match", "list", "--state", "offered", "--json").data
    for place, link in enumerate(sorted(link["id"] for link in offered)[:4]):
        acts.act("petugas", f"/tautan/{link}", ("/benar", "/bukan")[place % 2])
    again = acts.follow("operator", "/karantina", "/karantina/kelompok", "/karantina/ulang")
    acts.act("operator", again, "/karantina/ulang")
    acts.act("operator", "/sinkron/jeda/sp4", "/sinkron/jeda/sp4", length="1")
    acts.act("operator", "/sinkron/jeda/sp4", "/sinkron/lanjut/sp4")
    acts.act("operator", "/gangguan/umumkan", "/gangguan/umumkan", **TOLD)
    acts.act("operator", "/sinkron/siak.penduduk", "/jalankan")
    acts.act("operator", "/pengaturan/peringatan", "/senyap", hours="1")
    acts.act("operator", "/laporan/balikan", "/laporan/balikan")
    acts.act("operator", "/laporan/balikan/2026-09", "/bekukan")
    acts.act("penyetuju", "/laporan/balikan/2026-09", "/setujui")
    acts.act("admin", "/pengaturan/unit", "/pengaturan/unit", code="UJI", name="Unit Uji", office="DK")


def second_thoughts(acts: Acts) -> None:
    """Decisions are undone while they may be, and made good again when they were sent."""
    sent = [case["id"] for case in _listed("--closed") if case["state"] == "verified"]
    for case in sent[:2]:
        acts.act("petugas", f"/ketidaksesuaian/{case}/kompensasi", "/kompensasi")
    decide(acts, most=4)
    for case in [case["id"] for case in _listed("--state", "decided")][:3]:
        acts.act("petugas", f"/ketidaksesuaian/{case}", "/batalkan")


def _bulk(town: Town, acts: Acts) -> None:
    """The largest groups that may be decided at once; what the first proposes is approved, what the last does waits."""
    for place, group in enumerate(sorted(_groups(), key=lambda group: (-group["open"], group["cause"]))[:3]):
        path = f"/ketidaksesuaian/kelompok/{quote(group['cause'], safe='')}/massal"
        ways = [str(one) for one in acts.look("petugas", path).tree.xpath("//input[@name='choice']/@value")]
        page = acts.act("petugas", path, "/massal", choice=ways[0], until="") if ways else None
        if page is not None and page.path.startswith("/massal/"):
            job = page.path.partition("?")[0]
            acts.act("petugas", job, "/ajukan")
            if place == 0:
                acts.act("penyetuju", job, "/setujui")
            # One at a time: errands that wait together are done beside each other, and which one is first is chance.
            town.do("errands", "run")


def _groups() -> list[dict[str, Any]]:
    return list(command("cases", "groups", "--limit", "200", "--json").data)


def _open() -> list[dict[str, Any]]:
    return _listed("--state", "new")


def _listed(*which: str) -> list[dict[str, Any]]:
    return sorted(command("cases", "list", *which, "--limit", "5000", "--json").data, key=lambda case: case["id"])


def _by_kind(cases: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], Iterator[dict[str, Any]]]]:
    def kind(case: dict[str, Any]) -> tuple[str, str]:
        return str(case["kind"]), str(case["field"])

    return itertools.groupby(sorted(cases, key=lambda case: (kind(case), case["id"])), kind)
