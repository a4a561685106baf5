"""SOAP systems: zeep reads the pinned WSDL and builds envelopes; answers are handed on as the bytes received.

Building objects from bulk pages is what makes SOAP slow, so nobody does: the place to read on from is looked up in the
bytes before the first row, and only small answers and faults are parsed.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.transports import Transport
from zeep.wsse.username import UsernameToken

from adapters import checks
from adapters.auth import Basic, Headers, Login, reveal
from adapters.documents import counted, plain
from adapters.door import Door
from adapters.http import Answer, is_web_page, judge, refuse_web_page
from adapters.paging import MOST_PAGES, Repeated, believed, digest
from adapters.rest import looping
from adapters.sockets import beside
from simpul.core.clock import WIB
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Rejected, Retry, SimpulError, SourceLoops
from simpul.core.i18n import Words
from simpul.core.model import Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.core.ports import Guard, Secrets

_HARDENED = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, raw_response=True)
#: Bytes of an answer without rows that are worth parsing: faults, clocks.
_SMALL = 1024 * 1024


class Soap:
    """A way to one SOAP system. Reads only: no city system takes writes over SOAP."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._secrets = secrets
        wsse = system.auth.get("kind") == "wsse"
        self._door = Door(system, secrets, entry=Headers({}, secrets) if wsse else _login(system, secrets))
        self._made: Any = None

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """Pages by an opaque token that the source keys by (time, key)."""
        place = _Place(feed=feed, since=request.since or "", cursor=request.cursor or "", met=frozenset())
        for number in range(1, MOST_PAGES + 1):
            page = replace(self._page(place), number=number)
            yield page
            if page.cursor is None:
                return
            place = place.after(page.cursor)
        raise SourceLoops(f"{feed.name}: more than {MOST_PAGES} pages in one pass; the listing seems endless")

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """One record as it is now, by ``read.fetch``."""
        options = feed.read.get("fetch")
        if not options:
            raise BadConfig(f"{feed.name} has no read.fetch, one record cannot be asked for", file=feed.file)
        operation = str(options["operation"])
        answer = self._guard(lambda seconds: self._call(operation, {str(options["parameter"]): key}, seconds))
        if _first(answer.body, feed.rows) < 0:
            return None
        origin = f"{feed.name}: {operation}"
        return Page(number=1, body=answer.body, requested_at=answer.requested_at, cursor=None, origin=origin)

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Refused: SOAP systems are read only."""
        raise Rejected(f"{self._system.name} is read only; {write.kind} cannot be sent to it")

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """None: nothing is ever written here."""
        return None

    def check(self) -> list[Check]:
        """Name, port, TLS, login, clock, and whether the WSDL is still the pinned one."""
        found = checks.network(self._system)
        if all(line.ok for line in found):
            found += [*self._check_clock(), self._check_wsdl()]
        return found

    def close(self) -> None:
        self._door.close()

    def _page(self, place: _Place) -> Page:
        repeats: list[Repeated] = []
        operation = str(place.feed.read["operation"])

        def request(seconds: float) -> Page:
            repeats.clear()
            answer = self._call(operation, place.parameters(), seconds)
            try:
                cursor = place.accept(answer.body)
            except Repeated as error:
                repeats.append(error)
                raise
            origin = f"{place.feed.name}: {operation}"
            holds = place.holds(answer.body)
            return Page(
                number=1, body=answer.body, requested_at=answer.requested_at, cursor=cursor, origin=origin, holds=holds
            )

        return looping(self._guard, request, repeats)

    def _call(self, operation: str, parameters: Mapping[str, str], seconds: float) -> Answer:
        what = f"{self._system.name}: {operation}"
        envelope, headers = self._envelope(operation, parameters)
        answer = self._door.ask("POST", "", seconds=seconds, headers=headers, body=envelope)
        inspect(answer, what)
        return answer

    def _envelope(self, operation: str, parameters: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
        """Envelope with a login made anew, and its HTTP headers."""
        client = self._client()
        filled = {name: value for name, value in parameters.items() if value}
        try:
            binding = client.service._binding
            message, headers = binding._create(operation, (), filled, client=client)
        except (ZeepError, ValueError, TypeError, AttributeError) as error:
            raise BadConfig(
                f"{self._system.name}: the WSDL does not allow {operation}({', '.join(filled)}): {plain(str(error))}",
                file=self._system.file,
            ) from None
        return etree.tostring(message, xml_declaration=True, encoding="utf-8"), {**headers, "Accept": "text/xml"}

    def _client(self) -> Any:
        if self._made is None:
            path = pinned(self._system).resolve()
            make: Any = zeep.Client
            try:
                self._made = make(str(path), settings=_HARDENED, transport=_NoNetwork(path))
            except (ZeepError, etree.XMLSyntaxError, OSError, ValueError) as error:
                raise BadConfig(
                    f"{path.name} cannot be used: {type(error).__name__}",
                    file=str(path),
                    hint="pin it whole, in one file",
                ) from None
        if self._system.auth.get("kind") == "wsse":
            auth = self._system.auth
            user = reveal(auth.get("user"), self._secrets)
            token: Any = UsernameToken
            self._made.wsse = token(user, reveal(auth.get("password"), self._secrets))
        return self._made

    def _check_clock(self) -> list[Check]:
        options = self._system.options.get("clock")
        if not options:
            detail = Words(
                id="Tidak dicoba: options.clock tidak menyebut operasi yang aman dicoba.",
                en="Not tried: options.clock names no harmless operation.",
            )
            return [Check(name="login", ok=True, detail=detail)]
        try:
            answer = self._guard(lambda seconds: self._call(str(options["operation"]), {}, seconds))
            told = element(answer.body, str(options["element"]))
            theirs = datetime.strptime(told, str(options["format"])).replace(tzinfo=WIB)  # noqa: DTZ007
        except (SimpulError, ValueError) as error:
            return [checks.failed("login", error)]
        return [checks.logged_in(), checks.clock(theirs)]

    def _check_wsdl(self) -> Check:
        name = "WSDL"
        try:
            ours = described(pinned(self._system).read_bytes())
            answer = self._guard(lambda seconds: self._door.ask("GET", "?wsdl", seconds=seconds))
            theirs = described(answer.body)
        except (SimpulError, OSError) as error:
            return checks.failed(name, error)
        if ours == theirs:
            same = Words(id="WSDL layanan sama dengan yang disimpan.", en="The service is the one that was pinned.")
            return Check(name=name, ok=True, detail=same)
        detail = Words(
            id="WSDL layanan berbeda dari yang disimpan.", en="The service's WSDL differs from the pinned one."
        )
        advice = Words(
            id="Serahkan kepada integrator: bandingkan keduanya. Perbaiki pemetaan. Lalu simpan WSDL yang baru.",
            en="Leave it to an integrator: compare the two. Correct the mapping. Then pin the new one.",
        )
        return Check(name=name, ok=False, detail=detail, advice=advice)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a pass has come to."""

    feed: Feed
    since: str
    cursor: str
    #: Digests of the cursors of this pass.
    met: frozenset[bytes]

    def parameters(self) -> dict[str, str]:
        options = self.feed.read["paging"]
        size = {str(options["limit"]): str(options["size"])} if options.get("limit") else {}
        return {str(options["since"]): self.since, str(options["cursor"]): self.cursor, **size}

    def accept(self, body: bytes) -> str | None:
        """The cursor after a page; raises :class:`Repeated` for one that was met before."""
        name = str(self.feed.read["paging"]["cursor"])
        following = believed(_outside_rows(body, self.feed.rows, name), self.feed.name)
        if not following:
            return None
        if following == self.cursor or digest(following) in self.met:
            raise Repeated(f"{self.feed.name}: the source names a cursor it had named before")
        return following

    def holds(self, body: bytes) -> int | None:
        """Rows the answer says it holds, where ``paging.count`` names the element that tells them."""
        name = self.feed.read["paging"].get("count")
        return counted(_outside_rows(body, self.feed.rows, str(name))) if name else None

    def after(self, cursor: str) -> _Place:
        return replace(self, cursor=cursor, met=self.met | {digest(cursor)})


class _NoNetwork(Transport):
    """Loads the pinned WSDL and nothing else; refuses to send, because sending is not zeep's work here."""

    def __init__(self, path: Path) -> None:
        transport: Any = super()
        transport.__init__(cache=None)
        self._path = path

    def load(self, url: str) -> bytes:
        if Path(url) != self._path:
            raise BadConfig("the pinned WSDL imports another document", file=str(self._path), hint="pin it in one file")
        return self._path.read_bytes()

    def post(self, address: str, message: Any, headers: Any) -> NoReturn:
        raise AssertionError("requests leave by the hardened session only")


def pinned(system: System) -> Path:
    """The WSDL beside system.yaml, if its hash is the pinned one."""
    path = beside(system, str(system.options.get("wsdl", f"{system.name}.wsdl")))
    if not path.is_file():
        raise BadConfig(f"{system.name}: the pinned WSDL {path.name} is not there", file=system.file)
    expected = system.options.get("wsdl_sha256")
    if expected and hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise BadConfig(
            f"{system.name}: {path.name} is not the WSDL that was pinned (its hash differs)", file=system.file
        )
    return path


def inspect(answer: Answer, what: str) -> None:
    """Refuse what is no whole SOAP answer: faults (whatever the status), documents with a DTD, cut or foreign ones."""
    body = answer.body
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        if is_web_page(body):
            refuse_web_page(answer, what)
        raise BrokenContract(f"{what}: the answer declares a DTD or entities, which no SOAP message may; refused")
    if re.search(rb"<(?:[\w.-]+:)?Fault[\s>]", body[:4096]):
        _fault(body, what)
    judge(answer, what)
    refuse_web_page(answer, what)
    if answer.headers.get("content-type", "").startswith("multipart/"):
        raise BrokenContract(f"{what}: the answer comes with attachments (MTOM), which the pinned WSDL does not have")
    if not re.search(rb"</(?:[\w.-]+:)?Envelope\s*>\s*$", body[-256:]):
        raise Retry(f"{what}: the answer is no whole SOAP envelope ({len(body)} bytes; cut off on the way?)")


def element(body: bytes, name: str) -> str:
    """Text of the first element of that local name in a small answer; raises BrokenContract if there is none."""
    for node in _parsed(body).iter():
        if isinstance(node.tag, str) and etree.QName(node).localname == name:
            return node.text or ""
    raise BrokenContract(f"the answer has no element {name}")


def described(body: bytes) -> bytes:
    """A WSDL in canonical form without the address, which may differ from machine to machine."""
    root = _parsed(body)
    if root.getroottree().docinfo.doctype:
        raise BrokenContract("the WSDL declares a DTD, which none needs; refused")
    for node in root.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname == "address":
            node.attrib.pop("location", None)
    return etree.tostring(root, method="c14n", with_comments=False)


def _parsed(body: bytes) -> Any:
    if len(body) > _SMALL:
        raise BrokenContract(f"a small answer was due, {len(body)} bytes came")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise Retry("the answer is no whole XML (cut off on the way?)") from None


def _fault(body: bytes, what: str) -> NoReturn:
    """Raise what a Fault (SOAP 1.1 or 1.2) means."""
    code = reason = ""
    for node in _parsed(body).iter():
        name = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if name in ("faultcode", "Value"):
            # In 1.2 the last Value is the sub-code, the more telling one.
            code = f"{code} {(node.text or '').strip()}".strip()
        if name in ("faultstring", "Text") and not reason:
            reason = plain(node.text or "")
    short = " ".join(part.rpartition(":")[2] for part in code.split())
    message = f"{what}: SOAP fault {short or 'without a code'}: {reason or 'no reason given'}"
    if re.search(r"Authentication|Security|Unauthori[sz]ed|TokenUnavailable", short):
        raise BadCredentials(f"{message} → renew the credentials with the agency")
    if re.search(r"\b(Server|Receiver)\b", short):
        raise Retry(message)
    raise BrokenContract(message)


def _first(body: bytes, name: str) -> int:
    """Where the first element of a local name begins, -1 if there is none."""
    found = re.search(rb"<(?:[\w.-]+:)?%s[\s/>]" % re.escape(name.encode()), body)
    return found.start() if found else -1


def _outside_rows(body: bytes, rows: str, name: str) -> str:
    """Text of an element before the first or after the last row; looking inside rows could find a foreign one."""
    begin = _first(body, rows)
    if begin < 0:
        return _text(body, name)
    end = body.rfind(b"%s>" % rows.encode())
    return _text(body[:begin], name) or _text(body[end:], name)


def _text(part: bytes, name: str) -> str:
    found = re.search(rb"<(?:[\w.-]+:)?%s(?:\s[^<>]*)?>([^<]*)</" % re.escape(name.encode()), part)
    return html.unescape(found[1].decode("utf-8", errors="replace")).strip() if found else ""


def _login(system: System, secrets: Secrets) -> Login:
    return Basic(system.auth, secrets) if system.auth.get("kind") == "basic" else Headers({}, secrets)


ADAPTER = Soap
