"""A fault layer on the wire: an HTTP/1.1 proxy that breaks a seeded share of the requests on their way to a server.

Which fault hits which request follows from the seed, the path and how often the path was asked. Never more than three
in a row on one path, so that a patient client always gets through. A repeated page can be told by its offset or token.
``GET /__faults`` answers what was injected so far.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import socket
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from types import MappingProxyType

from sandbox import serving
from simpul.core import clock

REFUSED, RESET, DRIP, TRUNCATED = "refused", "reset_mid_body", "slow_drip", "truncated"
TOO_MANY, UNAVAILABLE, LOGIN_PAGE = "too_many_requests", "unavailable", "wrong_content_type"
DUPLICATE, CURSOR, LOST = "duplicate_page", "repeated_cursor", "lost_reply"
KINDS = (REFUSED, RESET, DRIP, TRUNCATED, TOO_MANY, UNAVAILABLE, LOGIN_PAGE, DUPLICATE, CURSOR, LOST)
IN_A_ROW = 3
LIMIT = 2**20
#: POSTs that only read: their reply may be lost without an effect being in doubt.
READING = re.compile(rb"/siak/ws|/oauth/token|/CALL_VERIFY_BY_ELEMEN")
LOGIN = b"<!DOCTYPE html><html><head><title>Masuk</title></head><body><form>Sesi Anda berakhir</form></body></html>"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How hostile a wire is."""

    #: Share of requests that meet a fault.
    rate: float = 0.0
    #: Weight of each kind among the faults that fit a request.
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    #: Seconds an answer drips, and the listener stays closed.
    drip: float = 1.5
    closed: float = 1.0
    #: Answers of 503 in one burst.
    burst: int = 1


PROFILES = {
    "clean": Profile(),
    "flaky": Profile(rate=0.03, weights={REFUSED: 0.5, RESET: 3, DRIP: 1, TOO_MANY: 3, UNAVAILABLE: 4}),
    "hostile": Profile(
        rate=0.13,
        weights={
            REFUSED: 0.3,
            RESET: 3,
            DRIP: 0.7,
            TRUNCATED: 3,
            TOO_MANY: 3,
            UNAVAILABLE: 1.5,
            LOGIN_PAGE: 2,
            DUPLICATE: 4,
            CURSOR: 4,
            LOST: 8,
        },
        drip=3.0,
        burst=3,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """A request or an answer as it was on the wire."""

    #: First line and headers, the empty line left out.
    head: bytes
    body: bytes

    @property
    def start(self) -> list[bytes]:
        """The first line's words."""
        return self.head.split(b"\r\n", 1)[0].split(b" ")

    @property
    def target(self) -> bytes:
        return self.start[1]

    @property
    def ok(self) -> bool:
        return self.start[1] == b"200"

    @property
    def key(self) -> str:
        """The path without its query, and the operation of a SOAP call."""
        operation = re.search(rb"Body[^>]*>\s*<(?:\w+:)?(\w+)", self.body) if b"/siak/ws" in self.target else None
        return (self.target.split(b"?")[0] + (b"#" + operation[1] if operation else b"")).decode("latin-1")

    @property
    def writes(self) -> bool:
        return self.start[0] not in (b"GET", b"HEAD") and not READING.search(self.target)

    def bytes(self, upto: int | None = None) -> bytes:
        """The message, its body cut after ``upto`` bytes."""
        return self.head + b"\r\n\r\n" + self.body[:upto]


def answer(status: str, body: bytes = b"", *headers: str, media: str = "text/plain") -> Message:
    """An answer the proxy makes itself."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *headers]
    return Message(head="\r\n".join(lines).encode(), body=body)


async def read_message(reader: asyncio.StreamReader) -> Message:
    """The next message; raises IncompleteReadError at the end of the connection."""
    head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
    if re.search(rb"\r\ntransfer-encoding:\s*chunked", head, re.IGNORECASE):
        return Message(head=head, body=await _read_chunks(reader))
    length = re.search(rb"\r\ncontent-length:\s*(\d+)", head, re.IGNORECASE)
    return Message(head=head, body=await reader.readexactly(int(length[1])) if length else b"")


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """A chunked body with its chunk lines, as it came."""
    parts: list[bytes] = []
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        parts += [line, await reader.readexactly(size + 2)]
        if not size:
            return b"".join(parts)


def repeats(request: Message, earlier: Message | None) -> str | None:
    """Which kind of repetition the earlier answer of the same path would be; None if a client could not tell.

    A page told by offset or page number must be another one than asked for; a SOAP answer must end at the very token
    the request reads on from. An answer of another pass would look right, so it is never repeated; nor are follow-ups,
    in which a client looks for its own lost write.
    """
    if earlier is None or request.writes or b"/followups" in request.target:
        return None
    if asked := re.search(rb"[?&]offset=(\d+)", request.target):
        told = re.search(rb'"offset":(\d+)', earlier.body[-200:])
        return DUPLICATE if told and told[1] != asked[1] else None
    if asked := re.search(rb"[?&]page=(\d+)", request.target):
        told = re.search(rb'"current_page":(\d+)', earlier.body[-1000:])
        return CURSOR if told and told[1] != asked[1] else None
    asked = re.search(rb"<(?:\w+:)?Token>([^<]+)<", request.body)
    told = re.search(rb"<Token>([^<]*)<", earlier.body[:2000])
    return CURSOR if asked and told and told[1] == asked[1] else None


class Dice:
    """Decides which request meets which fault."""

    def __init__(self, name: str, profile: Profile, seed: int) -> None:
        self._name, self._profile, self._seed = name, profile, seed
        self._visits: Counter[str] = Counter()
        self._in_a_row: Counter[str] = Counter()
        self._burst: Counter[str] = Counter()
        self.requests = 0
        self.injected: Counter[str] = Counter()

    def throw(self, request: Message, earlier: Message | None) -> tuple[str | None, random.Random]:
        """The fault for this request or None, and the randomness that belongs to it."""
        key = request.key
        self.requests += 1
        self._visits[key] += 1
        luck = random.Random(f"{self._seed}|{self._name}|{key}|{self._visits[key]}")
        kind = self._choose(key, luck, _fitting(self._profile, request, earlier))
        self._in_a_row[key] = self._in_a_row[key] + 1 if kind else 0
        self.injected.update([kind] if kind else [])
        return kind, luck

    def _choose(self, key: str, luck: random.Random, weights: Mapping[str, float]) -> str | None:
        if self._in_a_row[key] >= IN_A_ROW:
            self._burst[key] = 0
            return None
        if self._burst[key] > 0:
            self._burst[key] -= 1
            return UNAVAILABLE
        if luck.random() >= self._profile.rate or not weights:
            return None
        kind = luck.choices(list(weights), list(weights.values()))[0]
        if kind == UNAVAILABLE:
            self._burst[key] = self._profile.burst - 1
        return kind


def _fitting(profile: Profile, request: Message, earlier: Message | None) -> dict[str, float]:
    possible = (
        set(KINDS) - {DUPLICATE, CURSOR, LOST} | {repeats(request, earlier)} | ({LOST} if request.writes else set())
    )
    return {kind: weight for kind, weight in profile.weights.items() if kind in possible}


class Proxy:
    """One listening port in front of one server."""

    def __init__(self, name: str, target: tuple[str, int], profile: Profile, seed: int, port: int = 0) -> None:
        self._target, self._profile = target, profile
        self._dice = Dice(name, profile, seed)
        self._earlier: dict[str, Message] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        # Bound and never listening: keeps the port ours while the listener is closed, so that callers are refused.
        self._holder = _bound(port)
        self.port: int = self._holder.getsockname()[1]

    async def open(self) -> None:
        """Start listening."""
        listener = _bound(self.port)
        listener.listen(512)
        self._server = await asyncio.start_server(self._serve, sock=listener, limit=LIMIT)

    async def close(self) -> None:
        """Stop listening and give the port back."""
        for task in self._tasks:
            task.cancel()
        if self._server is not None:
            self._server.close()
        self._holder.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                await self._relay(await read_message(reader), writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            reset(writer)
        finally:
            writer.close()

    async def _relay(self, request: Message, writer: asyncio.StreamWriter) -> None:
        if request.target == b"/__faults":
            await _send(writer, self._report())
            return
        kind, luck = self._dice.throw(request, self._earlier.get(request.key))
        if kind == REFUSED:
            self._refuse()
            reset(writer)
        elif early := self._without_asking(kind, luck, request):
            await _send(writer, early)
        else:
            await _give(kind, luck, self._profile.drip, await self._forward(request), writer)

    def _without_asking(self, kind: str | None, luck: random.Random, request: Message) -> Message | None:
        """Answers that the server never hears of."""
        if kind == TOO_MANY:
            wait = luck.choice(("1", formatdate(clock.now().timestamp() + 2, usegmt=True)))
            return answer("429 Too Many Requests", b"Terlalu banyak permintaan", f"Retry-After: {wait}")
        if kind == UNAVAILABLE:
            return answer("503 Service Unavailable", b"Layanan sedang tidak tersedia")
        if kind == LOGIN_PAGE:
            return answer("200 OK", LOGIN, media="text/html; charset=utf-8")
        return self._earlier[request.key] if kind in (DUPLICATE, CURSOR) else None

    async def _forward(self, request: Message) -> Message:
        reader, writer = await asyncio.open_connection(*self._target, limit=LIMIT)
        try:
            head = re.sub(rb"\r\nconnection:[^\r]*", b"", request.head, flags=re.IGNORECASE)
            writer.write(head + b"\r\nConnection: close\r\n\r\n" + request.body)
            reply = await read_message(reader)
        finally:
            writer.close()
        head = re.sub(rb"\r\nconnection:[^\r]*", b"", reply.head, flags=re.IGNORECASE)
        reply = Message(head=head, body=reply.body)
        if reply.ok and {DUPLICATE, CURSOR} & set(self._profile.weights):
            self._earlier[request.key] = reply
        return reply

    def _refuse(self) -> None:
        """Close the listener for a while; the same port listens again afterwards."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        task = asyncio.get_running_loop().create_task(self._reopen())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reopen(self) -> None:
        await asyncio.sleep(self._profile.closed)
        await self.open()

    def _report(self) -> Message:
        counts = {"requests": self._dice.requests, "injected": dict(self._dice.injected)}
        return answer("200 OK", json.dumps(counts).encode(), media="application/json")


async def _send(writer: asyncio.StreamWriter, message: Message) -> None:
    writer.write(message.bytes())
    await writer.drain()


async def _give(
    kind: str | None, luck: random.Random, drip: float, reply: Message, writer: asyncio.StreamWriter
) -> None:
    """Hand a server's answer to the client, well or badly."""
    if kind is None:
        await _send(writer, reply)
    elif kind == LOST:
        reset(writer)
    elif kind == DRIP:
        await _drip(writer, reply.bytes(), drip)
    else:
        await _cut(writer, reply.bytes(upto=luck.randrange(max(len(reply.body), 1))), with_reset=kind == RESET)


async def _cut(writer: asyncio.StreamWriter, data: bytes, *, with_reset: bool) -> None:
    writer.write(data)
    await writer.drain()
    if with_reset:
        reset(writer)
    writer.close()


async def _drip(writer: asyncio.StreamWriter, data: bytes, seconds: float) -> None:
    steps = 20
    size = -(-len(data) // steps)
    for start in range(0, len(data), size):
        writer.write(data[start : start + size])
        await writer.drain()
        await asyncio.sleep(seconds / steps)


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection with RST instead of FIN."""
    raw: socket.socket | None = writer.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _bound(port: int) -> socket.socket:
    raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    raw.bind(("127.0.0.1", port))
    return raw


async def run(
    targets: Mapping[str, tuple[str, int]], profile: Profile, seed: int, port: int, file: Path | None
) -> None:
    """A proxy before each target, until cancelled; ``file`` receives ``{name: port}`` once all listen."""
    proxies = {name: Proxy(name, target, profile, seed, port) for name, target in targets.items()}
    for proxy in proxies.values():
        await proxy.open()
    serving.announce(file, json.dumps({name: proxy.port for name, proxy in proxies.items()}))
    await asyncio.Event().wait()


def _target(text: str) -> tuple[str, tuple[str, int]]:
    """``[name=]host:port``"""
    name, _, address = text.rpartition("=")
    host, _, port = address.rpartition(":")
    return name or address, (host, int(port))


def main() -> None:
    """Run the proxies until SIGTERM."""
    parser = argparse.ArgumentParser(description="A fault layer in front of servers")
    parser.add_argument("--profile", choices=PROFILES, default="flaky")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", required=True, type=_target, help="[name=]host:port; may repeat")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 for a single target; 0 = any free one")
    parser.add_argument("--announce", type=Path, help="file that receives the ports once they listen")
    options = parser.parse_args()
    serving.die_with_parent()
    targets = dict(options.target)
    asyncio.run(run(targets, PROFILES[options.profile], options.seed, options.port, options.announce))


if __name__ == "__main__":
    main()
