"""The limit of the road: requests + Polars parse + COPY + one upsert. No mapping, no checks, no bytes kept."""

from __future__ import annotations

import io
import time

import orjson
import polars as pl
import psycopg
import requests

from benchmarks.parts.pages import row

COLUMNS = tuple(row(0))
LISTED = ", ".join(COLUMNS)
UPSERT = (
    f"insert into limit_target ({LISTED}) select {LISTED} from limit_stage on conflict (nik) do update set "
    + ", ".join(f"{column} = excluded.{column}" for column in COLUMNS if column != "nik")
)


def prepare(connection: psycopg.Connection) -> None:
    """Empty target and staging tables, all text, keyed by NIK."""
    typed = ", ".join(f"{column} text" for column in COLUMNS)
    connection.execute("drop table if exists limit_target, limit_stage")
    connection.execute(f"create table limit_target ({typed}, primary key (nik))")
    connection.execute(f"create unlogged table limit_stage ({typed})")
    connection.commit()


def pull(connection: psycopg.Connection, url: str, since: str = "") -> int:
    """Rows moved from ``url`` into ``limit_target``."""
    moved, cursor = 0, "0"
    connection.execute("truncate limit_stage")
    with requests.Session() as session:
        while cursor is not None:
            body = session.get(url, params={"cursor": cursor, "sejak": since}, timeout=60).content
            cursor = orjson.loads(body[-40:][body[-40:].rindex(b'"berikut":') + 10 : -1])
            start, end = body.index(b"["), body.rindex(b"]") + 1
            frame = pl.read_json(io.BytesIO(body[start:end]), schema=dict.fromkeys(COLUMNS, pl.String))
            moved += frame.height
            with connection.cursor().copy(f"copy limit_stage ({LISTED}) from stdin (format csv)") as copy:
                copy.write(frame.write_csv(include_header=False))
    connection.execute(UPSERT)
    connection.commit()
    return moved


def timed(dsn: str, url: str, since: str = "", *, fresh: bool = True) -> dict[str, float]:
    """Seconds, CPU seconds of this process and rows of one pull."""
    with psycopg.connect(dsn) as connection:
        if fresh:
            prepare(connection)
        started, cpu = time.perf_counter(), time.process_time()
        moved = pull(connection, url, since)
        return {"rows": moved, "seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
