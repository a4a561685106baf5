"""Small in-memory agencies on real sockets, one per protocol; what they hold and accepted can be looked at."""

from __future__ import annotations

import base64
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from simpul.core import clock

Headers = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=dict)


Handler = Callable[[Request], Reply]


def said(value: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON reply."""
    return Reply(status=status, body=json.dumps(value).encode(), headers={"Content-Type": "application/json"} | headers)


@contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on a free port of this machine."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _do(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = handler(
                Request(
                    method=self.command,
                    path=unquote(parts.path),
                    query=query,
                    headers=headers,
                    body=self.rfile.read(length),
                )
            )
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PATCH = _do

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what these tests are about."""

    server = Quiet(("127.0.0.1", 0), Answering)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class OneDoor:
    """REST with OAuth2, offsets newest first, ETag, If-Match and Idempotency-Key."""

    secret = "rahasia-klien-77"

    def __init__(self, count: int = 23) -> None:
        self.rows = [
            {"id": f"P-{n:04}", "nama": f"WARGA {n}", "versi": 1, "diubah": f"2026-05-01T08:{n:02}:00+07:00"}
            for n in reversed(range(count))
        ]
        self.notes: list[dict[str, str]] = []
        self.log: list[str] = []
        self.answers: dict[str, tuple[bytes, Reply]] = {}
        self.tokens = 0
        #: Tokens below this number are refused, as if they had expired.
        self.expired = 0
        self.before_list: Callable[[int], None] = lambda offset: None
        self.stuck = False

    def __call__(self, request: Request) -> Reply:
        if request.path == "/oauth/token":
            return self._token(request)
        if not self._known(request.headers.get("authorization", "")):
            return said({"title": "Token salah"}, 401)
        if request.path == "/pemohon":
            return self._list(request)
        if request.path.endswith("/catatan"):
            return self._notes(request)
        return self._record(request)

    def _token(self, request: Request) -> Reply:
        expected = base64.b64encode(f"simpul:{self.secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return said({"error": "invalid_client"}, 401)
        self.tokens += 1
        return said({"access_token": f"token-{self.tokens}-rahasia", "token_type": "Bearer", "expires_in": 300})

    def _known(self, header: str) -> bool:
        found = re.fullmatch(r"Bearer token-(\d+)-rahasia", header)
        return bool(found) and int(found[1]) > self.expired  # type: ignore[index]

    def _list(self, request: Request) -> Reply:
        offset, limit = int(request.query["offset"]), int(request.query["limit"])
        self.before_list(offset)
        offset = 0 if self.stuck else offset
        rows = self.rows[offset : offset + limit]
        return said({"data": rows, "total": len(self.rows), "limit": limit, "offset": offset})

    def _record(self, request: Request) -> Reply:
        found = [row for row in self.rows if request.path == f"/pemohon/{row['id']}"]
        if not found:
            return said({"title": "Tidak ditemukan"}, 404)
        row, key = found[0], request.headers.get("idempotency-key", "")
        if request.method == "GET":
            return said(row, ETag=f'"{row["versi"]}"')
        if key in self.answers:
            body, reply = self.answers[key]
            return reply if body == request.body else said({"title": "Kunci sudah dipakai"}, 409)
        if request.headers.get("if-match") != f'"{row["versi"]}"':
            return said({"title": "Data sudah berubah"}, 412)
        change = json.loads(request.body)
        if "nik" in change:
            return said({"title": "Isian tidak sah", "errors": {"nik": ["1271091004900001 tidak boleh"]}}, 422)
        row.update(change, versi=int(str(row["versi"])) + 1)
        reply = said(row, ETag=f'"{row["versi"]}"')
        self.log.append(key)
        self.answers[key] = request.body, reply
        return reply

    def _notes(self, request: Request) -> Reply:
        if request.method == "GET":
            return said({"data": self.notes})
        key = request.headers["idempotency-key"]
        if key not in self.answers:
            note = {"id": str(len(self.notes) + 1), "isi": json.loads(request.body)["isi"], "kunci": key}
            self.notes.append(note)
            self.log.append(key)
            self.answers[key] = request.body, said(note, 201)
        return self.answers[key][1]


class Complaints:
    """REST with two secret headers, success:true on errors, no idempotency."""

    auth, token = "Bearer rahasia-satu-11", "{rahasia-dua-22}"

    def __init__(self, count: int = 23, ties: int = 0) -> None:
        minute = [min(n, count - ties) for n in range(count)]
        self.rows = [
            {"complaint_id": 1000 + n, "title": f"Aduan {n}", "updated_at": f"2026-05-01T08:{minute[n]:02}:00+07:00"}
            for n in range(count)
        ]
        self.followups: dict[int, list[dict[str, Any]]] = {
            row["complaint_id"]: [
                {
                    "followup_id": row["complaint_id"] * 100 + n,
                    "complaint_id": row["complaint_id"],
                    "content": f"ke {n}",
                }
                for n in range(row["complaint_id"] % 4)
            ]
            for row in self.rows
        }
        self.stuck = False
        #: Whether updated_since means after, not from.
        self.exclusive = False
        self.message = ""

    def __call__(self, request: Request) -> Reply:
        if (request.headers.get("auth"), request.headers.get("token")) != (self.auth, self.token):
            return said({"success": True, "message": "Token tidak valid"})
        if self.message:
            return said({"success": True, "message": self.message})
        parts = request.path.strip("/").split("/")
        if len(parts) == 1:
            return self._list(request)
        number = int(parts[1])
        if number not in self.followups:
            return said({"success": True, "message": "Data tidak ditemukan"})
        if len(parts) == 2:
            return said(
                {"success": True, "results": {"data": next(r for r in self.rows if r["complaint_id"] == number)}}
            )
        return self._followups(request, number)

    def _list(self, request: Request) -> Reply:
        since = request.query.get("updated_since", "")
        rows = [row for row in self.rows if not since or self._later(_moment(str(row["updated_at"])), _moment(since))]
        rows.sort(key=lambda row: (row["updated_at"], row["complaint_id"]))
        return self._page(rows, request, int(request.query["page_size"]), 1 if self.stuck else 0)

    def _later(self, moment: float, since: float) -> bool:
        return moment > since if self.exclusive else moment >= since

    def _followups(self, request: Request, number: int) -> Reply:
        if request.method == "GET":
            return self._page(self.followups[number], request, 2, 0)
        content = json.loads(request.body).get("content", "")
        if not content:
            return said({"success": True, "errors": {"content": ["wajib"]}})
        made = {"followup_id": 9000 + len(self.followups[number]), "complaint_id": number, "content": content}
        self.followups[number].append(made)
        return said({"success": True, "results": {"followup_id": made["followup_id"]}})

    def _page(self, rows: list[dict[str, Any]], request: Request, size: int, stuck: int) -> Reply:
        page = stuck or int(request.query["page"])
        more = len(rows) > page * size or stuck
        results = {
            "data": rows[(page - 1) * size : page * size],
            "current_page": page,
            "next_page_url": "https://another.example/complaints?page=9" if more else None,
        }
        return said({"success": True, "results": results})


def _moment(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


class Registry:
    """SOAP 1.1 with a WS-Security login; rows in pages by token."""

    user, password = "simpul", "kata-sandi-33"
    fault = (
        b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
        b"<faultcode>%s</faultcode><faultstring>%s</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    )

    def __init__(self, count: int = 23) -> None:
        self.keys = [f"127109100490{n:04}" for n in range(count)]
        self.stuck = False
        self.asked: list[str] = []
        #: Status and body of every answer, if set.
        self.always: Reply | None = None
        self.wsdl = b""

    def __call__(self, request: Request) -> Reply:
        if request.method == "GET":
            return Reply(body=self.wsdl, headers={"Content-Type": "text/xml"})
        if self.always:
            return self.always
        text = request.body.decode()
        self.asked.append(text)
        if f">{self.user}<" not in text or f">{self.password}<" not in text:
            return self.refuse(b"wsse:FailedAuthentication", b"salah", 500)
        if "CariPenduduk" in text:
            return self._page("CariPenduduk", [k for k in self.keys if k in text], "")
        if "Waktu" in text:
            now = clock.now().astimezone(clock.WIB).strftime("%d-%m-%Y %H:%M:%S")
            return self._envelope(f'<WaktuResponse xmlns="urn:simpul:siak:v1"><Waktu>{now}</Waktu></WaktuResponse>')
        return self._list(text)

    def refuse(self, code: bytes, reason: bytes, status: int) -> Reply:
        return Reply(status=status, body=self.fault % (code, reason), headers={"Content-Type": "text/xml"})

    def _list(self, text: str) -> Reply:
        token = re.search(r"Token>([^<]+)<", text)
        size = int(re.search(r"Ukuran>(\d+)<", text)[1])  # type: ignore[index]
        begin = int(token[1]) if token and not self.stuck else 0
        rows = self.keys[begin : begin + size]
        following = str(begin + size) if begin + size < len(self.keys) or self.stuck else ""
        return self._page("DaftarPenduduk", rows, following)

    def _page(self, operation: str, rows: list[str], token: str) -> Reply:
        # A name that looks like the token must not be taken for it.
        body = "".join(f"<Penduduk><NIK>{key}</NIK><Token>salah</Token></Penduduk>" for key in rows)
        return self._envelope(
            f'<{operation}Response xmlns="urn:simpul:siak:v1"><Jumlah>{len(rows)}</Jumlah><Token>{token}</Token>'
            f"<Baris>{body}</Baris></{operation}Response>"
        )

    def _envelope(self, content: str) -> Reply:
        text = (
            '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
            f"{content}</soap:Body></soap:Envelope>\n"
        )
        return Reply(body=text.encode(), headers={"Content-Type": "text/xml; charset=utf-8"})


class AccessRight:
    """Dukcapil: always 200, own codes, data balikan that knows what it was sent."""

    password, token = "sandi-hak-akses-44", "pembawa-55"

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.returned: list[str] = []
        self.code = ""

    def __call__(self, request: Request) -> Reply:
        if request.path == "/balikan":
            return self._returned(request)
        asked = json.loads(request.body)
        self.asked.append(asked)
        code = self.code or ("" if asked["password"] == self.password else "03")
        row = {"RESPONSE_CODE": code, "RESPON": "Keterangan  dari Dukcapil"} if code else {"NIK": "Sesuai"}
        if not code and "NAMA_LGKP" in asked:
            row["NAMA_LGKP"] = "Sesuai (100)"
        return said({"content": [row], "lastPage": True, "quotaLimiter": 7})

    def _returned(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return said({"message": "Unauthorized"}, 401)
        text = request.body.decode()
        if text in self.returned:
            return said({"message": "Data sudah pernah dikirim"}, 400)
        self.returned.append(text)
        return said({"message": "Success"})
