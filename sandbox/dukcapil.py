"""The national access right (hak akses): JSON POST, always HTTP 200 with its own RESPONSE_CODE.

Its ugliness is on purpose: a daily quota, opening hours, texts in changing case and spacing, key names in either case.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import psycopg
from psycopg.rows import dict_row
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import serving
from simpul.core import clock
from simpul.core.clock import WIB

BASE = "/dukcapil/get_json/12-71/diskominfo_1271"
TEXTS = {
    "03": "Login Gagal",
    "05": "Kuota Akses Hari ini telah Habis",
    "06": "Akses di luar jam yang diizinkan",
    "07": "Parameter tidak lengkap",
    "08": "NIK tidak dapat diproses",
    "09": "User, Password, IP tidak boleh kosong",
    "11": "Data Ditemukan, Meninggal Dunia",
    "12": "Data Ditemukan, Data Ganda",
    "13": "Data Tidak Ditemukan, NIK tidak terdapat di database Kependudukan",
    "14": "Data Ditemukan, Status Non Aktif silahkan hubungi Dinas Dukcapil",
    "15": "Data Tidak Ditemukan, NIK tidak sesuai format Dukcapil",
    "99": "Kesalahan sistem",
}
SEXES = {"1": "LAKI-LAKI", "2": "PEREMPUAN"}
#: Compared letter for letter, and compared by likeness.
EXACT, FUZZY = ("NO_KK", "TGL_LHR", "JENIS_KLMIN"), ("NAMA_LGKP", "TMPT_LHR", "ALAMAT")
#: What this service says of a number it has found; which of the two, differs by client.
FOUND = ("00", "01")
PERSON = """select b.nik, b.no_kk, b.nama_lgkp, b.tmpt_lhr, b.tgl_lhr, b.jenis_klmin, b.stat_hidup, b.flag_status,
    k.alamat, p.kode from siak.biodata_wni b left join siak.data_keluarga k on k.no_kk = b.no_kk
    left join dukcapil.penanda p on p.nik = b.nik where b.nik = %s"""
COUNT = """insert into dukcapil.pemakaian as p (tanggal, jumlah) values (%s, 1)
    on conflict (tanggal) do update set jumlah = p.jumlah + 1 where p.jumlah < %s returning jumlah"""


class Coded(Exception):
    """An answer that is a RESPONSE_CODE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the agreement grants: who, how many calls a day, in which hours of Asia/Jakarta."""

    user: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    quota: int
    #: ``HH:MM-HH:MM``; 24:00 is the end of the day.
    hours: str = "00:00-24:00"

    def open_at(self, moment: datetime) -> bool:
        start, end = self.hours.split("-")
        return start <= moment.strftime("%H:%M") < end


class Service:
    """Answers verification and data balikan."""

    def __init__(self, pool: serving.Pool, terms: Terms) -> None:
        self._pool, self._terms = pool, terms

    def verify(self, request: Request, body: bytes) -> Response:
        """POST CALL_VERIFY_BY_ELEMEN: each element asked for, Sesuai or Tidak Sesuai."""
        left = self._terms.quota
        try:
            asked = self._admit(body)
            with self._pool.connection() as connection:
                left = self._spend(connection)
                person = connection.cursor(row_factory=dict_row).execute(PERSON, [asked["NIK"]]).fetchone()
            content = _compare(asked, _living(person))
        except Coded as coded:
            content, left = _coded(coded.code), 0 if coded.code == "05" else left
        except psycopg.Error:
            content = _coded("99")
        return _answer(content, left)

    def _admit(self, body: bytes) -> Mapping[str, str]:
        """The request's fields in upper case, once login, hours and shape are right."""
        asked = _fields(body)
        given = asked.get("USER_ID", ""), asked.get("PASSWORD", "")
        if not all(given) or not asked.get("IP_USER"):
            raise Coded("09")
        right = self._terms.user, self._terms.password
        if not all(
            [hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, right, strict=True)]
        ):
            raise Coded("03")
        if not self._terms.open_at(clock.now().astimezone(WIB)):
            raise Coded("06")
        if not asked.get("NIK") or not asked.get("TRESHOLD", "").isdigit():
            raise Coded("07")
        if not re.fullmatch(r"[0-9]{16}", asked["NIK"]):
            raise Coded("15")
        return asked

    def _spend(self, connection: serving.Connection) -> int:
        """Calls left today after this one."""
        today = clock.today()
        row = connection.execute(COUNT, [today, self._terms.quota]).fetchone() if self._terms.quota else None
        if row is None:
            raise Coded("05")
        return self._terms.quota - int(row[0])

    def take_back(self, request: Request, body: bytes) -> Response:
        """POST data balikan; 400 when all of it was sent before."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), self._terms.token.encode()):
            return serving.json_response({"message": "Unauthorized"}, 401)
        items = _returned(body)
        if not items:
            return serving.json_response({"message": "Data tidak lengkap"}, 400)
        try:
            with self._pool.connection() as connection:
                stored = sum(_store(connection, nik, param) for nik, param in items)
        except psycopg.Error:
            return serving.json_response({"message": "Kesalahan sistem"}, 500)
        if not stored:
            return serving.json_response({"message": "Data sudah pernah dikirim"}, 400)
        return serving.json_response({"message": "Success"})


def _fields(body: bytes) -> dict[str, str]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Coded("07") from None
    if not isinstance(content, dict):
        raise Coded("07")
    return {name.upper(): value for name, value in content.items() if isinstance(value, str)}


def _living(person: dict[str, Any] | None) -> dict[str, Any]:
    if person is None:
        raise Coded("13")
    if person["kode"]:
        raise Coded(person["kode"])
    if person["stat_hidup"] == "2":
        raise Coded("11")
    if person["flag_status"] == "1" or person["stat_hidup"] == "9":
        raise Coded("14")
    return person


def _compare(asked: Mapping[str, str], person: dict[str, Any]) -> dict[str, str]:
    """Only the elements that were asked for."""
    known = {name: person[name.lower()] or "" for name in (*EXACT, *FUZZY)}
    known["JENIS_KLMIN"] = SEXES.get(known["JENIS_KLMIN"], "")
    exact = {name: _said(_plain(asked[name]) == _plain(known[name])) for name in EXACT if name in asked}
    fuzzy = {name: _likeness(asked[name], known[name], asked["TRESHOLD"]) for name in FUZZY if name in asked}
    found = {"RESPONSE_CODE": FOUND[int(asked["NIK"][-1]) % 2], "RESPON": "Data Ditemukan"}
    return {"NIK": "Sesuai"} | exact | fuzzy | found


def _likeness(one: str, other: str, threshold: str) -> str:
    score = round(100 * difflib.SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio())
    return f"{_said(score >= int(threshold))} ({score})"


def _said(agrees: bool) -> str:
    return "Sesuai" if agrees else "Tidak Sesuai"


def _plain(text: str) -> str:
    return " ".join(text.upper().split())


def _coded(code: str) -> dict[str, str]:
    """A code with its text, written as this service writes today: cases and blanks change from call to call."""
    text = TEXTS[code]
    ways = (text, text, text.upper(), text.capitalize(), text.replace(" ", "  ", 1))
    return {"RESPONSE_CODE": code, "RESPON": random.choice(ways)}


def _answer(content: dict[str, str], left: int) -> Response:
    frame = {"lastPage": True, "firstPage": True, "number": 0, "size": 1, "numberOfElements": 1, "totalElements": 1}
    return serving.json_response({"content": [content]} | frame | {"sort": None, "quotaLimiter": left})


def _returned(body: bytes) -> list[tuple[str, dict[str, str]]]:
    """NIK and fields of every person in a batch of data balikan; empty if its shape is wrong anywhere."""
    try:
        batches = orjson.loads(body)
        return [
            (str(person["NIK"]), {name: str(value) for part in person["param"] for name, value in part.items()})
            for batch in batches
            if batch["id_lembaga"] and batch["nama_lembaga"]
            for person in batch["data"]
        ]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return []


def _store(connection: serving.Connection, nik: str, param: dict[str, str]) -> int:
    """1 if new, 0 if the same was sent before."""
    text = orjson.dumps(param, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(nik.encode() + text).hexdigest()
    statement = "insert into dukcapil.balikan (nik, param, sidik) values (%s, %s, %s) on conflict (sidik) do nothing"
    return connection.execute(statement, [nik, text.decode(), digest]).rowcount


def application(pool: serving.Pool, terms: Terms) -> Starlette:
    """The service's HTTP side."""
    service = Service(pool, terms)
    return Starlette(
        routes=[
            Route(f"{BASE}/CALL_VERIFY_BY_ELEMEN", serving.threaded(service.verify), methods=["POST"]),
            Route(f"{BASE}/data_balikan", serving.threaded(service.take_back), methods=["POST"]),
        ]
    )


def main() -> None:
    """Run the service until SIGTERM."""
    parser = serving.arguments("The simulated national access right (JSON)")
    parser.add_argument("--quota", type=int, default=50_000, help="calls a day")
    parser.add_argument("--hours", default="00:00-24:00", help="opening hours, Asia/Jakarta, HH:MM-HH:MM")
    options = parser.parse_args()
    terms = Terms(
        user=serving.secret("SIMPUL_DUKCAPIL_USER"),
        password=serving.secret("SIMPUL_DUKCAPIL_PASSWORD"),
        token=serving.secret("SIMPUL_DUKCAPIL_TOKEN"),
        quota=options.quota,
        hours=options.hours,
    )
    serving.serve(application(serving.Pool(options.url), terms), options)


if __name__ == "__main__":
    main()
