"""The population registry: SOAP 1.1 behind a WS-Security login, answers of up to 5,000 rows.

Its ugliness is on purpose: dates as dd-mm-yyyy, names with trailing blanks, region parts as integers, flags instead of
deletes, a protected column nobody asked for, Faults with HTTP 500 or 200.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import html
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree
from psycopg.errors import Error as DatabaseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import serving
from simpul.core import clock
from simpul.core.clock import WIB

NS = "urn:simpul:siak:v1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
WSDL = Path(__file__).resolve().parent.parent / "mappings" / "siak" / "siak.wsdl"
LARGEST, USUAL = 5000, 1000
HEAD = (
    f'<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope xmlns:soap="{SOAP}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>'
)
FOOT = "</soap:Body></soap:Envelope>"
#: COPY writes this for null; no text may hold it in XML.
NULL = b"\x02"
#: Control characters that XML cannot carry; COPY's own separators and NULL stay.
FORBIDDEN = bytes(set(range(32)) - {2, 9, 10})
COPY_ESCAPES = {b"t": b"\t", b"n": b"\n", b"r": b"&#13;", b"b": b"", b"f": b"", b"v": b"", b"\\": b"\\"}


class Fault(Exception):
    """A SOAP Fault: ``code`` with its prefix, HTTP ``status`` as this registry happens to send it."""

    def __init__(self, code: str, text: str, *, status: int = 200) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One kind of row: its element, where it comes from and in which order it is read."""

    element: str
    #: SQL of one page, with {condition} and {limit}; a = the table that orders.
    source: str
    #: Tag and SQL expression, the key first and the time last.
    columns: tuple[tuple[str, str], ...]
    time: str
    key: str

    @property
    def template(self) -> bytes:
        """A row with a slot after each tag name: a value arrives as ``>value``, a null as `` xsi:nil="true">``."""
        fields = "".join(f"<{tag}%s</{tag}>" for tag, _ in self.columns)
        return f"<{self.element}>{fields}</{self.element}>".encode()

    @property
    def copy(self) -> str:
        expressions = ", ".join(expression for _, expression in self.columns)
        return f"copy (select {expressions} from {self.source}) to stdout (format text, null E'\\x02')"


def _time(column: str) -> str:
    return f"to_char({column}, 'DD-MM-YYYY HH24:MI:SS.US')"


def _columns(names: str, table: str = "a") -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{table}.{name.lower()}") for name in names.split())


PENDUDUK = Listing(
    element="Penduduk",
    source=(
        "(select * from siak.biodata_wni a where {condition} order by a.tgl_ubah, a.nik limit {limit}) a"
        " left join siak.data_keluarga k on k.no_kk = a.no_kk order by a.tgl_ubah, a.nik"
    ),
    columns=(
        *_columns("NIK NO_KK"),
        ("NAMA_LGKP", "a.nama_lgkp || repeat(' ', 1 + length(a.nama_lgkp) % 3)"),
        *_columns("TMPT_LHR TGL_LHR JENIS_KLMIN GOL_DRH AGAMA STAT_KWN STAT_HBKEL PDDK_AKH JENIS_PKRJN"),
        *_columns("NAMA_LGKP_IBU NAMA_LGKP_AYAH"),
        *_columns("ALAMAT NO_RT NO_RW DUSUN", "k"),
        *_columns(
            "NO_PROP NO_KAB NO_KEC NO_KEL STAT_HIDUP FLAG_STATUS FLAG_PINDAH EKTP_CURRENT_STATUS_CODE PNYDNG_CCT"
        ),
        ("TGL_ENTRI", _time("a.tgl_entri")),
        ("TGL_UBAH", _time("a.tgl_ubah")),
    ),
    time="a.tgl_ubah",
    key="a.nik",
)
KELUARGA = Listing(
    element="Keluarga",
    source="siak.data_keluarga a where {condition} order by a.tgl_updation, a.no_kk limit {limit}",
    columns=(
        *_columns("NO_KK NIK_KK NAMA_KEP ALAMAT NO_RT NO_RW DUSUN KODE_POS"),
        *_columns("NO_PROP NO_KAB NO_KEC NO_KEL FLAG_STATUS"),
        ("TGL_UPDATION", _time("a.tgl_updation")),
    ),
    time="a.tgl_updation",
    key="a.no_kk",
)
PERISTIWA = Listing(
    element="Peristiwa",
    source="siak.peristiwa a where {condition} order by a.tgl_entri, a.id_peristiwa limit {limit}",
    columns=(
        *_columns("ID_PERISTIWA JENIS NIK TGL_PERISTIWA NO_DOKUMEN"),
        ("TGL_ENTRI", _time("a.tgl_entri")),
    ),
    time="a.tgl_entri",
    key="a.id_peristiwa",
)
LISTINGS = {f"Daftar{listing.element}": listing for listing in (PENDUDUK, KELUARGA, PERISTIWA)}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows as XML, how many they are, and the token of the last one if more follow."""

    body: bytes
    count: int
    token: str


class Registry:
    """Answers the operations of the WSDL."""

    def __init__(self, pool: serving.Pool, user: str, password: str) -> None:
        self._pool, self._login = pool, (user, password)

    def answer(self, request: Request, body: bytes) -> Response:
        """The SOAP endpoint: a response or a Fault, never a bare error."""
        try:
            operation, parameters = _read_envelope(body, self._login)
            content = self._operate(operation, parameters)
        except Fault as fault:
            return _soap(_fault(fault), fault.status)
        except DatabaseError:
            return _soap(_fault(Fault("soap:Server", "Basis data SIAK tidak dapat dihubungi")), 500)
        return _soap(content)

    def _operate(self, operation: str, parameters: dict[str, str]) -> bytes:
        if operation in LISTINGS:
            return self._list(operation, parameters)
        if operation == "CariPenduduk":
            return self._find(parameters.get("NIK", ""))
        if operation == "Waktu":
            now = clock.now().astimezone(WIB).strftime("%d-%m-%Y %H:%M:%S")
            return f'<WaktuResponse xmlns="{NS}"><Waktu>{now}</Waktu></WaktuResponse>'.encode()
        raise Fault("soap:Client", f"Operasi tidak dikenal: {operation[:40]}")

    def _list(self, operation: str, parameters: dict[str, str]) -> bytes:
        listing, size = LISTINGS[operation], _size(parameters.get("Ukuran", ""))
        condition, values = _condition(listing, parameters)
        rows = self._read(listing, condition, values, size)
        head = f'<{operation}Response xmlns="{NS}"><Jumlah>{rows.count}</Jumlah><Token>{rows.token}</Token><Baris>'
        return b"".join((head.encode(), rows.body, f"</Baris></{operation}Response>".encode()))

    def _find(self, nik: str) -> bytes:
        if not nik:
            raise Fault("soap:Client", "NIK wajib diisi", status=500)
        rows = self._read(PENDUDUK, "a.nik = %s", [nik], 1)
        head = f'<CariPendudukResponse xmlns="{NS}"><Baris>'.encode()
        return b"".join((head, rows.body, b"</Baris></CariPendudukResponse>"))

    def _read(self, listing: Listing, condition: str, values: list[object], size: int) -> Rows:
        statement = listing.copy.replace("%", "%%").format(condition=condition, limit="%s")
        with self._pool.connection() as connection:
            cursor = connection.cursor()
            with cursor.copy(statement, [*values, size + 1]) as copy:
                lines = _xml_values(b"".join(copy))
        more, lines = len(lines) > size, lines[:size]
        template = listing.template
        body = b"".join([template % tuple(line.split(b"\t")) for line in lines])
        return Rows(body=_unescape_copy(body), count=len(lines), token=_token(lines[-1]) if more else "")


def _xml_values(data: bytes) -> list[bytes]:
    """COPY's lines with every value ready for its slot in the row template; the whole buffer at a time, for speed."""
    data = data.translate(None, FORBIDDEN).replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    data = b">" + data.replace(b"\t", b"\t>").replace(b"\n", b"\n>")
    return data.replace(b">" + NULL, b' xsi:nil="true">').split(b"\n")[:-1]


def _unescape_copy(body: bytes) -> bytes:
    if b"\\" not in body:
        return body
    return re.sub(rb"\\(.)", lambda found: COPY_ESCAPES.get(found[1], found[0]), body)


def _token(line: bytes) -> str:
    fields = line.split(b"\t")
    position = html.unescape(f"{fields[-1][1:].decode()}|{fields[0][1:].decode()}")
    return base64.urlsafe_b64encode(position.encode()).decode()


def _size(text: str) -> int:
    if not text:
        return USUAL
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST:
        raise Fault("soap:Client", f"Ukuran harus angka 1 sampai {LARGEST}")
    return int(text)


def _condition(listing: Listing, parameters: dict[str, str]) -> tuple[str, list[object]]:
    """Where a page begins: after its token, else at Sejak, else at the first row."""
    if token := parameters.get("Token", ""):
        moment, key = _position(token)
        return f"({listing.time}, {listing.key}) > (%s, %s)", [moment, key]
    if since := parameters.get("Sejak", ""):
        return f"{listing.time} >= %s", [_moment(since, "Sejak")]
    return "true", []


def _position(token: str) -> tuple[datetime, str]:
    try:
        moment, _, key = base64.b64decode(token, altchars=b"-_", validate=True).decode().partition("|")
    except (binascii.Error, UnicodeDecodeError):
        raise Fault("soap:Client", "Token tidak sah") from None
    return _moment(moment, "Token"), key


def _moment(text: str, field: str) -> datetime:
    form = "%d-%m-%Y %H:%M:%S.%f" if "." in text else "%d-%m-%Y %H:%M:%S"
    try:
        return datetime.strptime(text, form).replace(tzinfo=WIB)
    except ValueError:
        raise Fault("soap:Client", f"{field} tidak sah: harus dd-mm-yyyy HH:MM:SS.ffffff") from None


def _read_envelope(body: bytes, login: tuple[str, str]) -> tuple[str, dict[str, str]]:
    """Operation and its parameters, once the login is right."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        envelope = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise Fault("soap:Client", "Pesan bukan XML yang sah", status=500) from None
    _check_login(envelope, login)
    call = envelope.find(f"{{{SOAP}}}Body/*")
    if call is None or etree.QName(call).namespace != NS:
        raise Fault("soap:Client", f"Badan pesan harus berisi operasi dari {NS}")
    return etree.QName(call).localname, {etree.QName(part).localname: part.text or "" for part in call}


def _check_login(envelope: etree._Element, login: tuple[str, str]) -> None:
    token = envelope.find(f"{{{SOAP}}}Header/{{{WSSE}}}Security/{{{WSSE}}}UsernameToken")
    refused = Fault("wsse:FailedAuthentication", "Nama pengguna atau kata sandi salah", status=500)
    if token is None:
        raise refused
    password = token.find(f"{{{WSSE}}}Password")
    if password is None or password.get("Type", PASSWORD_TEXT) != PASSWORD_TEXT:
        raise refused
    given = ((token.findtext(f"{{{WSSE}}}Username") or ""), password.text or "")
    right = [hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, login, strict=True)]
    if not all(right):
        raise refused


def _fault(fault: Fault) -> bytes:
    return (
        f'<soap:Fault xmlns:wsse="{WSSE}"><faultcode>{fault.code}</faultcode>'
        f"<faultstring>{escape(fault.text)}</faultstring></soap:Fault>"
    ).encode()


def _soap(content: bytes, status: int = 200) -> Response:
    return Response(b"".join((HEAD.encode(), content, FOOT.encode())), status, media_type="text/xml")


def _wsdl(request: Request, body: bytes) -> Response:
    """The pinned WSDL with this server's own address in it."""
    text = WSDL.read_text(encoding="utf-8")
    address = f"http://{request.headers.get('host', '127.0.0.1')}{request.url.path}"
    text = re.sub(r'(<soap:address location=")[^"]*', lambda found: found[1] + escape(address), text)
    return Response(text, media_type="text/xml")


def application(pool: serving.Pool, user: str, password: str) -> Starlette:
    """The registry's HTTP side."""
    registry = Registry(pool, user, password)
    return Starlette(
        routes=[
            Route("/siak/ws", serving.threaded(_wsdl), methods=["GET"]),
            Route("/siak/ws", serving.threaded(registry.answer), methods=["POST"]),
        ]
    )


def main() -> None:
    """Run the registry until SIGTERM."""
    options = serving.arguments("The simulated population registry (SOAP)").parse_args()
    pool = serving.Pool(options.url)
    app = application(pool, serving.secret("SIMPUL_SIAK_USER"), serving.secret("SIMPUL_SIAK_PASSWORD"))
    serving.serve(app, options)


if __name__ == "__main__":
    main()
