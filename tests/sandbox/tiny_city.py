"""A tiny city written by hand, and ways to call the agencies that hold it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
import requests

from sandbox import serving, up

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
NIK = [f"127109100190900{n}" for n in range(1, 8)]
CITY = f"""
insert into siak.data_keluarga values ('1271090101209001', '{NIK[0]}', 'SITI', 'JL. GARU III NO. 5', '2', '5',
  'LINGKUNGAN III', '20147', '12', '71', '9', '1004', '0', '2026-01-01+07', '2026-03-01 08:00:00.000001+07');
insert into siak.biodata_wni select nik, '1271090101209001', 'SITI AISYAH', 'MEDAN', '10-10-1990', '2', null, '1', '1',
  '1', '5', '15', 'NUR', 'AHMAD', '12', '71', '9', '1004', '1', '0', '0', '8', '0', '2026-01-01+07',
  '2026-03-01 08:00:00+07'::timestamptz + (n / 2) * interval '1 microsecond'
  from unnest(array['{"','".join(NIK)}']) with ordinality as t(nik, n);
update siak.biodata_wni set stat_hidup = '2' where nik = '{NIK[4]}';
update siak.biodata_wni set flag_status = '1' where nik = '{NIK[5]}';
insert into siak.peristiwa values ('P-1', 'MATI', '{NIK[4]}', '01-03-2026', '1271-KM-1', '2026-03-01 08:00+07');
insert into apsp.pemohon select 'P-' || lpad(n::text, 7, '0'), nik, '1271090101209001', 'Siti Aisyah', 'Medan',
  '1990-10-10', 'P', 'ISLAM', 'KAWIN', 'Jl. Garu III No. 5', '002/005', '12.71.09.1004', '081260000001', null, 1,
  '2026-03-01 08:00+07'::timestamptz + n * interval '1 s'
  from unnest(array['{"','".join(NIK)}']) with ordinality as t(nik, n);
insert into apsp.permohonan values ('503/000123/KTP/2026', 'P-0000001', '{NIK[0]}', 'KTP_EL_BARU', 'DIPROSES', 'LOKET',
  '12.71.09', '0', '2026-03-01 08:00+07', null, 1, '2026-03-02 08:00+07');
insert into apsp.tahapan values ('T-1', '503/000123/KTP/2026', 'DIAJUKAN', '2026-03-01 08:00+07', 'LOKET 1', null);
insert into sp4.complaint select 1000000 + n, '0000001', 'Judul', 'Isi', 'Aspirasi', 'Kependudukan', 'Proses', n = 2,
  case when n = 3 then null else n = 4 end, 'BUDI', '0812', 'b@contoh.id', '1271-10', 'Disdukcapil',
  '2026-03-01 09:00+07', null, '2026-03-01 08:00+07',
  '2026-03-01 08:00+07'::timestamptz + n * interval '1 microsecond' from generate_series(1, 7) n;
insert into sp4.followup (complaint_id, content, institution, kind, created_at)
  select 1000001, 'Jawaban ' || n, 'Disdukcapil', 'tindak_lanjut', '2026-03-01 09:00+07' from generate_series(1, 25) n;
"""


@dataclass(frozen=True, kw_only=True)
class City:
    """The running sandbox and a way to say what the agencies' clerks do behind it."""

    sandbox: up.Sandbox
    url: str

    def env(self, name: str) -> str:
        return self.sandbox.environment[f"SIMPUL_{name}"]

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(serving.libpq(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def soap(self, operation: str, *, password: str | None = None, **parameters: str) -> requests.Response:
        body = envelope(operation, parameters, self.env("SIAK_USER"), password or self.env("SIAK_PASSWORD"))
        return requests.post(self.env("SIAK_URL"), data=body.encode(), timeout=10)

    def token(self, base: str | None = None) -> str:
        login = self.env("APSP_CLIENT_ID"), self.env("APSP_CLIENT_SECRET")
        form = {"grant_type": "client_credentials"}
        answer = requests.post(f"{base or self.env('APSP_URL')}/oauth/token", data=form, auth=login, timeout=10)
        return str(answer.json()["access_token"])

    def apsp(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
        bearer = {"Authorization": f"Bearer {self.token()}"}
        url = f"{self.env('APSP_URL')}/api/v1/{path}"
        return requests.request(method, url, headers=bearer | (headers or {}), timeout=10, **more)

    def sp4(self, method: str, path: str, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else self.env("SP4_URL") + path
        headers = {"auth": self.env("SP4_AUTH"), "token": self.env("SP4_TOKEN")}
        return requests.request(method, url, headers=headers, timeout=10, **more)

    def verify(self, nik: str, **fields: str) -> dict[str, Any]:
        login = {"user_id": self.env("DUKCAPIL_USER"), "password": self.env("DUKCAPIL_PASSWORD"), "ip_user": "10.0.0.1"}
        body = {"NIK": nik, "TRESHOLD": "90"} | login | fields
        answer = requests.post(f"{self.dukcapil}/CALL_VERIFY_BY_ELEMEN", json=body, timeout=10)
        assert answer.status_code == 200
        return dict(answer.json())

    @property
    def dukcapil(self) -> str:
        return f"{self.env('DUKCAPIL_URL')}/dukcapil/get_json/12-71/diskominfo_1271"


def envelope(operation: str, parameters: dict[str, str], user: str, password: str) -> str:
    """A SOAP call with its WS-Security login."""
    login = f"<w:Username>{user}</w:Username><w:Password>{password}</w:Password>"
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in parameters.items())
    header = f'<w:Security xmlns:w="{WSSE}"><w:UsernameToken>{login}</w:UsernameToken></w:Security>'
    call = f'<{operation} xmlns="urn:simpul:siak:v1">{fields}</{operation}>'
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{header}</s:Header><s:Body>{call}</s:Body></s:Envelope>'


def field(answer: requests.Response, name: str) -> list[str]:
    """Raw contents of every element of this name in a SOAP answer."""
    return re.findall(f"<{name}>(.*?)</{name}>", answer.text, re.DOTALL)


def fill(url: str) -> None:
    """Put the tiny city in place of whatever the agencies held."""
    with psycopg.connect(serving.libpq(url), autocommit=True) as connection:
        tables = connection.execute(
            "select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables "
            "where schemaname in ('siak', 'apsp', 'sp4', 'dukcapil')"
        ).fetchone()
        assert tables is not None
        connection.execute(f"truncate {tables[0]} restart identity".encode())
        connection.execute(CITY.encode())
