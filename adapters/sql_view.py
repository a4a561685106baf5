"""The statements of one feed over a view. Names are checked before they are quoted, values are bound."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from pyarrow import ipc

from adapters.sql_dialects import Dialect
from simpul.core.errors import BadConfig, BrokenContract
from simpul.core.model import Feed, Page, Span

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")


class View:
    """What is asked of the view of a feed."""

    def __init__(self, feed: Feed, dialect: Dialect) -> None:
        self._feed = feed
        self._dialect = dialect
        self._order = str(feed.read.get("order", ""))
        self._keys = [str(name) for name in feed.read.get("key", [])]
        self.size = int(feed.read.get("size", 20000))
        if not self._order or not self._keys:
            raise BadConfig(f"{feed.name}: read.order and read.key are needed to read in chunks", file=feed.file)
        self._table = ".".join(self._quoted(part) for part in str(feed.read.get("table", "")).split("."))
        wanted = dict.fromkeys([*feed.columns, *self._keys, *([feed.order.source] if feed.order.source else [])])
        self.columns = [name for name in wanted if name not in feed.protected]

    def chunk(self, cursor: str | None, since: datetime | None) -> tuple[str, dict[str, Any]]:
        """The statement of the next chunk and its values."""
        order = [self._quoted(name) for name in (self._order, *self._keys)]
        where, values = "true", dict[str, Any](size=self.size)
        clock = self._feed.order.clock
        if cursor is not None:
            moment, *keys = cursor.split("|")
            values |= {"moment": self._dialect.moment(datetime.fromisoformat(moment), clock), **self.bound(keys)}
            where = f"({', '.join(order)}) > (:moment, {', '.join(f':key{i}' for i in range(len(keys)))})"
        elif since is not None:
            values["since"] = self._dialect.moment(since, clock)
            where = f"{order[0]} >= :since"
        select = f"select {self._list()}, {order[0]} from {self._table}"  # noqa: S608
        return f"{select} where {where} order by {', '.join(order)} limit :size", values

    def one(self) -> str:
        """The statement of one record."""
        where = " and ".join(f"{self._quoted(name)} = :key{i}" for i, name in enumerate(self._keys))
        return f"{self._select()} where {where} limit 1"

    def several(self, keys: Sequence[str]) -> tuple[str, dict[str, str]]:
        """The statement of the records with these keys, and its values."""
        rows = [self.bound(key.split("|")) for key in keys]
        slots = [", ".join(f":k{n}_{part}" for part in range(len(self._keys))) for n in range(len(rows))]
        values = {f"k{n}_{part}": row[f"key{part}"] for n, row in enumerate(rows) for part in range(len(self._keys))}
        names = ", ".join(self._quoted(name) for name in self._keys)
        inside = ", ".join(slots) if len(self._keys) == 1 else ", ".join(f"({slot})" for slot in slots)
        return f"{self._select()} where ({names}) in ({inside})", values

    def groups(self, columns: Sequence[str], width: int, spans: Sequence[Span]) -> tuple[str, dict[str, str]]:
        """Statement of prefix, count and sum of digests of the rows in ``spans``, by the key's first characters."""
        where, values = self._inside(spans, ":{}")
        group = f"left({self._key()}, {int(width)})"
        total = f"sum({self._dialect.part(self._digest(columns))})"
        return f"select {group}, count(*), {total} from {self._table} where {where} group by 1", values  # noqa: S608

    def digests(self, columns: Sequence[str], spans: Sequence[Span]) -> tuple[str, dict[str, str]]:
        """Statement of key and digest of the rows in ``spans``; its values are written ``%(name)s``."""
        where, values = self._inside(spans, "%({})s")
        key, digest = self._key(), self._dialect.marked(self._digest(columns))
        return f"select {key}, {digest} from {self._table} where {where}", values  # noqa: S608

    def bound(self, keys: list[str]) -> dict[str, str]:
        """Key parts as bound values."""
        if len(keys) != len(self._keys):
            raise BadConfig(f"{self._feed.name}: a key has {len(self._keys)} parts, {len(keys)} were given")
        return {f"key{i}": part for i, part in enumerate(keys)}

    def after(self, row: Any) -> str:
        """The cursor after a row; the time carries its offset and all its digits."""
        if row[-1] is None:
            raise BrokenContract(f"{self._feed.name}: {self._order} is empty in a row, so no chunk can end there")
        return "|".join([row[-1].isoformat(), *(str(row[self.columns.index(name)]) for name in self._keys)])

    def page(self, rows: Sequence[Any], began: datetime, number: int, cursor: str | None) -> Page:
        """Rows as one page of Arrow bytes, all columns text."""
        columns = list(zip(*rows, strict=True)) or [()] * (len(self.columns) + 1)
        arrays = [pa.array(column, pa.large_string()) for column in columns[:-1]]
        table = pa.Table.from_arrays(arrays, names=self.columns)
        sink = io.BytesIO()
        with ipc.new_file(sink, table.schema, options=ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(table)
        origin = f"{self._feed.name}: {self._feed.read.get('table')}"
        return Page(
            number=number, body=sink.getvalue(), requested_at=began, cursor=cursor, media="arrow", origin=origin
        )

    def _select(self) -> str:
        return f"select {self._list()}, {self._quoted(self._order)} from {self._table}"  # noqa: S608

    def _list(self) -> str:
        return ", ".join(self._dialect.text(self._quoted(name)) for name in self.columns)

    def _key(self) -> str:
        quoted = [self._quoted(name) for name in self._keys]
        return self._dialect.text(quoted[0]) if len(quoted) == 1 else self._dialect.joined(quoted, "|")

    def _digest(self, columns: Sequence[str]) -> str:
        return self._dialect.md5([self._quoted(name) for name in columns])

    def _inside(self, spans: Sequence[Span], slot: str) -> tuple[str, dict[str, str]]:
        """Condition on the key; no spans: everything."""
        if not spans:
            return "true", {}
        key, parts, values = self._key(), list[str](), dict[str, str]()
        for number, span in enumerate(spans):
            bounds: Mapping[str, str | None] = {f"low{number}": span.low, f"high{number}": span.high}
            compared = {name: sign for name, sign in zip(bounds, (">=", "<"), strict=True) if bounds[name] is not None}
            parts.append(" and ".join(f"{key} {sign} {slot.format(name)}" for name, sign in compared.items()) or "true")
            values |= {name: value for name, value in bounds.items() if value is not None}
        return " or ".join(f"({part})" for part in parts), values

    def _quoted(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise BadConfig(f"{self._feed.name}: {name!r} is no name of a table or column", file=self._feed.file)
        return self._dialect.quoted(name)
