"""``simpul bench compare``: the first comparison of a whole city and the comparison after a small change.

The baseline, measured in the same run on the same tables, is one plain SQL join that only counts the differing values:
no bases, no history, no cases, no effects.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass

import psycopg

from benchmarks.parts import mirrored
from benchmarks.parts.databases import dsn, fresh, server
from benchmarks.parts.timing import growth, timed

_FIELDS = (
    "nama_lengkap", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "agama", "status_kawin", "no_kk", "alamat", "rt",
    "rw", "kode_kelurahan",
)  # fmt: skip
_JOIN = f"""
select count(*), {", ".join(f"count(*) filter (where a.{name} is distinct from f.{name})" for name in _FIELDS)}
from mirror.penduduk as f join mirror.penduduk as a on a.nik = f.nik and a.system = 'siak'
where f.system = 'apsp'
"""  # noqa: S608
FEEDS = ("siak.penduduk", "apsp.pemohon")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds for one size."""

    residents: int
    applicants: int
    first: float
    cases: int
    after: float
    changed: int
    plain_join: float
    peak_mb: float


def measure(url: str, residents: int, applicants: int, share: float) -> Measured:
    """One city: filled, compared, changed a little, compared again."""
    from simpul.compare.comparison import compare
    from simpul.config import settings
    from simpul.store import engine as db

    mirrored.fill(dsn(url), residents=residents, applicants=applicants, feeds=FEEDS)
    city, engine = settings.load([settings.SHIPPED]), db.engine(url)
    plain = timed(lambda: _plain(url))
    began = time.monotonic()
    found = compare(engine, city, rules=None)
    first = time.monotonic() - began
    changed = mirrored.move(dsn(url), share=share)
    after = timed(lambda: compare(engine, city, rules=None))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(
        residents=residents, applicants=applicants, first=first, cases=found.opened, after=after, changed=changed,
        plain_join=plain, peak_mb=peak,
    )  # fmt: skip


def _plain(url: str) -> None:
    with psycopg.connect(dsn(url)) as conn:
        conn.execute(_JOIN).fetchall()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="simpul bench compare", description=__doc__)
    parser.add_argument("--residents", type=int, default=250_000, help="2500000 for the whole city")
    parser.add_argument("--applicants", type=int, default=0, help="default: 12 %% of the residents")
    parser.add_argument("--share", type=float, default=0.01, help="of the residents that change")
    parser.add_argument("--one", action="store_true", help="this size only, no growth")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sizes = [options.residents] if options.one else [options.residents // 4, options.residents // 2, options.residents]
    found = []
    with server() as database:
        for size in sizes:
            applicants = (options.applicants or options.residents * 12 // 100) * size // options.residents
            with fresh(database) as own:
                found.append(measure(own, size, applicants, options.share))
    if options.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return
    for one in found:
        print(f"{one.residents:,} residents × {one.applicants:,} applicants, {one.cases:,} cases opened")
        print(
            f"    first comparison {one.first:7.1f} s · plain join {one.plain_join:6.1f} s · peak {one.peak_mb:.0f} MB"
        )
        print(f"    after {one.changed:,} changed residents {one.after:7.1f} s")
    if len(found) > 1:
        print(f"growth exponent: first {growth(sizes, [one.first for one in found]):.2f}, "
              f"after a change {growth([one.changed for one in found], [one.after for one in found]):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
