"""What is planted while the city lives, after the hub's first pass: only a change over time makes it what it is.

:func:`plant_late` changes the agencies' records and adds its lines to the truth; :func:`vanish` takes records away
without a word, to be called when the hub has seen those that the former left for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psycopg
from psycopg.rows import dict_row

from sandbox import life, plant, slips
from sandbox.life import Row, Step
from sandbox.plant import APPLICANT, APPLICANT_FEED, FEWEST, Planted
from sandbox.score import read
from sandbox.serving import libpq

#: Applicants that ``vanish`` takes away again.
GUEST = "pemohon_lenyap"
_WITH_HOME = (
    "select b.*, k.alamat, k.no_rt, k.no_rw, k.dusun, k.kode_pos from siak.biodata_wni b"
    " join siak.data_keluarga k using (no_kk) where b.stat_hidup = '1' and b.flag_status = '0'"
    " and k.flag_status = '0' and not b.nik = any(%s) and not b.no_kk = any(%s)"
)
_STRANGERS = (
    " and b.stat_hbkel = '4' and right(b.tgl_lhr, 4)::int < 2004"
    " and not exists (select from apsp.pemohon p where p.nik = b.nik) order by md5(b.nik || %s) limit %s"
)
_KNOWN = (
    "select p.* from apsp.pemohon p join siak.biodata_wni b using (nik) where b.stat_hidup = '1'"
    " and b.flag_status = '0' and b.stat_hbkel <> '1' and not b.nik = any(%s) and not b.no_kk = any(%s)"
    " and (select count(*) from apsp.pemohon q where q.nik = p.nik) = 1 order by md5(p.id || %s) limit %s"
)


def plant_late(url: str, folder: Path | str, *, seed: int, each: int | None = None) -> list[Planted]:
    """Plant ``each`` of every late kind; returns the lines, which are in ``folder``/truth.jsonl before the records."""
    many, path = FEWEST if each is None else each, Path(folder) / "truth.jsonl"
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        step = Step(conn=conn, rng=random.Random(f"late {seed}"), scale=1, alone=frozenset())
        busy = _busy(step, path)
        strangers = step.all(_WITH_HOME + _STRANGERS, [*busy, str(seed), 3 * many])
        owners = step.all(_KNOWN, [*busy, str(seed), len(_ON_OWNERS) * many])
        for person, change in zip(strangers, _thirds(many, _stale_family, _new_family, _guest), strict=False):
            change(step, person)
        for owner, change in zip(owners, _thirds(many, *_ON_OWNERS), strict=False):
            change(step, owner)
        plant.append(path, step.truth)
    return step.truth


def vanish(url: str, folder: Path | str) -> list[Planted]:
    """Guests disappear from the one-door service without a trace, as after a restored backup."""
    path = Path(folder) / "truth.jsonl"
    guests = [line["key"] for line in read(path) if line["kind"] == f"mirip_{GUEST}"]
    with psycopg.connect(libpq(url)) as conn:
        lines = [_line(GUEST, guest, "", "vanished", "the record is gone, nobody said so") for guest in guests]
        plant.append(path, lines)
        conn.execute("delete from apsp.pemohon where id = any(%s)", [guests])
    return lines


def _thirds(many: int, *changes: Callable[[Step, Row], None]) -> list[Callable[[Step, Row], None]]:
    return [change for _ in range(many) for change in changes]


def _busy(step: Step, path: Path) -> list[list[str]]:
    """NIK and family numbers of everybody in whom something is planted, or of whom a counter keeps a list entry."""
    keys = [word for line in read(path) for word in (line["key"], line.get("other", "").removeprefix("siak.penduduk|"))]
    found = step.all(
        "select nik, no_kk from siak.biodata_wni where nik = any(%(k)s) or no_kk = any(%(k)s) or nik in"
        " (select nik from apsp.pemohon where id = any(%(k)s) union select nik from loket.berkas union"
        " select nik from apsp.permohonan where nomor = any(%(k)s) union"
        " select kunci from kota.dibiarkan where jenis = 'nik')".replace("%(k)s", "%s"),
        [keys] * 4,
    )
    return [[row["nik"] for row in found], sorted({row["no_kk"] for row in found})]


def _line(kind: str, key: str, field: str, expect: str, note: str) -> Planted:
    at = life.now().isoformat()
    return Planted(kind=kind, system=APPLICANT_FEED, key=key, field=field, expect=expect, note=note, at=at)


# ------------------------------------------------------------------------------- people new to the agency


def _stale_family(step: Step, person: Row) -> None:
    """The registry gave them a family number of their own; then they apply with the old one."""
    _own_family(step, person)
    owner = _applies(step, person)
    step.truth.append(_line("no_kk_usang", owner, "no_kk", "stale", "the registry held this number before"))


def _new_family(step: Step, person: Row) -> None:
    """The same, and they apply with the new number."""
    number = _own_family(step, person)
    owner = _applies(step, person | {"no_kk": number})
    step.truth.append(
        _line("mirip_no_kk_baru", owner, "no_kk", "none", "the family number is as new as the registry's")
    )


def _guest(step: Step, person: Row) -> None:
    """They apply, everything right; later the record may vanish."""
    owner = _applies(step, person)
    step.truth.append(_line(f"mirip_{GUEST}", owner, "", "none", "as the registry has it"))


def _own_family(step: Step, person: Row) -> str:
    start = f"1271{int(person['no_kec']):02}{life.now():%d%m%y}"
    number = life.free_number(step, "siak.data_keluarga", "no_kk", start)
    home = ("alamat", "no_rt", "no_rw", "dusun", "kode_pos", "no_prop", "no_kab", "no_kec", "no_kel", "flag_status")
    step.insert(
        "siak.data_keluarga",
        {name: person[name] for name in home}
        | {"no_kk": number, "nik_kk": person["nik"], "nama_kep": person["nama_lgkp"].rstrip()}
        | {"tgl_insertion": life.now(), "tgl_updation": life.now()},
    )
    _registry(step, person["nik"], {"no_kk": number, "stat_hbkel": "1"})
    return number


def _applies(step: Step, person: Row) -> str:
    last = step.one("select id from apsp.pemohon order by id desc limit 1", [])
    owner = f"P-{int(last['id'][2:]) + 1 if last else 1:07}"
    contact = {"telepon": f"0812{step.rng.randrange(10**8):08}", "email": None}
    step.insert("apsp.pemohon", {"id": owner} | life.written(person) | contact | {"versi": 1, "diubah": life.now()})
    return owner


# ------------------------------------------------------------------------------------- applicants' records


def _together(step: Step, owner: Row) -> None:
    """Registry and agency put the same name right."""
    name = _other_name(step, owner)
    _registry(step, owner["nik"], {"nama_lgkp": name})
    _agency(step, owner["id"], {"nama": name})
    step.truth.append(_line("mirip_berubah_bersama", owner["id"], "nama_lengkap", "none", "both moved to one value"))


def _apart(step: Step, owner: Row) -> None:
    """Registry and agency change the name, each to another."""
    _registry(step, owner["nik"], {"nama_lgkp": _other_name(step, owner)})
    _agency(step, owner["id"], _slip(step, owner, slips.other_word))
    step.truth.append(_line("keduanya_berubah", owner["id"], "nama_lengkap", "case", "both moved, to two values"))


def _retyped_address(step: Step, owner: Row) -> None:
    """The agency alone changes the house number."""
    change = slips.other_house if slips.numbered({"alamat": owner["alamat"]}) else slips.other_street
    _agency(step, owner["id"], _slip(step, owner, change))
    step.truth.append(_line("alamat_diubah", owner["id"], "alamat", "case", "the agency alone moved"))


def _retyped_birth(step: Step, owner: Row) -> None:
    """The agency alone changes the birth date."""
    _agency(step, owner["id"], _slip(step, owner, slips.other_birth))
    step.truth.append(_line("tanggal_lahir_diubah", owner["id"], "tanggal_lahir", "case", "the agency alone moved"))


def _retyped_name(step: Step, owner: Row) -> None:
    """The agency alone changes the name by one letter."""
    _agency(step, owner["id"], _slip(step, owner, slips.one_letter))
    step.truth.append(_line("nama_diketik_ulang", owner["id"], "nama_lengkap", "case", "one letter retyped wrongly"))


def _removed(step: Step, owner: Row) -> None:
    """The registry takes the resident out."""
    _registry(step, owner["nik"], {"flag_status": "1"})
    step.truth.append(_line("siak_terhapus_kemudian", owner["id"], "", "case", "flagged deleted after the first pass"))
    step.truth.extend(plant.unverified("siak_terhapus_kemudian", owner["nik"], life.now().isoformat()))


_ON_OWNERS = (_together, _apart, _retyped_address, _retyped_birth, _retyped_name, _removed)


def _other_name(step: Step, owner: Row) -> str:
    words = " ".join(owner["nama"].upper().split()).split()
    extra = step.rng.choice([word for word in ("SETIA", "MULIA", "JAYA", "BAKTI", "INSANI") if word not in words])
    return " ".join([words[0], extra, *words[1:]])


def _slip(step: Step, owner: Row, change: slips.Change) -> Row:
    """The agency's columns after a clerk's mistake."""
    row = {name: owner[column] for name, column in APPLICANT.columns.items()} | {"dates": APPLICANT.dates}
    wrong = change(row, np.random.default_rng(step.rng.randrange(10**9)))
    return {APPLICANT.columns[name]: text for name, text in wrong.items()}


def _registry(step: Step, nik: str, values: Row) -> None:
    sets = ", ".join(f"{name} = %s" for name in values)
    step.run(
        f"update siak.biodata_wni set {sets}, tgl_ubah = clock_timestamp() where nik = %s", [*values.values(), nik]
    )


def _agency(step: Step, owner: str, values: Row) -> None:
    sets = ", ".join(f"{name} = %s" for name in values)
    step.run(
        f"update apsp.pemohon set {sets}, versi = versi + 1, diubah = clock_timestamp() where id = %s",
        [*values.values(), owner],
    )
