"""Writes over REST and the probes that settle them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters.documents import MISSING, at, document, filled, plain, rows, text, unveil
from adapters.door import Door, packed
from adapters.http import Answer, judge, passing, refuse_web_page
from simpul.core.errors import BadConfig, BadCredentials, Overtaken, Rejected, Retry, Unknown
from simpul.core.model import Effect, Receipt, System, Write
from simpul.core.ports import Guard

#: Member of a body that is compared with the record before sending, and never sent.
EXPECTED = "_expected"
#: Pages of a listing a probe looks through.
_MOST_PAGES = 1000


def write(system: System, door: Door, guard: Guard, write: Write, effect: Effect) -> Receipt:
    """Send an effect once. Raises Unknown, Overtaken, Rejected, Retry or Stop."""
    what = f"{system.name}: {write.kind}"
    path = filled(_option(write, "path"), {"key": effect.record_key})
    body = {name: value for name, value in effect.body.items() if name != EXPECTED}
    headers = {"Content-Type": "application/json"}
    if write.options.get("idempotency"):
        headers[str(write.options["idempotency"])] = effect.idem_key
    if write.options.get("precondition") == "etag":
        headers["If-Match"] = (
            effect.precondition and quoted(effect.precondition) or _etag(guard, door, path, effect, what)
        )

    def send(seconds: float) -> Receipt:
        answer = door.tell(
            str(write.options.get("method", "POST")),
            path,
            seconds=seconds,
            headers=headers,
            body=packed(body),
            what=what,
        )
        settle(answer, what)
        return _receipt(system, write, answer, what)

    return guard(send)


def settle(answer: Answer, what: str) -> None:
    """Raise what the status of an answer to a write means; returns for success."""
    status = answer.status
    if status < 300:
        return
    if status >= 500 and status != 503 or status == 408:
        # A gateway may have lost the answer of a server that did it.
        raise Unknown(f"{what}: HTTP {status}; it may or may not have been done")
    passing(answer, what)
    if status in (401, 403):
        raise BadCredentials(
            f"{what}: HTTP {status}, login refused → renew the credentials or ask for the right to write"
        )
    if status == 412:
        raise Overtaken(f"{what}: the record changed since we looked (HTTP 412)")
    raise Rejected(f"{what}: HTTP {status}, {reasons(answer.body)}")


def reasons(body: bytes) -> str:
    """Why a write was refused: title and the names of the fields, never their values."""
    try:
        found = document(body, "")
    except (Retry, Unknown):
        return "no reason given"
    title = text(at(found, "title")) or text(at(found, "message")) or text(at(found, "detail"))
    errors = at(found, "errors")
    names = sorted(map(str, errors)) if isinstance(errors, Mapping) else []
    return plain(": ".join(filter(None, [title, ", ".join(names)]))) or "no reason given"


def probe(system: System, door: Door, guard: Guard, write: Write, effect: Effect) -> Receipt | None:
    """Whether an earlier write arrived. Raises Unknown if this kind of write cannot be looked up."""
    options = write.options.get("probe")
    if not options:
        raise Unknown(f"{system.name}: {write.kind} has no probe; a person must look → writes.{write.kind}.probe")
    path = filled(str(options["path"]), {"key": effect.record_key})
    what = f"{system.name}: probe of {write.kind}"
    kind = options.get("kind")
    if kind == "record":
        return _probe_record(door, guard, path, effect, what)
    if kind == "list":
        return _probe_list(system, door, guard, options, path, effect, what)
    raise BadConfig(f"{what}: probe kind {kind!r} is unknown", file=system.file)


def quoted(version: str) -> str:
    """A version as an entity tag."""
    return version if version.startswith(('"', "W/")) else f'"{version}"'


def _option(write: Write, name: str) -> str:
    if not write.options.get(name):
        raise BadConfig(f"writes.{write.kind} lacks {name}")
    return str(write.options[name])


def _receipt(system: System, write: Write, answer: Answer, what: str) -> Receipt:
    try:
        refuse_web_page(answer, what)
        found = document(answer.body, what) if answer.body else {}
    except Retry as error:
        raise Unknown(f"{what}: HTTP {answer.status}, but {error}") from None
    unveil(found, system.options.get("envelope", {}), what)
    reference = text(at(found, str(write.options["reference"]))) if write.options.get("reference") else ""
    return Receipt(outcome="accepted", reference=reference or answer.headers.get("etag", ""))


def _record(guard: Guard, door: Door, path: str, what: str) -> tuple[Answer, Any] | None:
    def ask(seconds: float) -> tuple[Answer, Any] | None:
        answer = door.ask("GET", path, seconds=seconds)
        if answer.status == 404:
            return None
        judge(answer, what)
        refuse_web_page(answer, what)
        return answer, document(answer.body, what)

    return guard(ask)


def _etag(guard: Guard, door: Door, path: str, effect: Effect, what: str) -> str:
    """The record's tag as it is now, after comparing it with what the effect was based on."""
    found = _record(guard, door, path, what)
    if found is None:
        raise Rejected(f"{what}: the record is not there (HTTP 404)")
    answer, record = found
    expected = effect.body.get(EXPECTED) or {}
    moved = sorted(name for name, value in expected.items() if text(at(record, name)) != text(value))
    # What already shows our values is our own earlier try: sending again with the same key settles it.
    if moved and not shows(record, effect):
        raise Overtaken(f"{what}: the record changed since we looked ({', '.join(moved)})")
    if not answer.headers.get("etag"):
        raise BadConfig(f"{what}: the record carries no ETag, so it cannot be written safely")
    return answer.headers["etag"]


def shows(record: Any, effect: Effect) -> bool:
    """Whether a record has every value the effect sends."""
    sent = [(at(record, name), value) for name, value in effect.body.items() if name != EXPECTED]
    return all(found is not MISSING and text(found) == text(value) for found, value in sent)


def _probe_record(door: Door, guard: Guard, path: str, effect: Effect, what: str) -> Receipt | None:
    found = _record(guard, door, path, what)
    if found is None:
        return None
    answer, record = found
    if not shows(record, effect):
        return None
    return Receipt(outcome="accepted", reference=answer.headers.get("etag", ""), detail="read back")


def _probe_list(
    system: System, door: Door, guard: Guard, options: Mapping[str, Any], path: str, effect: Effect, what: str
) -> Receipt | None:
    sought = _sought(str(options.get("equals", "idem_key")), effect)
    member = str(options["member"])
    for row in _listed(system, door, guard, options, path, what):
        if text(at(row, member)) == sought:
            return Receipt(
                outcome="accepted", reference=text(at(row, str(options.get("reference", "id")))), detail="found"
            )
    return None


def _sought(where: str, effect: Effect) -> str:
    value = effect.idem_key if where == "idem_key" else effect.body.get(where.removeprefix("body."))
    if not value:
        raise BadConfig(f"the probe looks for {where}, which the effect does not have")
    return text(value)


def _listed(
    system: System, door: Door, guard: Guard, options: Mapping[str, Any], path: str, what: str
) -> Iterator[Any]:
    """Rows of a small listing, page after page."""
    paging = options.get("paging", {})
    for number in range(1, _MOST_PAGES + 1):
        params = {str(paging["page"]): str(number)} if paging.get("page") else {}
        found = guard(_asking(system, door, path, params, what))
        yield from rows(found, str(options.get("rows", "")), what)
        if not paging.get("more") or at(found, str(paging["more"])) in (MISSING, None, "", False):
            return


def _asking(system: System, door: Door, path: str, params: dict[str, str], what: str) -> Callable[[float], Any]:
    def ask(seconds: float) -> Any:
        answer = door.ask("GET", path, seconds=seconds, params=params)
        judge(answer, what)
        refuse_web_page(answer, what)
        found = document(answer.body, what)
        unveil(found, system.options.get("envelope", {}), what)
        return found

    return ask
