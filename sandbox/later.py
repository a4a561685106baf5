"""What only a change over time makes wrong: ``python -m sandbox.later --url … --folder … --each N --seed S``.

To be called when the hub has seen the city once and sent what it had to send: cards that go back, numbers given out a
second time, complaints that turn secret after they were passed on; near-misses beside them.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from sandbox import life, plant
from sandbox.agencies import DONE, FINAL
from sandbox.complaints import CLASSES, QUOTING
from sandbox.life import Row, Step, changed, next_number, now
from sandbox.plant import Planted
from sandbox.score import read
from sandbox.serving import libpq, with_database

_FREE = "not exists (select from kota.dibiarkan d where d.jenis = 'nik' and d.kunci = b.nik)"
_HOLDERS = f"""select b.*, k.alamat, k.no_rt, k.no_rw from siak.biodata_wni b join siak.data_keluarga k using (no_kk)
    where b.stat_hidup = '1' and b.flag_status = '0' and ektp_current_status_code in ('4', '6', '8') and {_FREE}
    and not exists (select from apsp.pemohon p where p.nik = b.nik)
    and not exists (select from loket.berkas l where l.nik = b.nik)
    and not b.nik = any(%s) order by md5(b.nik || %s) limit %s"""
_SETTLED = f"""select b.* from apsp.permohonan b where tahap = any(%s) and jenis_layanan = any(%s) and {_FREE}
    and (select count(*) from apsp.permohonan o where o.nik = b.nik) = 1 and not b.pemohon_id = any(%s)
    and not exists (select from sp4.complaint c where position(b.nomor in c.content) > 0)
    order by md5(b.nomor || %s) limit %s"""
_OWNERS = f"""select b.id, b.nik from apsp.pemohon b where {_FREE} and not b.id = any(%s)
    and exists (select from siak.biodata_wni w where w.nik = b.nik and w.flag_status = '0')
    order by md5(b.id || %s) desc limit %s"""
_OPEN_TO_ALL = """select c.complaint_id from sp4.complaint c where is_secret is false and is_anonymous is false
    and not c.complaint_id::text = any(%s) and {}
    order by md5(c.complaint_id::text || %s) limit %s"""
_NOTED = (
    "exists (select from apsp.catatan n where position(n.nomor_permohonan in c.content) > 0) and not exists"
    " (select from kota.dibiarkan d where d.jenis = 'pengaduan' and d.kunci = c.complaint_id::text)"
)
_ASKING = f"""select b.nomor, o.nama, o.telepon, o.email from apsp.permohonan b
    join apsp.pemohon o on o.id = b.pemohon_id
    where not b.tahap = any(%s) and {_FREE} and not o.id = any(%s) and not exists
    (select from sp4.complaint c where position(b.nomor in c.content) > 0 or c.reporter_phone = o.telepon)
    order by md5(b.nomor || %s) limit %s"""
_UNQUOTED = "c.content not like '%%503/%%'"
_CARDS = ("5", "3", "7")
_PAPERS = ("KK_BARU", "KK_UBAH", "AKTA_LAHIR")


def plant_later(url: str, folder: Path | str, *, seed: int, each: int) -> list[Planted]:
    """Plant ``each`` of every sort, as far as there are records for it; the truth is written before the records."""
    path = Path(folder) / "truth.jsonl"
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        step = Step(conn=conn, rng=random.Random(f"{seed}-kelak"), scale=1, alone=frozenset())
        told = [line["key"] for line in read(path)]
        _cards(step, told, str(seed), each)
        _numbers(step, told, str(seed), each)
        _secrets(step, told, str(seed), each)
        plant.append(path, step.truth)
    return step.truth


def quote_before(url: str, folder: Path | str, *, seed: int, each: int) -> list[Planted]:
    """New complaints that quote their reporter's own application, so that the hub has something to pass on.

    Of each three the first is left for ``plant_later`` to turn secret, the second stays as it is, the third is secret
    from the start. Call it after the hub's first pass, then let the hub send, then plant.
    """
    path, rule = Path(folder) / "truth.jsonl", "rahasia_sudah_disalin"
    with psycopg.connect(libpq(url), row_factory=dict_row) as conn:
        conn.execute("set timezone to 'Asia/Jakarta'")
        step = Step(conn=conn, rng=random.Random(f"{seed}-dikutip"), scale=1, alone=frozenset())
        told = [line["key"] for line in read(path)]
        for place, row in enumerate(step.all(_ASKING, [[*FINAL, *DONE], told, str(seed), 3 * each])):
            number = str(_complaint(step, row, secret=place % 3 == 2))
            if place % 3:
                _leave(step, "pengaduan", number)
                note = "passed on and open to all" if place % 3 == 1 else "secret from the start"
                _line(step, f"mirip_{rule}_{place % 3 + 1}", rule, "sp4.pengaduan", number, note)
        plant.append(path, step.truth)
    return step.truth


def _complaint(step: Step, owner: Row, *, secret: bool) -> int:
    text = step.rng.choice(QUOTING).format(owner["nomor"])
    last = step.one("select max(complaint_id) as last from sp4.complaint", [])
    number = int((last or {}).get("last") or 1_000_000) + 1
    about = {"title": text[:48], "content": text, "classification": CLASSES[0], "category": "Kependudukan"}
    flags = {"is_anonymous": False, "is_secret": secret, "status": "Belum Terverifikasi"}
    reporter = {"reporter_name": owner["nama"], "reporter_phone": owner["telepon"], "reporter_email": owner["email"]}
    ids = {"complaint_id": number, "ticket": f"{step.rng.randrange(10**7):07}"}
    step.insert("sp4.complaint", ids | about | flags | reporter | {"created_at": now(), "updated_at": now()})
    return number


def _in_turn(rows: list[Row], each: int, *makes: Callable[[Row], None]) -> None:
    """Each row once: the first goes to the first function, the second to the second, and round again."""
    for place, row in enumerate(rows[: each * len(makes)]):
        makes[place % len(makes)](row)


def _line(step: Step, kind: str, rule: str, system: str, key: str, note: str) -> None:
    expect = "none" if kind.startswith("mirip_") else "case"
    line = Planted(
        kind=kind, system=system, key=key, field=f"aturan {rule}", expect=expect, note=note, at=now().isoformat()
    )
    step.truth.append(line)


def _leave(step: Step, kind: str, key: str) -> None:
    step.run("insert into kota.dibiarkan values (%s, %s) on conflict do nothing", [kind, key])


# ---------------------------------------------------------------------------------------------- cards


def _cards(step: Step, told: list[str], salt: str, each: int) -> None:
    rule = "ktp_mundur"

    def back(person: Row) -> None:
        _card(step, person, step.rng.choice(_CARDS))
        _line(step, rule, rule, "siak.penduduk", person["nik"], "a printed card is to be printed again, nobody asked")

    def asked(person: Row) -> None:
        _replacement(step, person)
        _card(step, person, "5")
        _line(step, f"mirip_{rule}", rule, "siak.penduduk", person["nik"], "a replacement was asked for")

    def onward(person: Row) -> None:
        _card(step, person, "8")
        _line(step, f"mirip_{rule}_2", rule, "siak.penduduk", person["nik"], "handed over")

    _in_turn(step.all(_HOLDERS, [told, salt, 3 * each]), each, back, asked, onward)


def _card(step: Step, person: Row, state: str) -> None:
    changed(step, person["nik"], {"ektp_current_status_code": state})
    _leave(step, "nik", person["nik"])


def _replacement(step: Step, person: Row) -> None:
    """They become an applicant and ask for a new card."""
    owner = {"id": next_number(step, "apsp.pemohon", "id", "P-", 7), "telepon": f"0851{step.rng.randrange(10**8):08}"}
    step.insert("apsp.pemohon", owner | life.written(person) | {"email": None, "versi": 1, "diubah": now()})
    row = {
        "nomor": f"{next_number(step, 'apsp.permohonan', 'nomor', '503/', 6)}/KTP/{now():%Y}",
        "pemohon_id": owner["id"],
        "nik": person["nik"],
        "jenis_layanan": "KTP_EL_GANTI",
        "tahap": "DIAJUKAN",
        "kanal": "LOKET",
        "kode_kecamatan": f"12.71.{int(person['no_kec']):02}",
        "biaya": "0",
        "tgl_diajukan": now(),
        "diubah": now(),
    }
    step.insert("apsp.permohonan", row)
    stage = {"id": next_number(step, "apsp.tahapan", "id", "T-", 8), "nomor_permohonan": row["nomor"]}
    step.insert("apsp.tahapan", stage | {"tahap": "DIAJUKAN", "waktu": now(), "petugas": "PETUGAS 1", "catatan": None})


# -------------------------------------------------------------------------------------------- numbers


def _numbers(step: Step, told: list[str], salt: str, each: int) -> None:
    rule = "nomor_dipakai_ulang"
    settled = step.all(_SETTLED, [[*FINAL, *DONE], list(_PAPERS), told, salt, 3 * each])
    owners = step.all(_OWNERS, [[*told, *(row["pemohon_id"] for row in settled)], salt, len(settled)])
    other = {row["nomor"]: owner for row, owner in zip(settled, owners, strict=False)}

    def again(row: Row) -> None:
        service = next(one for one in _PAPERS if one != row["jenis_layanan"])
        values = {"jenis_layanan": service, "tgl_diajukan": row["tgl_diajukan"] - timedelta(days=9)}
        _rewritten(step, row, other[row["nomor"]], values)
        _line(step, rule, rule, "apsp.permohonan", row["nomor"], "the number was given to somebody else's application")

    def another_day(row: Row) -> None:
        _rewritten(step, row, other[row["nomor"]], {"tgl_diajukan": row["tgl_diajukan"] - timedelta(days=3)})
        _line(step, f"{rule}_2", rule, "apsp.permohonan", row["nomor"], "somebody else's, of another day")

    def corrected(row: Row) -> None:
        _rewritten(step, row, other[row["nomor"]], {})
        _line(step, f"mirip_{rule}", rule, "apsp.permohonan", row["nomor"], "only the NIK was put right")

    _in_turn([row for row in settled if row["nomor"] in other], each, again, another_day, corrected)


def _rewritten(step: Step, row: Row, owner: Row, values: Row) -> None:
    """The application is somebody else's from now on."""
    values = {"pemohon_id": owner["id"], "nik": owner["nik"]} | values
    sets = ", ".join(f"{name} = %s" for name in values)
    step.run(
        f"update apsp.permohonan set {sets}, versi = versi + 1, diubah = clock_timestamp() where nomor = %s",
        [*values.values(), row["nomor"]],
    )
    for nik in (row["nik"], owner["nik"]):
        _leave(step, "nik", nik)


# -------------------------------------------------------------------------------------------- secrets


def _secrets(step: Step, told: list[str], salt: str, each: int) -> None:
    rule = "rahasia_sudah_disalin"
    passed_on = step.all(_OPEN_TO_ALL.format(_NOTED), [told, salt, each])
    kept = step.all(_OPEN_TO_ALL.format(_UNQUOTED), [told, salt, each])
    for rows, kind, note in (
        (passed_on, rule, "turned secret after the one-door service was told of it"),
        (kept, f"mirip_{rule}", "turned secret, nobody was told of it"),
    ):
        for row in rows:
            number = str(row["complaint_id"])
            hidden = step.rng.choice(("is_secret", "is_anonymous"))
            step.run(
                f"update sp4.complaint set {hidden} = true, updated_at = clock_timestamp() where complaint_id = %s",
                [row["complaint_id"]],
            )
            _leave(step, "pengaduan", number)
            _line(step, kind, rule, "sp4.pengaduan", number, note)


def main(arguments: list[str] | None = None) -> int:
    """Command line; prints how many lines of each kind were added."""
    parser = argparse.ArgumentParser(prog="sandbox.later", description=__doc__)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--before", action="store_true", help="only complaints for the hub to pass on first")
    parser.add_argument("--seed", type=int, default=1)
    with_database(parser)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    make = quote_before if given.before else plant_later
    lines = make(given.url, given.folder, seed=given.seed, each=given.each)
    for kind in sorted({line.kind for line in lines}):
        sys.stdout.write(f"{kind:40} {sum(line.kind == kind for line in lines):>6}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
