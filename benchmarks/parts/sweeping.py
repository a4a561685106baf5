"""One timed comparison of two servers in a process of its own: ours, or one of the two baselines.

All three use the same digest. ``stream``: key and digest of everything from both servers at once, merged in Polars.
``buckets``: counts and sums per bucket from both at once, then the rows of the buckets that differ.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import psycopg

from benchmarks.parts.databases import dsn
from simpul.config import settings
from simpul.core import clock
from simpul.core.model import Feed
from simpul.ingest.reconcile import evidence
from simpul.ingest.reconcile.digests import by_digest
from simpul.ingest.reconcile.evidence import Sweep
from simpul.links import adapters
from simpul.mapping import mapping
from simpul.store import engine as db

#: First characters of a NIK that make a bucket: region, day and month of birth.
WIDTH = 10
SCHEMA = {"key": pl.String, "digest": pl.String}


def digest_of(feed: Feed) -> str:
    """The raw row's digest, 32 hexadecimal digits, in PostgreSQL."""
    texts = ", ".join(f"coalesce({name}::text, E'\\\\N')" for name in mapping.digest_columns(feed))
    return f"md5(concat_ws(chr(31), {texts}))"


def ours(feed: Feed, hub: str, source: str) -> list[tuple[str, str]]:
    """The sweep's own comparison, without what follows from it."""
    engine, system = db.engine(hub), settings.load().systems["luar"]
    adapter = adapters.adapter(system, guard=lambda request: request(600.0))
    with engine.connect() as connection:
        with connection.begin():
            evidence.begin(connection)
        at = Sweep(connection=connection, feed=feed, run_id=0, started=clock.now())
        by_digest(engine, at, adapter)  # type: ignore[arg-type]
        rows = connection.exec_driver_sql("select sign, key from sweep_found").all()
    adapter.close()
    return [(row.sign, row.key) for row in rows]


def stream(feed: Feed, hub: str, source: str) -> list[tuple[str, str]]:
    theirs = f"select nik, {digest_of(feed)} from luar.penduduk"
    mine = "select key, encode(digest, 'hex') from mirror.penduduk where system = 'luar'"
    return signs(*both((hub, mine), (source, theirs), SCHEMA))


def buckets(feed: Feed, hub: str, source: str) -> list[tuple[str, str]]:
    part = "sum(('x' || left({0}, 15))::bit(60)::bigint)"
    stored = "encode(digest, 'hex')"
    mine = (
        f"select left(key, {WIDTH}), count(*), {part.format(stored)} from mirror.penduduk"
        " where system = 'luar' group by 1"
    )
    theirs = f"select left(nik, {WIDTH}), count(*), {part.format(digest_of(feed))} from luar.penduduk group by 1"
    schema = {"bucket": pl.String, "rows": pl.Int64, "total": pl.String}
    left, right = both((hub, mine), (source, theirs), schema)
    joined = left.join(right, on="bucket", how="full", coalesce=True)
    same = pl.col("rows").eq_missing(pl.col("rows_right")) & pl.col("total").eq_missing(pl.col("total_right"))
    listed = ", ".join(f"'{bucket}'" for bucket in joined.filter(~same)["bucket"])
    if not listed:
        return []
    mine = f"select key, {stored} from mirror.penduduk where system = 'luar' and left(key, {WIDTH}) in ({listed})"
    theirs = f"select nik, {digest_of(feed)} from luar.penduduk where left(nik, {WIDTH}) in ({listed})"
    return signs(*both((hub, mine), (source, theirs), SCHEMA))


def both(hub: tuple[str, str], source: tuple[str, str], schema: dict[str, type[pl.DataType]]) -> list[pl.DataFrame]:
    """The answers of the two servers, asked at the same time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda side: copied(*side, schema), (hub, source)))


def copied(url: str, statement: str, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    lines = io.BytesIO()
    with psycopg.connect(dsn(url)) as connection, connection.cursor() as cursor:
        cursor.execute("set jit = off")
        with cursor.copy(f"copy ({statement}) to stdout (format csv)") as blocks:
            lines.writelines(blocks)
    lines.seek(0)
    return (
        pl.read_csv(lines, has_header=False, schema=schema) if lines.getbuffer().nbytes else pl.DataFrame(schema=schema)
    )


def signs(mine: pl.DataFrame, theirs: pl.DataFrame) -> list[tuple[str, str]]:
    joined = mine.join(theirs, on="key", how="full", coalesce=True)
    differ = joined.filter(~pl.col("digest").eq_missing(pl.col("digest_right")))
    sign = (
        pl.when(pl.col("digest").is_null()).then(pl.lit("+")).when(pl.col("digest_right").is_null()).then(pl.lit("-"))
    )
    return differ.select(sign.otherwise(pl.lit("!")).alias("sign"), "key").rows()


def fingerprint(found: list[tuple[str, str]]) -> str:
    """One word for a set of findings."""
    return hashlib.md5("\n".join(sorted(sign + key for sign, key in found)).encode(), usedforsecurity=False).hexdigest()


METHODS: dict[str, Callable[[Feed, str, str], list[tuple[str, str]]]] = {
    "ours": ours, "stream": stream, "buckets": buckets,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("hub")
    parser.add_argument("source")
    options = parser.parse_args()
    feed = settings.load().feeds["luar.penduduk"]
    began = time.perf_counter()
    found = METHODS[options.method](feed, options.hub, options.source)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "found": len(found), "fingerprint": fingerprint(found)}))


if __name__ == "__main__":
    main()
