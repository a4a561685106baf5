"""One contract subject per adapter, each over its small source and a hostile wire."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from adapters.dukcapil import Dukcapil
from adapters.rest import Rest
from adapters.soap import Soap
from adapters.sql import Sql
from simpul.core.model import Effect, Feed, Order, Page, ReadRequest, SecretRef, System, Write
from simpul.testing.faultserver import Wire
from simpul.testing.subject import Subject
from tests.adapters import sources

PLAIN = {"reason": "test", "approver": "test", "until": "2099-12-31"}
OFFSET = {
    "kind": "offset", "offset": "offset", "limit": "limit", "size": 10, "overlap": 3, "echo": "offset",
    "total": "total",
    "key": "id",
}  # fmt: skip
KEYSET = {
    "kind": "keyset", "since": "updated_since", "page": "page", "limit": "page_size", "size": 10,
    "more": "results.next_page_url", "echo": "results.current_page", "key": "complaint_id",
}  # fmt: skip
ENVELOPE = {"data": "results", "login": "token", "busy": "sibuk", "absent": "tidak ditemukan"}


def shown(ref: SecretRef) -> str:
    """Secrets whose reference is their value."""
    return ref.env


def feed(system: str, name: str, read: dict[str, Any], **more: Any) -> Feed:
    values: dict[str, Any] = {"entity": "penduduk", "media": "json"} | more
    return Feed(name=f"{system}.{name}", system=system, read=read, **values)


def effect(kind: str, key: str, body: dict[str, Any], **more: Any) -> Effect:
    values: dict[str, Any] = {"idem_key": "kunci-1", "values": {}, "mode": "event"} | more
    return Effect(id=1, kind=kind, system="x", feed="x.y", record_key=key, body=body, **values)


def served(name: str, port: int, *, path: str = "", **more: Any) -> System:
    """A system on a port of this machine; an adapter of its own name unless told."""
    address = f"http://127.0.0.1:{port}{path}"
    return System(
        **{"name": name, "title": name.upper(), "adapter": name, "address": address, "plain_http": PLAIN, **more}
    )


def onedoor_system(port: int) -> System:
    auth = {"kind": "oauth2", "client_id": "simpul", "client_secret": SecretRef(env=sources.OneDoor.secret)}
    probe = {"kind": "list", "path": "/permohonan/{key}/catatan", "rows": "data", "member": "kunci", "reference": "id"}
    note = Write(
        kind="catatan",
        mode="event",
        options={
            "path": "/permohonan/{key}/catatan", "idempotency": "Idempotency-Key", "reference": "id", "probe": probe
        },
    )  # fmt: skip
    return served(
        "apsp",
        port,
        adapter="rest",
        auth=auth,
        options={"check": "/pemohon?limit=1&offset=0"},
        writes={"catatan": note},
    )


def onedoor_feed() -> Feed:
    read = {"path": "/pemohon", "paging": OFFSET, "fetch": {"path": "/pemohon/{key}", "wrap": "data"}}
    return feed("apsp", "pemohon", read, rows="data", order=Order(source="diubah"))


@contextmanager
def flag(owner: Any, name: str) -> Iterator[None]:
    setattr(owner, name, True)
    try:
        yield
    finally:
        setattr(owner, name, False)


@contextmanager
def rest() -> Iterator[Subject]:
    source = sources.OneDoor()
    with sources.serving(source) as port, Wire(("127.0.0.1", port)) as wire:
        system = onedoor_system(wire.port)
        yield Subject(
            name="rest",
            make=lambda guard: Rest(system, guard=guard, secrets=shown),
            feed=onedoor_feed(),
            request=ReadRequest(),
            keys=lambda page: [row["id"] for row in json.loads(page.body)["data"]],
            expected=frozenset(str(row["id"]) for row in source.rows),
            wire=wire,
            secrets=(source.secret, "rahasia"),
            looping=lambda: flag(source, "stuck"),
            write=system.writes["catatan"],
            effect=effect("catatan", "503/0001/KTP/2026", {"isi": "Catatan"}),
            arrived=lambda: len(source.log),
        )


def complaints_system(port: int) -> System:
    headers = {
        "auth": {"secret": SecretRef(env="rahasia-satu-11"), "before": "Bearer "},
        "token": {"secret": SecretRef(env="rahasia-dua-22"), "before": "{", "after": "}"},
    }
    path = "/complaints/{key}/followups"
    probe = {
        "kind": "list", "path": path, "rows": "results.data", "member": "content", "equals": "body.content",
        "reference": "followup_id", "paging": {"page": "page", "more": "results.next_page_url"},
    }  # fmt: skip
    follow = Write(
        kind="ikut", mode="event", options={"path": path, "reference": "results.followup_id", "probe": probe}
    )
    return served(
        "sp4",
        port,
        adapter="rest",
        auth={"kind": "headers", "headers": headers},
        options={"check": "/complaints?page=1&page_size=1", "envelope": ENVELOPE},
        writes={"ikut": follow},
    )


def complaints_feed() -> Feed:
    read = {"path": "/complaints", "paging": KEYSET, "fetch": {"path": "/complaints/{key}"}}
    return feed("sp4", "pengaduan", read, rows="results.data", order=Order(source="updated_at"))


def followups_feed() -> Feed:
    paging = {"kind": "page", "page": "page", "more": "results.next_page_url", "echo": "results.current_page"}
    read = {"path": "/complaints/{id_pengaduan}/followups", "paging": paging}
    return feed("sp4", "tindak_lanjut", read, rows="results.data", parent="sp4.pengaduan")


def complaint_keys(page: Page) -> list[str]:
    return [str(row["complaint_id"]) for row in json.loads(page.body)["results"]["data"]]


@contextmanager
def sp4() -> Iterator[Subject]:
    source = sources.Complaints(ties=13)
    with sources.serving(source) as port, Wire(("127.0.0.1", port)) as wire:
        system = complaints_system(wire.port)
        yield Subject(
            name="sp4",
            make=lambda guard: Rest(system, guard=guard, secrets=shown),
            feed=complaints_feed(),
            request=ReadRequest(),
            keys=complaint_keys,
            expected=frozenset(str(row["complaint_id"]) for row in source.rows),
            wire=wire,
            secrets=("rahasia",),
            looping=lambda: flag(source, "stuck"),
            write=system.writes["ikut"],
            effect=effect("ikut", "1003", {"content": "Sudah diproses [ref A1B2C3]", "institution": "Diskominfo"}),
            arrived=lambda: sum(row["content"].endswith("[ref A1B2C3]") for row in source.followups[1003]),
        )


@contextmanager
def sp4_followups() -> Iterator[Subject]:
    source = sources.Complaints(count=9)
    with sources.serving(source) as port, Wire(("127.0.0.1", port)) as wire:
        system = complaints_system(wire.port)
        parents = tuple({"id_pengaduan": str(row["complaint_id"])} for row in source.rows)
        yield Subject(
            name="sp4_followups",
            make=lambda guard: Rest(system, guard=guard, secrets=shown),
            feed=followups_feed(),
            request=ReadRequest(parents=({"id_pengaduan": "1"}, *parents, {"id_pengaduan": "2"})),
            keys=lambda page: [str(row["followup_id"]) for row in json.loads(page.body)["results"]["data"]],
            expected=frozenset(str(row["followup_id"]) for found in source.followups.values() for row in found),
            wire=wire,
            secrets=("rahasia",),
        )


def registry_system(port: int, folder: Path) -> System:
    return served(
        "siak",
        port,
        path="/siak/ws",
        adapter="soap",
        auth={"kind": "wsse", "user": "simpul", "password": SecretRef(env=sources.Registry.password)},
        options={"clock": {"operation": "Waktu", "element": "Waktu", "format": "%d-%m-%Y %H:%M:%S"}},
        file=str(folder / "system.yaml"),
    )


def registry_feed() -> Feed:
    paging = {"kind": "cursor", "size": 10, "since": "Sejak", "cursor": "Token", "limit": "Ukuran"}
    read = {"operation": "DaftarPenduduk", "paging": paging, "fetch": {"operation": "CariPenduduk", "parameter": "NIK"}}
    return feed("siak", "penduduk", read, media="xml", rows="Penduduk")


MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"


@contextmanager
def soap() -> Iterator[Subject]:
    source = sources.Registry()
    source.wsdl = (MAPPINGS / "siak/siak.wsdl").read_bytes().replace(b'location="', b'location="http://elsewhere')
    with sources.serving(source) as port, Wire(("127.0.0.1", port)) as wire:
        system = registry_system(wire.port, MAPPINGS / "siak")
        yield Subject(
            name="soap",
            make=lambda guard: Soap(system, guard=guard, secrets=shown),
            feed=registry_feed(),
            request=ReadRequest(),
            keys=lambda page: [key.decode() for key in re.findall(rb"<NIK>(\d+)</NIK>", page.body)],
            expected=frozenset(source.keys),
            wire=wire,
            secrets=(source.password,),
            looping=lambda: flag(source, "stuck"),
        )


@contextmanager
def dukcapil() -> Iterator[Subject]:
    source = sources.AccessRight()
    with sources.serving(source) as port, Wire(("127.0.0.1", port)) as wire:
        system = access_system(wire.port)
        parents = tuple({"nik": f"127109100490{n:04}", "nama_lengkap": f"WARGA {n}"} for n in range(3))
        yield Subject(
            name="dukcapil",
            make=lambda guard: Dukcapil(system, guard=guard, secrets=shown),
            feed=access_feed(),
            request=ReadRequest(parents=parents),
            keys=lambda page: [row["NIK_DIMINTA"] for row in json.loads(page.body)["content"]],
            expected=frozenset(row["nik"] for row in parents),
            wire=wire,
            secrets=(source.password, source.token, "127109100490"),
            write=system.writes["balikan"],
            effect=effect("balikan", "1", {"NIK": "1271091004900001", "NOMOR_AKTA": "AK-1"}),
            arrived=lambda: len(source.returned),
        )


def access_system(port: int, **more: Any) -> System:
    balikan = Write(kind="balikan", mode="event", options={"path": "/balikan", "idempotency": "content"})
    secret = SecretRef(env=sources.AccessRight.password)
    auth = {"user": "u", "password": secret, "ip": "127.0.0.1", "token": SecretRef(env="pembawa-55")}
    return served(
        "dukcapil",
        port,
        auth=auth,
        options={"id_lembaga": "1271", "nama_lembaga": "Diskominfo"},
        writes={"balikan": balikan},
        **more,
    )


def access_feed() -> Feed:
    elements = {
        "NIK": {"field": "nik"},
        "NAMA_LGKP": {"field": "nama_lengkap"},
        "TGL_LHR": {"field": "tanggal_lahir", "date": "%d-%m-%Y"},
        "JENIS_KLMIN": {"field": "jenis_kelamin", "values": {"L": "LAKI-LAKI", "P": "PEREMPUAN"}},
    }
    read = {"path": "/verify", "elements": elements}
    return feed("dukcapil", "verifikasi", read, rows="content", parent="apsp.pemohon")


def view_system(address: str) -> System:
    return System(
        name="siak_sql",
        title="SIAK",
        adapter="sql",
        address=address,
        auth={"kind": "basic", "user": "simpul_baca", "password": SecretRef(env="sandi-tampilan-66")},
        plain_http=PLAIN,
    )


def view_feed() -> Feed:
    read = {"table": "luar.v_penduduk", "order": "urut", "key": ["nik"], "size": 10}
    columns = {"nik": "string", "nama": "string", "tgl_ubah": "string"}
    return feed("siak_sql", "penduduk", read, media="arrow", columns=columns, protected=("cacat",))


def make_view(database_url: str, count: int = 23) -> None:
    """A view in an agency's database, several rows of equal time, and a role that may read it."""
    engine = sa.create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    statements = f"""
        drop schema if exists luar cascade; create schema luar;
        create view luar.v_penduduk as select '12710910049' || lpad(n::text, 5, '0') as nik, 'WARGA ' || n as nama,
            'rahasia' as cacat, mod(n, 7) as tgl_ubah, timestamptz '2026-05-01'
            + (n / 4) * interval '1 microsecond' as urut
            from generate_series(1, {count}) n;
        do $$ begin if not exists (select from pg_roles where rolname = 'simpul_baca') then
            create role simpul_baca login password 'sandi-tampilan-66'; end if; end $$;
        grant usage on schema luar to simpul_baca; grant select on luar.v_penduduk to simpul_baca;
    """
    with engine.connect() as connection:
        connection.exec_driver_sql(statements)
    engine.dispose()


def through(database_url: str, port: int) -> str:
    """The same database by way of a wire."""
    url = sa.make_url(database_url)
    return url.set(host="127.0.0.1", port=port, username=None, password=None, query={}).render_as_string(False)


def place(database_url: str) -> tuple[str, int] | str:
    """Where a wire finds the server: host and port, or the path of its Unix socket."""
    url = sa.make_url(database_url)
    folder = str(url.query.get("host", ""))
    return (
        f"{folder}/.s.PGSQL.{url.port or 5432}"
        if folder.startswith("/")
        else (url.host or "127.0.0.1", url.port or 5432)
    )


@contextmanager
def sql(database_url: str) -> Iterator[Subject]:
    make_view(database_url)
    with Wire(place(database_url)) as wire:
        system = view_system(through(database_url, wire.port))
        yield Subject(
            name="sql",
            make=lambda guard: Sql(system, guard=guard, secrets=shown),
            feed=view_feed(),
            request=ReadRequest(),
            keys=lambda page: pl.read_ipc(io.BytesIO(page.body))["nik"].to_list(),
            expected=frozenset(f"12710910049{n:05}" for n in range(1, 24)),
            wire=wire,
            secrets=("sandi-tampilan-66", "12710910049"),
            cuts=(0, 40, 700),
        )
