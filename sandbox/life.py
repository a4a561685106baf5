"""What happens in the registry while the city lives: births, deaths, moves, weddings, corrections, card states."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from sandbox import names, regions
from sandbox.agencies import FINAL, RELIGIONS
from sandbox.plant import APPLICANT_FEED, Planted
from simpul.core import clock

JAKARTA = clock.WIB
OPEN = "select nomor from apsp.permohonan where nik = %s and not tahap = any(%s) order by nomor"
MEMBERS = "select nik from siak.biodata_wni where no_kk = %s order by nik"
Row = dict[str, Any]

#: Kinds of registry change that an applicant's record lags behind until the hub refreshes it.
MOVED = "siak_bergerak"
_PLACE = ("alamat", "rt", "rw", "kode_kelurahan")
#: The order card states follow one another: recorded, ready, sent, printed, shipped, issued.
_CARD = {"2": "3", "3": "5", "5": "7", "7": "4", "4": "6", "6": "8"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of life: the connection, its random choices, who must be left alone, and what became of it."""

    conn: psycopg.Connection[Row]
    rng: random.Random
    #: How many of each event happen, per 20 thousand residents one.
    scale: int
    #: NIK in whom something is planted, or of whom a counter keeps an unchangeable list entry.
    alone: frozenset[str]
    #: Complaints, print queue entries and offices in which something is planted.
    spared: frozenset[str] = frozenset()
    truth: list[Planted] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def count(self, event: str) -> None:
        self.done[event] = self.done.get(event, 0) + 1

    def one(self, query: str, parameters: list[Any]) -> Row | None:
        return self.conn.execute(query.encode(), parameters).fetchone()

    def all(self, query: str, parameters: list[Any]) -> list[Row]:
        return self.conn.execute(query.encode(), parameters).fetchall()

    def run(self, query: str, parameters: list[Any]) -> None:
        self.conn.execute(query.encode(), parameters)

    def insert(self, table: str, row: Row) -> None:
        marks = ", ".join(["%s"] * len(row))
        self.run(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def now() -> datetime:
    """The agencies' clock."""
    return clock.now().astimezone(JAKARTA)


def live(step: Step) -> None:
    """Everything the registry sees in one step."""
    for _ in range(2 * step.scale):
        _birth(step)
        _correction(step)
        _move(step)
    for _ in range(step.scale):
        _death(step)
        _departure(step)
        _wedding(step)
        _card_step(step)


# ----------------------------------------------------------------------------------- who it happens to

_MEN, _WOMEN, _ANY_DAY = range(1, 32), range(41, 72), range(1, 72)
#: Somebody who asks for nothing at the one-door service just now.
_ASKS_NOTHING = (
    "not exists (select from apsp.permohonan a where a.nik = biodata_wni.nik"
    f" and not a.tahap = any(array{list(FINAL)}))"
)
_LIVING = "stat_hidup = '1' and flag_status = '0' and tgl_ubah < clock_timestamp() - interval '10 minutes'"


def resident(step: Step, condition: str, parameters: list[Any] | None = None, *, days: range = _ANY_DAY) -> Row | None:
    """A living resident who meets the condition and need not be left alone, sought from a random key on.

    ``days``: the day digits of the NIK to start at, men's and women's lying far apart in the order of keys.
    """
    kec, day = step.rng.randrange(1, 22), step.rng.choice(days)
    pivot = f"1271{kec:02}{day:02}{step.rng.randrange(1, 13):02}"
    found = step.all(
        f"select * from siak.biodata_wni where nik >= %s and {_LIVING} and {condition} order by nik limit 8",
        [pivot, *(parameters or [])],
    )
    return next((row for row in found if row["nik"] not in step.alone), None)


def applicant(step: Step) -> Row | None:
    """An applicant's registry record with ``id`` beside, both unchanged for a while."""
    newest = step.one("select id from apsp.pemohon order by id desc limit 1", [])
    if newest is None:
        return None
    pivot = f"P-{step.rng.randrange(1, int(newest['id'][2:]) + 1):07}"
    found = step.all(
        "select p.id, b.* from apsp.pemohon p join siak.biodata_wni b using (nik) where p.id >= %s"
        " and p.diubah < clock_timestamp() - interval '10 minutes' and b.stat_hidup = '1' and b.flag_status = '0'"
        " and b.tgl_ubah < clock_timestamp() - interval '10 minutes' and not exists"
        " (select from kota.dibiarkan d where d.jenis = 'nik' and d.kunci = p.nik) order by p.id limit 20",
        [pivot],
    )
    return next((row for row in found if row["nik"] not in step.alone), None)


def _lagging(step: Step, niks: list[str], fields: tuple[str, ...]) -> None:
    """Note that these people's applicant records lag now; the hub's effects heal them, no case is due."""
    for row in step.all("select id from apsp.pemohon where nik = any(%s) order by id", [niks]):
        step.truth.extend(
            Planted(
                kind=MOVED,
                system=APPLICANT_FEED,
                key=row["id"],
                field=name,
                expect="none",
                note="the registry moved first",
                at=now().isoformat(),
            )
            for name in fields
        )


def _event(step: Step, kind: str, nik: str, document: str) -> None:
    last = step.one("select id_peristiwa from siak.peristiwa order by id_peristiwa desc limit 1", [])
    number = int(last["id_peristiwa"][4:]) + 1 if last else 1
    row = {"id_peristiwa": f"PST-{number:07}", "jenis": kind, "nik": nik, "tgl_peristiwa": f"{now():%d-%m-%Y}"}
    step.insert("siak.peristiwa", row | {"no_dokumen": f"{document}/1271/{number:07}", "tgl_entri": now()})
    step.count(kind)


def changed(step: Step, nik: str, values: Row) -> None:
    """Change a resident's record; the registry notes when."""
    sets = ", ".join(f"{name} = %s" for name in values)
    step.run(
        f"update siak.biodata_wni set {sets}, tgl_ubah = clock_timestamp() where nik = %s", [*values.values(), nik]
    )


# ---------------------------------------------------------------------------------------------- events


def free_number(step: Step, table: str, column: str, start: str) -> str:
    """A number that begins with these twelve digits and nobody has."""
    found = step.all(
        f"select {column} as number from {table} where {column} between %s and %s", [f"{start}0000", f"{start}9999"]
    )
    taken = {row["number"] for row in found}
    serials = list(range(9001, 10_000))
    step.rng.shuffle(serials)
    return next(number for number in (f"{start}{serial}" for serial in serials) if number not in taken)


def _given(step: Step, religion: str, woman: bool) -> str:
    muslim = religion == "1"
    pool = (
        (names.MUSLIM_WOMEN if woman else names.MUSLIM_MEN)
        if muslim
        else (names.CHRISTIAN_WOMEN if woman else names.CHRISTIAN_MEN)
    )
    return " ".join(step.rng.sample(pool, 2))


def _birth(step: Step) -> None:
    year = now().year
    # Nobody gives birth twice in a few minutes: in a small city two of the children would soon bear one name.
    mother = resident(
        step,
        "jenis_klmin = '2' and stat_hbkel = '3' and right(tgl_lhr, 4)::int between %s and %s"
        " and not exists (select from siak.biodata_wni k where k.no_kk = biodata_wni.no_kk and k.tgl_lhr = %s)",
        [year - 40, year - 19, f"{now():%d-%m-%Y}"],
        days=_WOMEN,
    )
    if mother is None:
        return
    home = step.one("select nama_kep from siak.data_keluarga where no_kk = %s", [mother["no_kk"]])
    woman = step.rng.random() < 0.5
    today = now()
    kec = f"1271{int(mother['no_kec']):02}"
    start = f"{kec}{today.day + 40 * woman:02}{today:%m%y}"
    baby = {
        **{name: mother[name] for name in ("no_kk", "agama", "no_prop", "no_kab", "no_kec", "no_kel")},
        "nik": free_number(step, "siak.biodata_wni", "nik", start),
        "nama_lgkp": _given(step, mother["agama"], woman),
        "tmpt_lhr": "MEDAN",
        "tgl_lhr": f"{today:%d-%m-%Y}",
        "jenis_klmin": "2" if woman else "1",
        "gol_drh": "13",
        "stat_kwn": "1",
        "stat_hbkel": "4",
        "pddk_akh": "1",
        "jenis_pkrjn": "1",
        "nama_lgkp_ibu": mother["nama_lgkp"].rstrip(),
        "nama_lgkp_ayah": home["nama_kep"] if home else None,
        "stat_hidup": "1",
        "flag_status": "0",
        "flag_pindah": "0",
        "ektp_current_status_code": "1",
        "pnydng_cct": "0",
        "tgl_entri": today,
        "tgl_ubah": today,
    }
    step.insert("siak.biodata_wni", baby)
    _event(step, "LAHIR", baby["nik"], "AL")


def _death(step: Step) -> None:
    """Somebody dies; a head of family is followed by the eldest who is left, open applications are withdrawn."""
    head = step.rng.random() < 0.3
    role = "stat_hbkel = '1'" if head else f"stat_hbkel in ('7', '9', '4') and {_ASKS_NOTHING}"
    person = resident(step, f"{role} and right(tgl_lhr, 4)::int < %s", [now().year - 25])
    if person is None or (head and not _succeeded(step, person)):
        return
    withdraw(step, person["nik"])
    changed(step, person["nik"], {"stat_hidup": "2"})
    _event(step, "MATI", person["nik"], "AM")


def _succeeded(step: Step, head: Row) -> bool:
    """Whether somebody grown takes over; a family with nobody to take over keeps its head alive."""
    heir = step.one(
        f"select nik, nama_lgkp from siak.biodata_wni where no_kk = %s and nik <> %s and {_LIVING}"
        " and right(tgl_lhr, 4)::int < %s order by to_date(tgl_lhr, 'DD-MM-YYYY'), nik limit 1",
        [head["no_kk"], head["nik"], now().year - 18],
    )
    if heir is None or heir["nik"] in step.alone:
        return False
    changed(step, heir["nik"], {"stat_hbkel": "1"})
    step.run(
        "update siak.data_keluarga set nik_kk = %s, nama_kep = %s, tgl_updation = clock_timestamp() where no_kk = %s",
        [heir["nik"], heir["nama_lgkp"].rstrip(), head["no_kk"]],
    )
    step.count("KEPALA_BARU")
    return True


def withdraw(step: Step, nik: str) -> None:
    """Take back whatever somebody still asks for."""
    for row in step.all(OPEN, [nik, list(FINAL)]):
        moved_on(step, row["nomor"], "DIBATALKAN")


def moved_on(step: Step, number: str, stage: str) -> None:
    """An application enters a stage."""
    step.run(
        "update apsp.permohonan set tahap = %s, versi = versi + 1, diubah = clock_timestamp(),"
        " tgl_selesai = case when %s then clock_timestamp() end where nomor = %s",
        [stage, stage in FINAL, number],
    )
    clerk = f"PETUGAS {step.rng.randrange(1, 90)}"
    mine = {"id": next_number(step, "apsp.tahapan", "id", "T-", 8), "nomor_permohonan": number}
    step.insert("apsp.tahapan", mine | {"tahap": stage, "waktu": now(), "petugas": clerk, "catatan": None})


def next_number(step: Step, table: str, column: str, start: str, width: int) -> str:
    """The number after the highest so far, as this agency pads it."""
    last = step.one(f"select {column} as last from {table} order by {column} desc limit 1", [])
    digits = int(last["last"][len(start) : len(start) + width]) if last else 0
    return f"{start}{digits + 1:0{width}}"


def _departure(step: Step) -> None:
    person = resident(step, f"stat_hbkel = '4' and {_ASKS_NOTHING} and right(tgl_lhr, 4)::int < %s", [now().year - 19])
    if person is not None:
        changed(step, person["nik"], {"stat_hidup": "3", "flag_pindah": "1"})
        _event(step, "PINDAH", person["nik"], "SKPWNI")


def _correction(step: Step) -> None:
    """An applicant's name or birthplace is put right in the registry."""
    person = applicant(step)
    if person is None:
        return
    if step.rng.random() < 0.25:
        towns = [town for _, town in regions.ELSEWHERE if town != person["tmpt_lhr"]]
        changed(step, person["nik"], {"tmpt_lhr": step.rng.choice(towns)})
        _lagging(step, [person["nik"]], ("tempat_lahir",))
    else:
        name = _put_right(step, person["nama_lgkp"].rstrip())
        changed(step, person["nik"], {"nama_lgkp": name})
        step.run(
            "update siak.data_keluarga set nama_kep = %s, tgl_updation = clock_timestamp()"
            " where no_kk = %s and nik_kk = %s",
            [name, person["no_kk"], person["nik"]],
        )
        _lagging(step, [person["nik"]], ("nama_lengkap",))
    step.count("KOREKSI")


def _put_right(step: Step, name: str) -> str:
    words = name.split()
    extra = step.rng.choice(("SETIA", "BUDI", "MULIA", "JAYA", "BAKTI", "INSANI"))
    if extra in words:
        words.remove(extra)
        return " ".join(words) or extra
    return " ".join([words[0], extra, *words[1:]])


def _address(step: Step) -> tuple[Row, Row]:
    """A new address: what changes on the family, and what of it stands on each person too."""
    kec = step.rng.choice(list(regions.KELURAHAN))
    kel = str(1001 + step.rng.randrange(len(regions.KELURAHAN[kec])))
    street = f"JL. {step.rng.choice(names.STREETS)}"
    place = {"no_kec": str(int(kec)), "no_kel": kel}
    home = {
        "alamat": f"{street} GG. {step.rng.choice(names.LANES)} NO. {step.rng.randrange(1, 250)}",
        "no_rt": str(step.rng.randrange(1, 16)),
        "no_rw": str(step.rng.randrange(1, 13)),
        "dusun": f"LINGKUNGAN {step.rng.choice(names.ROMAN)}",
        "kode_pos": regions.KECAMATAN[kec][1],
    }
    return home | place, place


def _move(step: Step) -> None:
    """A family moves to another kelurahan; half of the time it is an applicant's family."""
    person = applicant(step) if step.rng.random() < 0.5 else resident(step, "stat_hbkel = '1'")
    if person is None:
        return
    members = [row["nik"] for row in step.all(MEMBERS, [person["no_kk"]])]
    if step.alone & set(members):
        return
    home, place = _address(step)
    sets = ", ".join(f"{name} = %s" for name in home)
    step.run(
        f"update siak.data_keluarga set {sets}, tgl_updation = clock_timestamp() where no_kk = %s",
        [*home.values(), person["no_kk"]],
    )
    for nik in members:
        changed(step, nik, place)
    _lagging(step, members, _PLACE)
    step.count("PINDAH_RUMAH")


def _wedding(step: Step) -> None:
    """Two grown children leave their families and get a family number of their own."""
    year = now().year
    grown = f"stat_hbkel = '4' and stat_kwn = '1' and {_ASKS_NOTHING} and right(tgl_lhr, 4)::int between %s and %s"
    man = resident(
        step, f"jenis_klmin = '1' and agama in ('1', '2', '3', '5') and {grown}", [year - 38, year - 21], days=_MEN
    )
    if man is None:
        return
    woman = resident(
        step,
        f"jenis_klmin = '2' and agama = %s and no_kk <> %s and {grown}",
        [man["agama"], man["no_kk"], year - 36, year - 20],
        days=_WOMEN,
    )
    if woman is None:
        return
    home, place = _address(step)
    start = f"1271{int(place['no_kec']):02}{now():%d%m%y}"
    kk = free_number(step, "siak.data_keluarga", "no_kk", start)
    head = {"no_kk": kk, "nik_kk": man["nik"], "nama_kep": man["nama_lgkp"].rstrip(), "no_prop": "12", "no_kab": "71"}
    times = {"flag_status": "0", "tgl_insertion": now(), "tgl_updation": now()}
    step.insert("siak.data_keluarga", head | home | times)
    for person, role in ((man, "1"), (woman, "3")):
        changed(step, person["nik"], {"no_kk": kk, "stat_kwn": "2", "stat_hbkel": role} | place)
        _event(step, "KAWIN", person["nik"], "AK")
    _event(step, "PECAH_KK", man["nik"], "KK")
    _lagging(step, [man["nik"], woman["nik"]], ("no_kk", "status_kawin", *_PLACE))


def _card_step(step: Step) -> None:
    # A card that is asked for at the one-door service moves with its application.
    person = resident(step, f"ektp_current_status_code <> '8' and ektp_current_status_code <> '1' and {_ASKS_NOTHING}")
    if person is not None:
        changed(step, person["nik"], {"ektp_current_status_code": _CARD[person["ektp_current_status_code"]]})
        step.count("KTP_EL")


def written(row: Row) -> Row:
    """A resident as the one-door service writes them; ``row``: biodata_wni joined with data_keluarga."""
    born = datetime.strptime(row["tgl_lhr"], "%d-%m-%Y").date()  # noqa: DTZ007 - a day, not a moment
    return {
        "nik": row["nik"],
        "no_kk": row["no_kk"],
        "nama": row["nama_lgkp"].rstrip(),
        "tempat_lahir": row["tmpt_lhr"],
        "tgl_lahir": born.isoformat(),
        "jenis_kelamin": "P" if row["jenis_klmin"] == "2" else "L",
        "agama": RELIGIONS[int(row["agama"]) - 1],
        "status_kawin": ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")[int(row["stat_kwn"]) - 1],
        "alamat": row["alamat"],
        "rt_rw": f"{int(row['no_rt']):03}/{int(row['no_rw']):03}",
        "kode_kelurahan": f"12.71.{int(row['no_kec']):02}.{row['no_kel']}",
    }
