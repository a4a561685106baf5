"""The ground that rules are planted in: residents nobody else uses, and ways to write new records about them.

Moments are the agencies' clock without zone; a plain number stands for "so many working days before the city's day".
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from sandbox import workdays
from sandbox.agencies import FINAL, HAS_CARD, SERVICES
from sandbox.complaints import CLASSES, INSTITUTIONS
from sandbox.counters import OFFICES
from sandbox.people import READY, YEAR
from sandbox.plant import Planted

Row = dict[str, Any]
#: A stage and how many working days ago it began, or a kind of follow-up and when.
Steps = Sequence[tuple[str, int]]

_KEYS = {"siak.biodata_wni": "nik", "siak.data_keluarga": "no_kk", "apsp.pemohon": "id"}
_HOUR, _APART = time(9), timedelta(minutes=25)


class FullError(Exception):
    """The city holds nobody more to plant this in."""


@dataclass(kw_only=True)
class Pools:
    """Whom something may be planted in, in a random order, each handed out once.

    ``adults``: grown, alive, nothing on record about them. ``members``: such who head no family. ``minors``: 15 and 16
    years old. ``families``: all living members of one family, the head first.
    """

    adults: Iterator[Row]
    members: Iterator[Row]
    minors: Iterator[Row]
    families: Iterator[list[Row]]


@dataclass(kw_only=True)
class Ground:
    """What is planted so far: rows added per table, cells changed per table and key, whom life leaves alone."""

    tables: dict[str, pl.DataFrame]
    intake: pl.DataFrame
    today: date
    rng: random.Random
    pools: Pools
    offices: list[str]
    added: dict[str, list[Row]] = field(default_factory=dict)
    edits: dict[str, dict[str, Row]] = field(default_factory=dict)
    taken_in: list[Row] = field(default_factory=list)
    handed_over: list[Row] = field(default_factory=list)
    #: Office → (closing stock of the last day, blanks used a day).
    stock: dict[str, tuple[int, int]] = field(default_factory=dict)
    left_alone: dict[tuple[str, str], None] = field(default_factory=dict)
    #: Alarms that come with what was planted, at other places.
    truth: list[Planted] = field(default_factory=list)

    @classmethod
    def on(
        cls,
        base: dict[str, pl.DataFrame],
        known: pl.DataFrame,
        intake: pl.DataFrame,
        *,
        seed: int,
        today: date,
        each: int,
    ) -> Ground:
        """The city as it is before anything is planted; ``known``: of ``agencies.register``."""
        rng = random.Random(f"{seed}-aturan")
        offices = list(OFFICES[1:])
        rng.shuffle(offices)
        pools = _pools(base, known, intake, seed=seed, each=each)
        return cls(tables=dict(base), intake=intake, today=today, rng=rng, pools=pools, offices=offices)

    # ---------------------------------------------------------------------------------- who and when

    def person(self) -> Row:
        """Somebody grown whom nothing is known of at any desk."""
        return self._alone(next(self.pools.adults, None))

    def member(self) -> Row:
        """Somebody grown whose family goes on without them."""
        return self._alone(next(self.pools.members, None))

    def minor(self) -> Row:
        """Somebody of 15 or 16 years."""
        return self._alone(next(self.pools.minors, None))

    def family(self) -> list[Row]:
        """A whole family, the head first."""
        found = next(self.pools.families, None)
        if found is None:
            raise FullError
        return [self._alone(member) for member in found]

    def _alone(self, row: Row | None) -> Row:
        if row is None:
            raise FullError
        self.leave("nik", row["nik"])
        return row

    def leave(self, kind: str, key: str) -> None:
        """Life goes on without touching this."""
        self.left_alone[kind, key] = None

    def follows(self, rule: str, system: str, key: str, field: str, note: str) -> None:
        """What was planted for this rule is raised there too."""
        line = Planted(kind=f"ikutan_{rule}", system=system, key=key, field=field, expect="case", note=note)
        self.truth.append(line)

    def at(self, ago: int, place: int = 0) -> datetime:
        """A moment so many working days ago; later ``place``, later on that day."""
        seconds = timedelta(seconds=self.rng.randrange(600), microseconds=self.rng.randrange(10**6))
        return datetime.combine(workdays.before(self.today, ago), _HOUR) + place * _APART + seconds

    # ---------------------------------------------------------------------------------------- records

    def add(self, table: str, row: Row) -> None:
        """One more row."""
        self.added.setdefault(table, []).append(row)

    def count(self, table: str) -> int:
        """Rows the table has by now: the running number of its last one."""
        return self.tables.get(table, pl.DataFrame()).height + len(self.added.get(table, []))

    def change(self, table: str, key: str, **cells: object) -> None:
        """Other values in one row of the base."""
        self.edits.setdefault(table, {}).setdefault(key, {}).update(cells)

    def resident(self, nik: str) -> Row:
        """What the registry holds of this number, without what was planted in it."""
        return self.tables["siak.biodata_wni"].row(by_predicate=pl.col("nik") == nik, named=True)

    def home(self, no_kk: str) -> Row:
        """What the registry holds of this family."""
        return self.tables["siak.data_keluarga"].row(by_predicate=pl.col("no_kk") == no_kk, named=True)

    def free(self, table: str, column: str, start: str) -> str:
        """A number that begins with these twelve digits and nobody has."""
        numbers = self.tables[table][column]
        taken = set(numbers.filter(numbers.str.starts_with(start))) | {row[column] for row in self.added.get(table, [])}
        return next(found for serial in range(9999, 9000, -1) if (found := f"{start}{serial}") not in taken)

    def registry(self, person: Row, since: int = 30, **cells: str) -> None:
        """The registry's record changes, ``since`` so many working days."""
        when = self.at(since)
        if person["card"] == READY:
            # Ready since so long, it would be a case of its own.
            cells = {"ektp_current_status_code": HAS_CARD} | cells
        self.change("siak.biodata_wni", person["nik"], tgl_ubah=when, tgl_entri=when - timedelta(days=400), **cells)

    def event(self, person: Row, kind: str, ago: int) -> None:
        """A civil event, entered on its day."""
        number, when = f"{self.count('siak.peristiwa') + 1:07}", self.at(ago)
        row = {"id_peristiwa": f"PST-{number}", "jenis": kind, "nik": person["nik"], "tgl_entri": when}
        self.add("siak.peristiwa", row | {"tgl_peristiwa": f"{when:%d-%m-%Y}", "no_dokumen": f"{kind}/1271/{number}"})

    def applicant(self, person: Row, **cells: str) -> Row:
        """They are known at the one-door service from now on, as the registry has them but for ``cells``."""
        number = self.count("apsp.pemohon") + 1
        row = {
            **{
                name: person[name] for name in ("row", "nik", "no_kk", "nama", "tempat_lahir", "jenis_kelamin", "agama")
            },
            **{name: person[name] for name in ("status_kawin", "alamat", "kode_kelurahan")},
            "id": f"P-{number:07}",
            "tgl_lahir": person["born"].isoformat(),
            "rt_rw": f"{int(person['rt']):03}/{int(person['rw']):03}",
            "telepon": f"0857{number % 10**8:08}",
            "email": None,
            "versi": 1,
            "diubah": self.at(40),
        }
        self.add("apsp.pemohon", row | cells)
        return person | row | cells

    def application(self, owner: Row, service: str, steps: Steps, **cells: object) -> str:
        """An application of an applicant with its stages; two papers beside it, none of them a family card."""
        number = f"503/{self.count('apsp.permohonan') + 1:06}/{SERVICES[service]}/{self.today.year}"
        moments = [self.at(ago, place) for place, (_, ago) in enumerate(steps)]
        for (stage, _), when in zip(steps, moments, strict=True):
            self.stage(number, stage, when)
        last = steps[-1][0]
        row = {
            "nomor": number,
            "pemohon_id": owner["id"],
            "nik": owner["nik"],
            "jenis_layanan": service,
            "tahap": last,
            "kanal": "LOKET",
            "kode_kecamatan": f"12.71.{owner['kec']}",
            "biaya": "150000" if service == "IZIN_USAHA" else "0",
            "tgl_diajukan": moments[0],
            "tgl_selesai": moments[-1] if last in FINAL else None,
            "diubah": moments[-1],
            "versi": len(steps),
        }
        self.add("apsp.permohonan", row | cells)
        for document in ("SURAT PENGANTAR KEPALA LINGKUNGAN", "F-1.02"):
            self.paper(number, document, 45)
        return number

    def stage(self, number: str, stage: str, when: datetime) -> str:
        """A stage of an application; its id."""
        mine = f"T-{self.count('apsp.tahapan') + 1:08}"
        clerk = f"PETUGAS {self.rng.randrange(1, 90)}"
        row = {"id": mine, "nomor_permohonan": number, "tahap": stage, "waktu": when, "petugas": clerk}
        self.add("apsp.tahapan", row | {"catatan": "Berkas belum lengkap" if stage == "DIKEMBALIKAN" else None})
        return mine

    def paper(self, number: str, document: str, ago: int) -> str:
        """A document that was handed in, written so many working days ago; its id."""
        mine, day = f"S-{self.count('apsp.persyaratan') + 1:08}", workdays.before(self.today, ago)
        row = {"id": mine, "nomor_permohonan": number, "dokumen": document, "nomor_dokumen": f"DOK/1271/{mine[2:]}"}
        self.add("apsp.persyaratan", row | {"tgl_dokumen": day.isoformat(), "status": "LENGKAP", "diubah": self.at(1)})
        return mine

    def complaint(
        self, reporter: Row, text: str, made: int, handed: int | None, answers: Steps = (), **cells: object
    ) -> str:
        """A complaint made and handed on so many working days ago, with follow-ups; its number."""
        last = self.tables["sp4.complaint"]["complaint_id"].sort()[-1]
        number = int(last) + 1 + len(self.added.get("sp4.complaint", []))
        office = self.rng.choice(INSTITUTIONS)
        created = self.at(made)
        row = {
            "complaint_id": number,
            "ticket": f"{self.rng.randrange(10**7):07}",
            "content": text,
            "title": text[:48],
            "classification": CLASSES[0],
            "category": "Kependudukan",
            "status": "Belum Terverifikasi" if handed is None else "Diteruskan",
            "is_anonymous": False,
            "is_secret": False,
            "reporter_name": reporter["nama"],
            "reporter_phone": reporter.get("telepon") or f"0858{number:08}",
            "institution_id": None if handed is None else office[0],
            "institution_name": None if handed is None else office[1],
            "disposed_at": None if handed is None else self.at(handed, 1),
            "created_at": created,
        }
        moments = [self._follow(number, office[1], *answer, place) for place, answer in enumerate(answers, 2)]
        newest = max(moment for moment in (created, row["disposed_at"], *moments) if moment)
        self.add("sp4.complaint", row | {"updated_at": newest + timedelta(minutes=1)} | cells)
        self.leave("pengaduan", str(number))
        return str(number)

    def _follow(self, number: int, office: str, kind: str, ago: int, place: int) -> datetime:
        """``simpul``: the hub's own words, which are no office's answer."""
        mine = kind == "simpul"
        row = {"complaint_id": number, "created_at": self.at(ago, place), "kind": "tindak_lanjut" if mine else kind}
        words = (
            "Permohonan yang dikutip masih diproses." if mine else "Laporan sudah kami terima dan kami tindak lanjuti."
        )
        self.add("sp4.followup", row | {"content": words, "institution": "Simpul" if mine else office})
        return self.added["sp4.followup"][-1]["created_at"]  # type: ignore[no-any-return]

    # --------------------------------------------------------------------------------------- counters

    def file(self, person: Row, service: str, ago: int, kec: str | None = None) -> str:
        """A file typed at the counter of a kecamatan; its number."""
        when, kec = self.at(ago), kec or person["kec"]
        number = f"BM-{kec}-{when:%Y}-{self.intake.height + len(self.taken_in) + 1:06}"
        plain = {
            "NIK": person["nik"],
            "NO_KK": person["no_kk"],
            "NAMA": person["nama"],
            "JENIS_KELAMIN": person["jenis_kelamin"],
            "RT": person["rt"],
            "RW": person["rw"],
            "KODE_KELURAHAN": person["kode_kelurahan"],
        }
        typed = {
            "TGL_LAHIR": f"{person['born']:%d/%m/%Y}",
            "NO_HP": f"0859{len(self.taken_in):08}",
            "LAYANAN": service,
            "TGL_TERIMA": f"{when:%d/%m/%Y %H:%M}",
            "PETUGAS": "LOKET 1",
        }
        desk = {"kec": kec, "resident": person["nik"], "when": when, "day": f"{when:%Y%m%d}", "clean": False}
        self.taken_in.append(plain | typed | desk | {"NOMOR_BERKAS": number})
        return number

    def queue(self, status: str, ago: int, kec: str | None = None) -> tuple[str, str]:
        """Somebody's card in the print queue of a counter since so many working days; its number and the kecamatan."""
        person = self.person()
        kec = kec or str(person["kec"])
        mine = f"AC-{self.today:%Y%m%d}-1-{self.count('loket.antrean') + 1:04}"
        came = self.at(ago).replace(second=0, microsecond=0)
        row = {"nomor_antrean": mine, "nomor_berkas": self.file(person, "KTP_EL_GANTI", ago, kec), "nik": person["nik"]}
        printed = came + timedelta(minutes=60) if status == "DICETAK" else None
        self.add("loket.antrean", row | {"status": status, "masuk": came, "cetak": printed})
        return mine, kec

    # ----------------------------------------------------------------------------------------- result

    def done(self) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
        """The tables and the counters' intake with everything planted in them."""
        tables = {name: _edited(frame, name, self.edits.get(name, {})) for name, frame in self.tables.items()}
        for name, rows in self.added.items():
            new = pl.DataFrame(rows, schema=tables[name].schema if name in tables else None, orient="row")
            tables[name] = pl.concat([tables[name], new]) if name in tables else new
        taken = pl.DataFrame(self.taken_in, schema=self.intake.schema) if self.taken_in else self.intake.clear()
        alone = pl.DataFrame(list(self.left_alone), schema={"jenis": pl.String, "kunci": pl.String}, orient="row")
        return tables | {"kota.dibiarkan": alone}, pl.concat([self.intake, taken])

    def into(self, files: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The counters' files with the planted stock and hand-overs in them."""
        told = {name: self._stocked(name, rows) for name, rows in files.items()}
        for name, rows in told.items():
            if name.startswith("serah_terima") and self.handed_over:
                told[name] = pl.concat([rows, pl.DataFrame(self.handed_over, schema=rows.schema)])
        return told

    def _stocked(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """A stock list in which the planted offices use the same number every day and receive nothing."""
        if not name.startswith("stok_blangko") or not self.stock:
            return rows
        day = datetime.strptime(name.split("_")[2], "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment
        back = (self.today - day).days - 1
        planted = pl.DataFrame(
            [
                {"LOKASI": office, "JENIS": "KTP_EL", "STOK_AWAL": str(left + (back + 1) * used), "MASUK": "0"}
                | {"TERPAKAI": str(used), "RUSAK": "0", "STOK_AKHIR": str(left + back * used)}
                for office, (left, used) in self.stock.items()
            ]
        )
        return rows.update(planted, on=["LOKASI", "JENIS"])


def _edited(frame: pl.DataFrame, table: str, edits: dict[str, Row]) -> pl.DataFrame:
    """``frame`` with other cells in some rows, found by the table's key."""
    if not edits:
        return frame
    key = _KEYS[table]
    names = sorted({name for cells in edits.values() for name in cells})
    schema = {key: frame.schema[key]} | {name: frame.schema[name] for name in names}
    rows = [{key: row} | cells for row, cells in edits.items()]
    return frame.update(pl.DataFrame(rows, schema=schema), on=key, how="left")


def _kept_for_later(people: pl.DataFrame, *, seed: int, each: int) -> pl.Series:
    """Families with a grown child: :mod:`sandbox.late` needs some in whom nothing was planted before."""
    children = people.filter(pl.col("alive") & ~pl.col("used") & pl.col("eligible") & (pl.col("role") == "4"))
    return children["hh"].unique().sort().sample(fraction=1.0, shuffle=True, seed=seed)[: 7 * each]


def _pools(base: dict[str, pl.DataFrame], known: pl.DataFrame, intake: pl.DataFrame, *, seed: int, each: int) -> Pools:
    """Draw them from whoever is neither applicant nor on a counter's list."""
    registry = base["siak.biodata_wni"]
    used = pl.concat(
        [known["nik"].gather(base["apsp.pemohon"]["row"]), intake["resident"], base["siak.peristiwa"]["nik"]]
    )
    people = known.with_columns(
        registry["hh"],
        role=registry["stat_hbkel"],
        card=registry["ektp_current_status_code"],
        used=registry["nik"].is_in(used.implode()),
    ).with_columns(alive=(registry["stat_hidup"] == "1") & (registry["flag_status"] == "0"))
    people = people.filter(~pl.col("hh").is_in(_kept_for_later(people, seed=seed, each=each).implode()))
    whole = people.group_by("hh").agg(
        fit=pl.col("alive").all() & ~pl.col("used").any() & (pl.len() >= 3) & (pl.col("role") == "3").any()
    )
    chosen = whole.filter("fit")["hh"].sort().sample(fraction=1.0, shuffle=True, seed=seed)[: 8 * each + 20]
    members = people.filter(pl.col("hh").is_in(chosen.implode())).partition_by("hh", maintain_order=True)
    free = people.filter(pl.col("alive") & ~pl.col("used") & ~pl.col("hh").is_in(chosen.implode()))
    grown, young = pl.col("eligible"), pl.col("days").is_between(int(15.2 * YEAR), int(16.7 * YEAR))

    def drawn(rows: pl.DataFrame, most: int) -> pl.DataFrame:
        # Some are left for who plants after us.
        return rows.sample(min(most, rows.height * 2 // 3), shuffle=True, seed=seed)

    kin = drawn(free.filter(grown & ~pl.col("head")), 16 * each + 20)
    adults = drawn(free.filter(grown & ~pl.col("nik").is_in(kin["nik"].implode())), 200 * each + 100)
    random.Random(seed).shuffle(members)
    return Pools(
        adults=adults.iter_rows(named=True),
        members=kin.iter_rows(named=True),
        minors=drawn(free.filter(young), 4 * each + 20).iter_rows(named=True),
        families=iter([[dict(row) for row in family.iter_rows(named=True)] for family in members]),
    )
