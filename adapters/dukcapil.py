"""Dukcapil's access right: JSON by POST, always HTTP 200, with its own RESPONSE_CODE, a daily quota and opening hours.

What it says about a person comes back without the person's NIK, so the number asked for and the time of asking are
put in front of the answer's only row (``NIK_DIMINTA``, ``DIPERIKSA_PADA``); every other byte is kept as received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from adapters import checks, sending
from adapters.auth import Headers, reveal
from adapters.documents import at, document, plain, text
from adapters.door import Door, packed
from adapters.http import Answer, judge, refuse_web_page
from adapters.rest import ended, resumed
from simpul.core import clock
from simpul.core.clock import WIB
from simpul.core.errors import BadConfig, BadCredentials, BrokenContract, Park, Stop
from simpul.core.i18n import Words
from simpul.core.model import Calendar, Check, Effect, Feed, Page, ReadRequest, Receipt, System, Write
from simpul.core.ports import Guard, Secrets

_ROW = re.compile(rb'"content"\s*:\s*\[\s*\{')
_DUPLICATE = "sudah pernah dikirim"
#: RESPONSE_CODE → (what the hub does, what a person should do). Codes not named here are data about the person.
_MEANING: dict[str, tuple[type[Stop], str]] = {
    "03": (BadCredentials, "login failed → renew user and password"),
    "09": (BadCredentials, "user, password or address was empty → check the auth section"),
    "16": (BadCredentials, "the institution is not active → ask Dukcapil to activate the agreement"),
    "17": (BadCredentials, "the user is not active → ask Dukcapil to activate it"),
    "04": (Stop, "our address does not match → ask Dukcapil to register this server's address"),
    "10": (Stop, "our address is not registered → ask Dukcapil to register this server's address"),
    "07": (BrokenContract, "parameters were missing → compare read.elements with the agreement"),
}
_QUOTA, _CLOSED = "05", "06"


class Dukcapil:
    """A way to the national access right."""

    def __init__(self, system: System, *, guard: Guard, secrets: Secrets) -> None:
        self._system = system
        self._guard = guard
        self._secrets = secrets
        self._door = Door(system, secrets, entry=Headers({}, secrets))

    def read(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        """One verification per parent row. Cursor: ``<position>/<parents>:``."""
        yield from ended(self._verifications(feed, request))

    def fetch(self, feed: Feed, key: str) -> Page | None:
        """None: one number alone cannot be verified, and every question costs quota."""
        return None

    def write(self, write: Write, effect: Effect) -> Receipt:
        """Send data balikan. Said to be sent before = done; so sending again is always safe."""
        what = f"{self._system.name}: {write.kind}"
        body = packed([self._returned(effect)])
        bearer = {"Authorization": f"Bearer {reveal(self._system.auth.get('token'), self._secrets)}"}
        path = str(write.options.get("path", ""))

        def send(seconds: float) -> Receipt:
            headers = {"Content-Type": "application/json", **bearer}
            answer = self._door.tell("POST", path, seconds=seconds, headers=headers, body=body, what=what)
            if answer.status == 400 and _DUPLICATE in sending.reasons(answer.body).lower():
                return Receipt(outcome="duplicate", detail=_DUPLICATE)
            sending.settle(answer, what)
            return Receipt(outcome="accepted")

        return self._guard(send)

    def probe(self, write: Write, effect: Effect) -> Receipt | None:
        """None: nothing can be looked up, and nothing needs to be: a repeated content is recognised as such."""
        return None

    def check(self) -> list[Check]:
        """Name, port and TLS. Login and clock show at the first verification: trying them costs quota."""
        found = checks.network(self._system)
        return [*found, self._check_login(), *checks.writes(self._system)]

    def close(self) -> None:
        self._door.close()

    def _check_login(self) -> Check:
        missing = ", ".join(name for name in ("user", "password", "ip") if not self._system.auth.get(name))
        if not missing:
            detail = Words(id="Tidak dicoba: setiap permintaan memakai kuota.", en="Not tried: every call costs quota.")
            return Check(name="login", ok=True, detail=detail)
        detail = Words(id=f"Belum diisi: auth {missing}.", en=f"Not given yet: auth {missing}.")
        advice = Words(
            id=f"Minta integrator mengisi {missing} pada auth di system.yaml.",
            en=f"Have an integrator give {missing} in auth of system.yaml.",
        )
        return Check(name="login", ok=False, detail=detail, advice=advice)

    def _verifications(self, feed: Feed, request: ReadRequest) -> Iterator[Page]:
        count = len(request.parents)
        position, _ = resumed(request.cursor, count)
        # Whose NIK sits in quarantine cannot be asked about; the row comes back once it is settled.
        nik = str(feed.read["elements"]["NIK"]["field"])
        able = (index for index in range(position, count) if request.parents[index].get(nik))
        for number, index in enumerate(able, start=1):
            page = self._verify(feed, elements(feed, request.parents[index]))
            yield replace(page, number=number, cursor=f"{index + 1}/{count}:")

    def _verify(self, feed: Feed, asked: Mapping[str, str]) -> Page:
        auth, what = self._system.auth, f"{feed.name}: verification"
        login = {
            "user_id": reveal(auth.get("user"), self._secrets),
            "password": reveal(auth.get("password"), self._secrets),
            "ip_user": reveal(auth.get("ip"), self._secrets),
            "TRESHOLD": str(feed.read.get("threshold", "90")),
        }
        body = packed({**asked, **login})

        def ask(seconds: float) -> Page:
            headers = {"Content-Type": "application/json"}
            answer = self._door.ask("POST", str(feed.read["path"]), seconds=seconds, headers=headers, body=body)
            self._judge(answer, what)
            kept = spliced(answer, asked["NIK"], what)
            return Page(number=1, body=kept, requested_at=answer.requested_at, cursor=None, origin=what)

        return self._guard(ask)

    def _judge(self, answer: Answer, what: str) -> None:
        """Raise what a RESPONSE_CODE means, if it is about us; about the person it is data."""
        judge(answer, what)
        refuse_web_page(answer, what)
        found = document(answer.body, what)
        content = at(found, "content")
        row = content[0] if isinstance(content, Sequence) and len(content) == 1 else content
        code, words = text(at(row, "RESPONSE_CODE")).strip(), plain(text(at(row, "RESPON")))
        now = clock.now()
        if code == _QUOTA:
            raise Park(f"{what}: {words or 'the quota of today is used up'}", until=next_midnight(now))
        if code == _CLOSED:
            raise Park(f"{what}: {words or 'outside opening hours'}", until=next_opening(self._system.calendar, now))
        if code in _MEANING:
            kind, meaning = _MEANING[code]
            raise kind(f"{what}: code {code}, {meaning}")

    def _returned(self, effect: Effect) -> dict[str, Any]:
        options = self._system.options
        fields = {name: value for name, value in sorted(effect.body.items()) if name != "NIK"}
        if not effect.body.get("NIK") or not fields:
            raise BadConfig(f"{effect.kind}: the body needs NIK and at least one field")
        param = [{name: text(value)} for name, value in fields.items()]
        return {
            "id_lembaga": str(options.get("id_lembaga", "")),
            "nama_lembaga": str(options.get("nama_lembaga", "")),
            "data": [{"NIK": str(effect.body["NIK"]), "param": param}],
        }


def elements(feed: Feed, parent: Mapping[str, str | None]) -> dict[str, str]:
    """What is asked about a person: the elements of the agreement that the parent row has."""
    asked: dict[str, str] = {}
    for name, spec in feed.read.get("elements", {}).items():
        value = parent.get(str(spec["field"]))
        if not value:
            continue
        if spec.get("date"):
            value = date.fromisoformat(value[:10]).strftime(str(spec["date"]))
        asked[str(name)] = str(spec.get("values", {}).get(value, value))
    if not asked.get("NIK"):
        raise BadConfig(f"{feed.name}: a parent row without NIK cannot be verified", file=feed.file)
    return asked


def spliced(answer: Answer, nik: str, what: str) -> bytes:
    """The bytes received, with the number asked for and the time in front of the only row."""
    body = answer.body
    found = _ROW.search(body)
    if found is None:
        raise BrokenContract(f"{what}: the answer holds no row in content → has the interface changed?")
    asked_at = answer.requested_at.astimezone(WIB).isoformat(timespec="microseconds")
    ours = packed({"NIK_DIMINTA": nik, "DIPERIKSA_PADA": asked_at})[1:-1]
    comma = b"" if body[found.end() :].lstrip().startswith(b"}") else b","
    return body[: found.end()] + ours + comma + body[found.end() :]


def next_midnight(now: datetime) -> datetime:
    """The next midnight in WIB, when the daily quota begins anew."""
    return datetime.combine(now.astimezone(WIB).date() + timedelta(days=1), time(), WIB)


def next_opening(calendar: Calendar, now: datetime) -> datetime:
    """When the window opens next by our calendar; in an hour if the calendar says it is open, for then it is wrong."""
    hours = calendar.hours.partition("-")[0].strip()
    if not hours:
        return now + timedelta(hours=1)
    opens, today = time.fromisoformat(hours), now.astimezone(WIB).date()
    moments = (datetime.combine(today + timedelta(days=ahead), opens, WIB) for ahead in range(9))
    found = next((m for m in moments if m > now and m.isoweekday() in calendar.days), now + timedelta(hours=1))
    return found if not _open(calendar, now) else now + timedelta(hours=1)


def _open(calendar: Calendar, now: datetime) -> bool:
    begin, _, end = calendar.hours.partition("-")
    local = now.astimezone(WIB)
    return local.isoweekday() in calendar.days and time.fromisoformat(begin) <= local.time() < time.fromisoformat(end)


ADAPTER = Dukcapil
