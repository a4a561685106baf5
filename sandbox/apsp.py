"""The one-door service: REST/JSON behind OAuth2 client credentials.

Its ugliness is on purpose: no filters, offset pages newest first computed live (they shift while being read), tokens
that expire. Writes need If-Match and Idempotency-Key; every accepted one is logged in the same transaction.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import serving

LARGEST, USUAL = 1000, 100


class Problem(Exception):
    """An answer of application/problem+json."""

    def __init__(self, status: int, title: str, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.errors = status, title, errors


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One collection: its table, its columns as sent, and its order."""

    table: str
    key: str
    time: str
    #: SQL expressions with the names the API gives them.
    columns: str

    @property
    def page(self) -> str:
        """One page, newest first. The offset is walked in the index alone; only the page's rows are looked up."""
        return (
            f"select {self.columns} from (select {self.key} from apsp.{self.table} order by {self.time} desc, "
            f"{self.key} desc limit %s offset %s) p join apsp.{self.table} t using ({self.key}) "
            f"order by t.{self.time} desc, {self.key} desc"
        )

    @property
    def one(self) -> str:
        return f"select {self.columns} from apsp.{self.table} t where {self.key} = %s"


def _iso(column: str) -> str:
    return f'to_char({column}, \'YYYY-MM-DD"T"HH24:MI:SS.US"+07:00"\') as {column}'


LISTINGS = {
    "pemohon": Listing(
        table="pemohon",
        key="id",
        time="diubah",
        columns="id, nik, no_kk, nama, tempat_lahir, tgl_lahir, jenis_kelamin, agama, status_kawin, alamat, rt_rw, "
        f"kode_kelurahan, telepon, email, versi, {_iso('diubah')}",
    ),
    "permohonan": Listing(
        table="permohonan",
        key="nomor",
        time="diubah",
        columns="nomor, pemohon_id, nik, jenis_layanan, tahap, kanal, kode_kecamatan, biaya, "
        f"{_iso('tgl_diajukan')}, {_iso('tgl_selesai')}, versi, {_iso('diubah')}",
    ),
    "tahapan": Listing(
        table="tahapan",
        key="id",
        time="waktu",
        columns=f"id, nomor_permohonan, tahap, {_iso('waktu')}, petugas, catatan",
    ),
    "persyaratan": Listing(
        table="persyaratan",
        key="id",
        time="diubah",
        columns=f"id, nomor_permohonan, dokumen, nomor_dokumen, tgl_dokumen, status, {_iso('diubah')}",
    ),
}

#: What a PATCH may change, and how its text must look.
WRITABLE = {
    "no_kk": r"\d{16}",
    "nama": r".{1,120}",
    "tempat_lahir": r".{1,80}",
    "tgl_lahir": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "jenis_kelamin": r"[LP]",
    "agama": r"[A-Z' /]{1,60}",
    "status_kawin": r"[A-Z /]{1,40}",
    "alamat": r".{1,200}",
    "rt_rw": r"\d{3}/\d{3}",
    "kode_kelurahan": r"\d{2}\.\d{2}\.\d{2}\.\d{4}",
    "telepon": r"[+\d]{8,16}",
    "email": r"[^@\s]+@[^@\s]+",
}


class Tokens:
    """Access tokens of one client; forgotten when the server restarts, as real ones are."""

    def __init__(self, client: str, password: str, lifetime: float) -> None:
        self._login, self.lifetime = f"{client}:{password}", lifetime
        self._until: dict[str, float] = {}

    def issue(self, request: Request, body: bytes) -> Response:
        """POST /oauth/token with the client's name and secret by HTTP basic."""
        if not hmac.compare_digest(_basic(request), self._login.encode()):
            return serving.json_response({"error": "invalid_client"}, 401, {"WWW-Authenticate": "Basic"})
        if b"grant_type=client_credentials" not in body:
            return serving.json_response({"error": "unsupported_grant_type"}, 400)
        token, now = secrets.token_urlsafe(32), time.monotonic()
        self._until = {old: until for old, until in self._until.items() if until > now} | {token: now + self.lifetime}
        return serving.json_response({"access_token": token, "token_type": "Bearer", "expires_in": int(self.lifetime)})

    def check(self, request: Request) -> None:
        """Raises a 401 problem unless the bearer token is one of ours and still good."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or self._until.get(token, 0) <= time.monotonic():
            raise Problem(401, "Token tidak ada, salah, atau sudah kedaluwarsa")


def _basic(request: Request) -> bytes:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    try:
        return base64.b64decode(text, validate=True) if scheme.lower() == "basic" else b""
    except binascii.Error:
        return b""


class Service:
    """Answers the endpoints under /api/v1."""

    def __init__(self, pool: serving.Pool, tokens: Tokens) -> None:
        self._pool, self._tokens = pool, tokens

    def guarded(self, handler: serving.Handler) -> serving.Handler:
        """The handler behind the token check, its problems and the database's turned into answers."""

        def answer(request: Request, body: bytes) -> Response:
            try:
                self._tokens.check(request)
                return handler(request, body)
            except Problem as problem:
                return _problem(problem)
            except psycopg.Error:
                return _problem(Problem(503, "Layanan sedang tidak dapat dihubungi"))

        return answer

    def list(self, request: Request, body: bytes) -> Response:
        """GET a collection: limit, offset."""
        listing = LISTINGS.get(request.path_params["jenis"])
        if listing is None:
            raise Problem(404, "Tidak ditemukan")
        limit = _number(request, "limit", USUAL, smallest=1, largest=LARGEST)
        offset = _number(request, "offset", 0, smallest=0, largest=10**9)
        with self._pool.connection() as connection:
            rows = connection.cursor(row_factory=dict_row).execute(listing.page, [limit, offset]).fetchall()
            total = _scalar(connection, f"select count(*) from apsp.{listing.table}")
        return serving.json_response({"data": rows, "total": total, "limit": limit, "offset": offset})

    def applicant(self, request: Request, body: bytes) -> Response:
        """GET one applicant, with its ETag."""
        return self._one("pemohon", request.path_params["id"])

    def application(self, request: Request, body: bytes) -> Response:
        """GET one application, with its ETag."""
        return self._one("permohonan", request.path_params["nomor"])

    def _one(self, kind: str, key: str) -> Response:
        with self._pool.connection() as connection:
            row = _row(connection, LISTINGS[kind].one, key)
        return serving.json_response(row, headers={"ETag": f'"{row["versi"]}"'})

    def change(self, request: Request, body: bytes) -> Response:
        """PATCH one applicant."""
        expected = request.headers.get("if-match")
        if not expected:
            raise Problem(428, "If-Match wajib ada")
        write = _Write.of(request, body)
        with self._pool.connection() as connection:
            return write.once(connection) or self._change(connection, request.path_params["id"], expected, write)

    def _change(self, connection: serving.Connection, key: str, expected: str, write: _Write) -> Response:
        versi = _row(connection, "select versi from apsp.pemohon where id = %s for update", key)["versi"]
        if expected != f'"{versi}"':
            raise Problem(412, "Data sudah berubah sejak dibaca")
        values = _checked(write.content)
        settings = ", ".join(f"{name} = %s" for name in values)
        connection.execute(
            f"update apsp.pemohon set {settings}, versi = versi + 1, diubah = clock_timestamp() where id = %s",
            [*values.values(), key],
        )
        row = _row(connection, LISTINGS["pemohon"].one, key)
        return write.accept(connection, 200, row, etag=f'"{row["versi"]}"')

    def add_note(self, request: Request, body: bytes) -> Response:
        """POST a note on an application."""
        write = _Write.of(request, body)
        with self._pool.connection() as connection:
            return write.once(connection) or self._add_note(connection, request.path_params["nomor"], write)

    def _add_note(self, connection: serving.Connection, nomor: str, write: _Write) -> Response:
        _row(connection, "select nomor from apsp.permohonan where nomor = %s", nomor)
        text = write.content.get("isi")
        if not isinstance(text, str) or not 1 <= len(text) <= 2000:
            raise Problem(422, "Isian tidak sah", {"isi": ["wajib teks 1 sampai 2000 huruf"]})
        number = _scalar(
            connection,
            "insert into apsp.catatan (nomor_permohonan, isi, kunci) values (%s, %s, %s) returning id",
            nomor,
            text,
            write.key,
        )
        return write.accept(connection, 201, {"id": str(number), "kunci": write.key})

    def notes(self, request: Request, body: bytes) -> Response:
        """GET the notes of an application, oldest first."""
        nomor = request.path_params["nomor"]
        statement = (
            f"select id::text as id, isi, kunci, {_iso('dibuat')} from apsp.catatan "
            "where nomor_permohonan = %s order by apsp.catatan.id"
        )
        with self._pool.connection() as connection:
            _row(connection, "select nomor from apsp.permohonan where nomor = %s", nomor)
            rows = connection.cursor(row_factory=dict_row).execute(statement, [nomor]).fetchall()
        return serving.json_response({"data": rows})


@dataclass(frozen=True, kw_only=True)
class _Write:
    """A write with its Idempotency-Key: done once, answered the same ever after."""

    key: str
    #: Method and path.
    way: str
    content: dict[str, Any]
    digest: str

    @classmethod
    def of(cls, request: Request, body: bytes) -> _Write:
        key = request.headers.get("idempotency-key", "")
        if not 1 <= len(key) <= 200:
            raise Problem(400, "Idempotency-Key wajib ada, paling panjang 200 huruf")
        try:
            content = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Problem(400, "Isi bukan JSON yang sah") from None
        if not isinstance(content, dict):
            raise Problem(400, "Isi harus berupa objek JSON")
        way = f"{request.method} {request.url.path}"
        digest = hashlib.sha256(way.encode() + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return cls(key=key, way=way, content=content, digest=digest)

    def once(self, connection: serving.Connection) -> Response | None:
        """The answer already given under this key; None if it is new. Two at once wait for each other."""
        connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.key])
        statement = "select sidik, status, badan, etag from apsp.idempotensi where kunci = %s"
        kept = connection.execute(statement, [self.key]).fetchone()
        if kept is None:
            return None
        digest, status, answer, etag = kept
        if digest != self.digest:
            raise Problem(409, "Idempotency-Key sudah dipakai untuk isi yang lain")
        return _json_text(answer.encode(), status, etag)

    def accept(self, connection: serving.Connection, status: int, row: dict[str, Any], etag: str = "") -> Response:
        """Log the write and keep its answer, in the transaction that did it."""
        answer = orjson.dumps(row)
        connection.execute(
            "insert into apsp.log_tulis (kunci, jalan, isi) values (%s, %s, %s)",
            [self.key, self.way, orjson.dumps(self.content).decode()],
        )
        connection.execute(
            "insert into apsp.idempotensi (kunci, jalan, sidik, status, badan, etag) values (%s, %s, %s, %s, %s, %s)",
            [self.key, self.way, self.digest, status, answer.decode(), etag],
        )
        return _json_text(answer, status, etag)


def _checked(content: dict[str, Any]) -> dict[str, str | None]:
    """The values of a PATCH; a 422 that names every bad field otherwise."""
    errors: dict[str, list[str]] = {} if content else {"": ["tidak ada isian"]}
    for name, value in content.items():
        if name not in WRITABLE:
            errors[name] = ["tidak dapat diubah"]
        elif value is not None and not (isinstance(value, str) and re.fullmatch(WRITABLE[name], value)):
            errors[name] = ["bentuknya salah"]
    if errors:
        raise Problem(422, "Isian tidak sah", errors)
    return content


def _number(request: Request, name: str, usual: int, *, smallest: int, largest: int) -> int:
    text = request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and smallest <= int(text) <= largest):
        raise Problem(400, f"{name} harus angka {smallest} sampai {largest}")
    return int(text)


def _row(connection: serving.Connection, statement: str, key: str) -> dict[str, Any]:
    row = connection.cursor(row_factory=dict_row).execute(statement, [key]).fetchone()
    if row is None:
        raise Problem(404, "Tidak ditemukan")
    return row


def _scalar(connection: serving.Connection, statement: str, *values: str) -> Any:
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None


def _json_text(body: bytes, status: int, etag: str) -> Response:
    return Response(body, status, headers={"ETag": etag} if etag else {}, media_type="application/json")


def _problem(problem: Problem) -> Response:
    content: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status}
    if problem.errors is not None:
        content["errors"] = problem.errors
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else {}
    return serving.json_response(content, problem.status, headers, "application/problem+json")


def application(pool: serving.Pool, tokens: Tokens) -> Starlette:
    """The service's HTTP side. Application numbers hold slashes; both / and %2F are understood."""
    service = Service(pool, tokens)

    def route(path: str, handler: serving.Handler, method: str) -> Route:
        return Route(f"/api/v1/{path}", serving.threaded(service.guarded(handler)), methods=[method])

    return Starlette(
        routes=[
            Route("/oauth/token", serving.threaded(tokens.issue), methods=["POST"]),
            route("pemohon/{id}", service.applicant, "GET"),
            route("pemohon/{id}", service.change, "PATCH"),
            route("permohonan/{nomor:path}/catatan", service.notes, "GET"),
            route("permohonan/{nomor:path}/catatan", service.add_note, "POST"),
            route("permohonan/{nomor:path}", service.application, "GET"),
            route("{jenis}", service.list, "GET"),
        ]
    )


def main() -> None:
    """Run the service until SIGTERM."""
    parser = serving.arguments("The simulated one-door service (REST)")
    parser.add_argument("--token-seconds", type=float, default=300.0, help="how long an access token is good")
    options = parser.parse_args()
    client, password = serving.secret("SIMPUL_APSP_CLIENT_ID"), serving.secret("SIMPUL_APSP_CLIENT_SECRET")
    tokens = Tokens(client, password, options.token_seconds)
    serving.serve(application(serving.Pool(options.url), tokens), options)


if __name__ == "__main__":
    main()
