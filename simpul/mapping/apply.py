"""Text rows of several pages to typed canonical rows, with everything that broke a rule set aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import md5

import polars as pl

from simpul.config import schemas
from simpul.core.model import Feed
from simpul.mapping import compiled, identity, notes, operations, secrecy
from simpul.mapping.compiled import Field
from simpul.mapping.notes import Note
from simpul.values.text_checks import Decoded

_PLACE = ("page_no", "row_no")
#: Shape of quarantined rows and values.
REJECTED = {
    "page_no": pl.Int32(),
    "row_no": pl.Int32(),
    "key": pl.String(),
    "field": pl.String(),
    "rule": pl.String(),
    "raw": pl.String(),
}
_LISTS = pl.List(pl.String())


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Canonical rows of several pages."""

    #: page_no, row_no, key, version, deleted, the entity's fields typed, unsent, held, digest.
    frame: pl.DataFrame
    #: Rows set aside: page_no, row_no, key, field (the canonical or source field to blame), rule, raw.
    rows: pl.DataFrame
    #: Values set aside while their row was kept; same columns.
    values: pl.DataFrame
    #: What was taken and is still worth a look.
    notes: frozenset[Note] = frozenset()


def apply(feed: Feed, decoded: Sequence[Decoded], *, open_parents: Collection[str] = ()) -> Mapped:
    """Map pages of one feed. ``open_parents``: keys of parent complaints whose follow-ups may keep their text."""
    ready = compiled.fields(feed)
    raw = _joined(feed, decoded)
    hidden = secrecy.hidden(feed, raw, open_parents)
    raw = secrecy.cut(feed, raw, hidden)
    values = raw.select(field.expression().alias(field.spec.name) for field in ready)
    rejects = [_decoded_rejects(feed, decoded)]
    for field in ready:
        values, broken_values = settle(field, raw, values)
        rejects += broken_values
    values, broken = identity.check(feed.entity, ready, values, raw)
    rejects += [_rejected(raw, *one) for one in broken]
    head, bad_rows = _head(feed, raw)
    found = _assembled(feed, raw, values, head, pl.concat([*rejects, *bad_rows]), hidden, decoded)
    return replace(found, notes=notes.found(feed, decoded, values))


def _joined(feed: Feed, decoded: Sequence[Decoded]) -> pl.DataFrame:
    pages = [
        one.frame.with_columns(pl.lit(number, dtype=pl.Int32).alias("page_no")) for number, one in enumerate(decoded)
    ]
    if pages:
        return pl.concat(pages)
    text = {name: pl.String() for name in feed.columns}
    return pl.DataFrame(schema={"row_no": pl.Int32(), **text, "page_no": pl.Int32()})


def settle(field: Field, raw: pl.DataFrame, values: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Ask the reference about texts the columnar reading left out: some it can read, the others break a rule."""
    name, sources = field.spec.name, field.spec.sources
    if not sources or values[name].null_count() == (raw[sources[0]].null_count() if len(sources) == 1 else -1):
        return values, []
    texts = raw.select(field.raw().alias(name))[name]
    missed = texts.is_not_null() & values[name].is_null()
    if len(sources) > 1:
        missed |= texts.is_null() & _partly(raw, sources)
    if not missed.any():
        return values, []
    unique = texts.filter(missed).drop_nulls().unique().to_list()
    readings = {text: field.read(text) for text in unique}
    field.learn([text for text, found in readings.items() if found.value is not None])
    good = {text: found.value for text, found in readings.items() if found.value is not None}
    if good:
        patch = texts.to_frame().select(
            compiled.typed(pl.col(name).replace_strict(list(good), list(good.values()), default=None), field.dtype)
        )[name]
        values = values.with_columns(pl.coalesce(pl.col(name), patch).alias(name))
    rules = {text: found.rule for text, found in readings.items() if found.rule}
    broken = texts.replace_strict(rules, default=None, return_dtype=pl.String) if rules else _nothing(name, raw.height)
    if len(sources) > 1:
        broken = pl.select(pl.when(missed & texts.is_null()).then(pl.lit("bagian_kurang")).otherwise(broken))[:, 0]
    return values, [_rejected(raw, name, broken, texts)]


def _nothing(name: str, height: int) -> pl.Series:
    return pl.Series(name, [None] * height, dtype=pl.String)


def _partly(raw: pl.DataFrame, sources: tuple[str, ...]) -> pl.Series:
    """Rows where some parts of a joined value are there and some are not."""
    return raw.select(pl.any_horizontal(pl.col(*sources).str.contains(r"\S")).fill_null(False))[:, 0]


def _rejected(raw: pl.DataFrame, name: str, rules: pl.Series, texts: pl.Series) -> pl.DataFrame:
    """Values of one field that broke a rule; ``rules`` is null where none broke."""
    frame = pl.DataFrame(
        {
            "page_no": raw["page_no"],
            "row_no": raw["row_no"],
            "key": _nothing("key", raw.height),
            "field": pl.repeat(name, raw.height, eager=True),
            "rule": rules,
            "raw": texts,
        },
        schema=REJECTED,
    )
    return frame.filter(rules.is_not_null())


def _decoded_rejects(feed: Feed, decoded: Sequence[Decoded]) -> pl.DataFrame:
    """What the decoder set aside, by canonical field: a source column may feed several."""
    users: dict[str, list[str]] = {}
    for spec in feed.mapping.fields:
        for source in spec.sources:
            users.setdefault(source, []).append(spec.name)
    lines = [
        (page, one.row_no, one.key or None, name, identity.named(rule=one.rule, field=name or one.column), one.raw)
        for page, frame in enumerate(decoded)
        for one in frame.rejects
        for name in (users.get(one.field, []) if one.field else [""])
    ]
    return pl.DataFrame(lines, schema=REJECTED, orient="row")


def _head(feed: Feed, raw: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """key, version and deleted of every row; rows whose key or version cannot be read."""
    keys = [pl.col(name) for name in feed.mapping.key]
    filled = pl.all_horizontal(key.str.contains(r"\S") for key in keys)
    tombstone = feed.mapping.tombstone
    deleted = pl.col(tombstone.source).is_in(tombstone.when).fill_null(False) if tombstone else pl.lit(False)
    head = raw.select(
        "page_no",
        "row_no",
        pl.when(filled).then(pl.concat_str(keys, separator="|")).alias("key"),
        _version(feed).alias("version"),
        deleted.alias("deleted"),
    )
    bad = []
    if head["key"].null_count():
        rules = pl.select(pl.when(head["key"].is_null()).then(pl.lit("kunci_kosong")))[:, 0]
        bad.append(_rejected(raw, "", rules, _nothing("raw", raw.height)))
    if feed.order.source and head["version"].null_count():
        head, found = _versions(feed, raw, head)
        bad.append(found)
    return head, bad


def _version(feed: Feed) -> pl.Expr:
    """Sortable text: UTC time with microseconds, or a number padded to thirty digits."""
    if not feed.order.source:
        return pl.lit(None, dtype=pl.String)
    column = pl.col(feed.order.source)
    if feed.order.format == "number":
        return pl.when(column.str.contains("^[0-9]{1,30}$")).then(column.str.zfill(30))
    return compiled.moment(column, feed.order.format, feed.order.clock).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")


def _versions(feed: Feed, raw: pl.DataFrame, head: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Versions the columnar reading left out, by the reference; rows that have none are set aside."""
    texts = raw[feed.order.source]
    missed = head["version"].is_null()
    readings = {text: _read_version(feed, text) for text in texts.filter(missed).unique().to_list() if text}
    good = {text: found for text, found in readings.items() if found}
    if good:
        patch = texts.replace_strict(good, default=None, return_dtype=pl.String)
        head = head.with_columns(pl.coalesce(pl.col("version"), patch).alias("version"))
    blank = ~texts.str.contains(r"\S").fill_null(False)
    rule = pl.when(blank).then(pl.lit("versi_kosong")).otherwise(pl.lit("versi_rusak"))
    rules = pl.select(pl.when(head["version"].is_null()).then(rule))[:, 0]
    return head, _rejected(raw, "", rules, texts)


def _read_version(feed: Feed, text: str) -> str | None:
    if feed.order.format == "number":
        return None
    return operations.read_time(text.strip(), feed.order.format, feed.order.clock).value


def _assembled(
    feed: Feed,
    raw: pl.DataFrame,
    values: pl.DataFrame,
    head: pl.DataFrame,
    rejects: pl.DataFrame,
    hidden: pl.Series | None,
    decoded: Sequence[Decoded],
) -> Mapped:
    values = secrecy.tighten(feed, values)
    frame = pl.concat([head, values], how="horizontal")
    missing = [name for name in schemas.field_names(feed.entity) if name not in values.columns]
    if missing:
        types = {column.name: compiled.POLARS_TYPES[column.sql_type] for column in schemas.columns(feed.entity)}
        frame = frame.with_columns(pl.lit(None, dtype=types[name]).alias(name) for name in missing)
    rejects = secrecy.silence(feed, rejects, raw, hidden)
    frame = frame.with_columns(_unsent(feed, raw, decoded), _digest(feed, raw))
    frame = _with_held(frame, rejects)
    frame = secrecy.settle_lists(feed, frame, hidden)
    return _without_bad_rows(feed, frame, rejects)


def _digest(feed: Feed, raw: pl.DataFrame) -> pl.Series:
    """md5 over key, fields and tombstone as the source wrote them, null as ``\\N``, joined by 0x1f."""
    texts = raw.select(
        pl.concat_str([pl.col(name).fill_null("\\N") for name in digest_columns(feed)], separator="\x1f")
    )
    digests = [md5(text.encode(), usedforsecurity=False).digest() for text in texts[:, 0].to_list()]
    return pl.Series("digest", digests, dtype=pl.Binary)


def digest_columns(feed: Feed) -> tuple[str, ...]:
    """Source columns under the digest, in order."""
    sources = [source for spec in feed.mapping.fields for source in spec.sources]
    tombstone = [feed.mapping.tombstone.source] if feed.mapping.tombstone else []
    return tuple(dict.fromkeys([*feed.mapping.key, *sources, *tombstone]))


def _unsent(feed: Feed, raw: pl.DataFrame, decoded: Sequence[Decoded]) -> pl.Series:
    """Canonical fields a row did not send; null when it sent them all."""
    if all(one.unsent is None for one in decoded):
        return pl.Series("unsent", [None] * raw.height, dtype=_LISTS)
    masks = pl.concat(
        [one.unsent if one.unsent is not None else _sent(one.frame.height) for one in decoded],
        how="diagonal",
    ).fill_null(False)
    names = [
        pl.when(pl.any_horizontal(known)).then(pl.lit(spec.name))
        for spec in feed.mapping.fields
        if (known := [pl.col(source) for source in spec.sources if source in masks.columns])
    ]
    lists = masks.select(pl.concat_list(names).list.drop_nulls().alias("unsent"))
    return lists.select(pl.when(pl.col("unsent").list.len() > 0).then(pl.col("unsent")).alias("unsent"))["unsent"]


def _sent(height: int) -> pl.DataFrame:
    return pl.DataFrame({"\x1fsent": pl.repeat(False, height, eager=True)})


def _with_held(frame: pl.DataFrame, rejects: pl.DataFrame) -> pl.DataFrame:
    """Canonical fields whose value sits in quarantine, per row."""
    held = rejects.filter(pl.col("field") != "").unique([*_PLACE, "field"], maintain_order=True)
    if held.is_empty():
        return frame.with_columns(pl.lit(None, dtype=_LISTS).alias("held"))
    lists = held.group_by(_PLACE).agg(pl.col("field").alias("held"))
    return frame.join(lists, on=_PLACE, how="left", maintain_order="left")


def _without_bad_rows(feed: Feed, frame: pl.DataFrame, rejects: pl.DataFrame) -> Mapped:
    """A broken key field takes its row out; of one row only the first reason is kept."""
    order = [*_PLACE, "key", "version", "deleted", *schemas.field_names(feed.entity), "unsent", "held", "digest"]
    if rejects.is_empty():
        return Mapped(frame=frame.select(order), rows=rejects, values=rejects)
    keyed = {spec.name for spec in feed.mapping.fields if spec.sources and set(spec.sources) <= set(feed.mapping.key)}
    whole = rejects["field"].is_in(["", *keyed])
    rows = rejects.filter(whole).unique(list(_PLACE), keep="first", maintain_order=True)
    values = rejects.filter(~whole).join(rows, on=_PLACE, how="anti")
    keys = frame.select(*_PLACE, pl.col("key").alias("own_key"))
    rows, values = (_with_keys(part, keys) for part in (rows, values))
    return Mapped(frame=frame.select(order).join(rows, on=_PLACE, how="anti"), rows=rows, values=values)


def _with_keys(rejects: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    joined = rejects.join(keys, on=_PLACE, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("key", "own_key").alias("key")).drop("own_key").sort(_PLACE)
