"""What a mapping does to one record, step by step; what it would change in stored pages; what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from simpul.config import schemas
from simpul.config import settings as config
from simpul.config.field_specs import FieldSpec
from simpul.core.errors import BadConfig
from simpul.core.model import Feed, System
from simpul.core.texts import quarantine_reasons
from simpul.mapping import compiled, identity
from simpul.mapping.apply import apply
from simpul.mapping.compiled import Field
from simpul.values import codes, mask
from simpul.values.text_checks import Decoded

_SAMPLES = 5
#: Fields whose values may be shown as they are.
_OPEN = ("P0", "P1")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One canonical field of one record."""

    field: str
    judul: str
    #: Source columns it is read from.
    source: str
    file: str
    line: int
    #: The operations of the line in words of the mapping.
    operation: str
    #: Values, masked by the field's privacy class; None: null.
    before: str | None
    after: str | None
    #: Rule broken, empty if none, and its meaning in both languages.
    rule: str = ""
    arti: str = ""
    meaning: str = ""
    sent: bool = True


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """What a changed mapping would do to one field of the stored records."""

    field: str
    changed: int
    newly_quarantined: int
    no_longer_quarantined: int
    #: (key, before, after), masked, at most five.
    samples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake or warning about a mapping file."""

    severity: str
    message: str
    file: str
    line: int = 0


def explain(feed: Feed, row: Mapping[str, str | None]) -> list[Step]:
    """The steps from one raw row (source column → text; an absent column was not sent) to canonical values."""
    ready = compiled.fields(feed)
    tests = identity.tests(feed.entity, ready)
    return [_step(field, row, tests.get(field.spec.name, {})) for field in ready]


def _step(field: Field, row: Mapping[str, str | None], tests: identity.Tests) -> Step:
    spec = field.spec
    raws = [row.get(source) for source in spec.sources]
    before = spec.const if not raws else None if any(raw is None for raw in raws) else "|".join(map(str, raws))
    found = field.read(before)
    after, rule = found.value, found.rule or _schema_rule(field, found.value, tests)
    told = quarantine_reasons.told(rule) if rule else None
    return Step(
        field=spec.name,
        judul=field.column.judul,
        source=", ".join(spec.sources),
        file=spec.file,
        line=spec.line,
        operation=describe(spec),
        before=_shown(field, before),
        after=None if rule else _shown(field, after),
        rule=rule,
        arti=told.arti if told else "",
        meaning=told.meaning if told else "",
        sent=all(source in row for source in spec.sources),
    )


def _schema_rule(field: Field, value: str | None, tests: identity.Tests) -> str:
    """The rule of the schema that a value breaks, the first one."""
    if value is None:
        return ""
    typed = pl.lit(compiled.as_python(value, field.dtype), dtype=field.dtype)
    broken = [rule for rule, test in tests.items() if not pl.select(test(typed)).item()]
    number = identity.NUMBERS.get(field.spec.name)
    return (identity.number_rule(value, number) if number and broken else "") or (broken[0] if broken else "")


def _shown(field: Field, text: str | None) -> str | None:
    if text is None or field.column.privacy in _OPEN or field.spec.code:
        return text
    return mask.value(text)


def describe(spec: FieldSpec) -> str:
    """The operations of a line, in the mapping's own words."""
    told = {name: getattr(spec, name) for name in ("clean", "date", "time", "code", "pad", "phone", "const")}
    words = [
        f"{name}: {' '.join(value) if isinstance(value, tuple) else value}" for name, value in told.items() if value
    ]
    if spec.parts:
        words.insert(0, f"parts: {spec.parts.index + 1} of '{spec.parts.separator}'")
    if spec.region:
        words.append(f"region: {spec.region.form} {spec.region.level}")
    return ", ".join(words) or "as it is"


def diff(old: Feed, new: Feed, decoded: Sequence[Decoded]) -> list[FieldDifference]:
    """Fields that would read differently in stored pages if ``old`` became ``new``; both must read these pages."""
    before, after = apply(old, decoded), apply(new, decoded)
    columns = {column.name: column for column in schemas.columns(new.entity)}
    joined = before.frame.join(after.frame, on=["page_no", "row_no"], how="inner", suffix="\x1fnew")
    found = []
    for name, column in columns.items():
        changed = joined.filter(pl.col(name).ne_missing(pl.col(f"{name}\x1fnew")))
        bad = [
            set(part.values.filter(pl.col("field") == name).select("page_no", "row_no").rows())
            for part in (before, after)
        ]
        if changed.is_empty() and bad[0] == bad[1]:
            continue
        clear = column.privacy in _OPEN
        samples = changed.head(_SAMPLES).select("key", pl.col(name, f"{name}\x1fnew").cast(pl.String)).rows()
        found.append(
            FieldDifference(
                field=name,
                changed=changed.height,
                newly_quarantined=len(bad[1] - bad[0]),
                no_longer_quarantined=len(bad[0] - bad[1]),
                samples=tuple((mask.scrub(key), _masked(one, clear), _masked(two, clear)) for key, one, two in samples),
            )
        )
    return found


def _masked(text: str | None, clear: bool) -> str:
    return "" if text is None else text if clear else mask.value(text)


def check(folders: Sequence[Path] | None = None) -> list[Finding]:
    """Every mistake in every mapping file, then warnings; empty means all is well."""
    roots = tuple(folders) if folders is not None else config.settings().mappings
    findings = [finding for root in roots for path in config.system_folders(root) for finding in _folder(path)]
    if findings:
        return findings
    try:
        city = config.load(roots)
    except BadConfig as error:
        return [_mistake(error)]
    return [
        *(finding for feed in city.feeds.values() for finding in _feed(feed)),
        *(finding for system in city.systems.values() for finding in _system(system)),
    ]


def _mistake(error: BadConfig) -> Finding:
    return Finding(severity="error", message=str(error), file=error.file, line=error.line)


def _folder(path: Path) -> list[Finding]:
    """Mistakes of single files, so that one does not hide the next."""
    found = []
    for file in sorted(path.glob("*.yaml")):
        try:
            config.read_file(file)
        except BadConfig as error:
            found.append(_mistake(error))
    return found


def _feed(feed: Feed) -> list[Finding]:
    found = []
    for spec in feed.mapping.fields:
        try:
            if spec.code:
                codes.load(spec.code)
        except BadConfig as error:
            found.append(Finding(severity="error", message=str(error), file=spec.file, line=spec.line))
    lines = dict(feed.mapping.lines)
    try:
        config.require_access(feed)
    except config.AccessExpired as error:
        found.append(Finding(severity="error", message=str(error), file=feed.file, line=lines.get("access", 1)))
    if feed.access is None:
        message = f"{feed.name} names no access agreement → add 'access:'"
        found.append(Finding(severity="warning", message=message, file=feed.file, line=1))
    if not feed.order.source and feed.media != "csv":
        message = f"{feed.name} has no 'order:': versions are ordered by the time of reading"
        found.append(Finding(severity="warning", message=message, file=feed.file, line=1))
    return found


def _system(system: System) -> list[Finding]:
    if system.address:
        return []
    message = f"environment variable {system.address_env} is not set: {system.name} cannot be reached"
    return [Finding(severity="warning", message=message, file=system.file, line=1)]
