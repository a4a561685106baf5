"""The ``fields:`` section of a mapping as checked values: one line per canonical field, a closed list of operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simpul.config.yaml_nodes import Node
from simpul.core.suggest import did_you_mean

OPERATIONS = ("from", "clean", "date", "time", "code", "pad", "parts", "phone", "region", "const", "json")
CLEANINGS = ("trim", "upper", "collapse")
JSON_TYPES = ("string", "number", "boolean")
#: Digits of a region code down to each level.
LEVELS = {"provinsi": 2, "kabupaten": 4, "kecamatan": 6, "kelurahan": 10}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One part of a source value such as ``002/005``."""

    separator: str
    index: int
    #: Text closing this part, taken off when read and put back when written.
    ends: str = ""
    #: A value with fewer parts has none of this part, instead of being wrong.
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Region:
    """A region code, in one source column or spread over several."""

    columns: tuple[str, ...]
    #: ``digits`` 1271091004 or ``dotted`` 12.71.09.1004; several columns hold numbers without zeros.
    form: str = "digits"
    level: str = "kelurahan"


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """How one canonical field looks in the source."""

    name: str
    file: str
    line: int
    source: str = ""
    clean: tuple[str, ...] = ()
    date: str = ""
    time: str = ""
    #: ``list/column`` of ``schemas/kode``.
    code: str = ""
    #: Digits to pad to with zeros; ``padded`` says whether the source writes them itself.
    pad: int = 0
    padded: bool = False
    parts: Parts | None = None
    phone: str = ""
    region: Region | None = None
    const: str | None = None
    json: str = "string"

    @property
    def sources(self) -> tuple[str, ...]:
        """Source columns this field is read from."""
        if self.region:
            return self.region.columns
        return (self.source,) if self.source else ()


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """Values of a source column that say a record was removed."""

    source: str
    when: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FeedMapping:
    """What a mapping file says about records: key, tombstone and fields."""

    key: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    tombstone: Tombstone | None = None
    #: Source columns known and left alone on purpose: never reported as new.
    ignored: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()


def parse(section: Node, known: Iterable[str], entity: str) -> tuple[FieldSpec, ...]:
    """The fields of a mapping file.

    Raises:
        BadConfig: a field the entity does not have, an unknown operation, a wrong argument.
    """
    names = tuple(known)
    return tuple(_field(name, node, names, entity) for name, node in section.section().items())


def _field(name: str, node: Node, known: tuple[str, ...], entity: str) -> FieldSpec:
    if name not in known:
        raise node.fail(f"'{entity}' has no field '{name}'", did_you_mean(name, known))
    for key, member in node.section().items():
        if key not in OPERATIONS:
            raise member.fail(f"unknown operation '{key}' in field '{name}'", did_you_mean(key, OPERATIONS))
    spec = FieldSpec(name=name, file=node.file, line=node.line, **dict(_arguments(node)))
    if not spec.sources and spec.const is None:
        raise node.fail(f"field '{name}' says nowhere what it is read from", "add 'from: COLUMN'")
    _one_form(spec, node)
    return spec


def _one_form(spec: FieldSpec, node: Node) -> None:
    forms = ("date", "time", "code", "pad", "phone", "region")
    used = [form for form in forms if getattr(spec, form)]
    if len(used) > 1:
        raise node.fail(f"field '{spec.name}' uses {' and '.join(used)} together", "keep one of them")
    if spec.const is not None and (used or spec.sources):
        raise node.fail(f"field '{spec.name}' is a constant and is read from the source as well", "keep one of them")


def _arguments(node: Node) -> Iterator[tuple[str, Any]]:
    for key, value in node.section().items():
        if key == "from":
            yield "source", value.text()
        elif key == "clean":
            yield "clean", tuple(item.choice(CLEANINGS) for item in value.items())
        elif key == "json":
            yield "json", value.choice(JSON_TYPES)
        elif key == "pad":
            yield from _pad(value)
        elif key == "parts":
            yield from _parts(value)
        elif key == "region":
            yield "region", _region(value)
        elif key == "phone":
            yield "phone", value.choice(("id",))
        else:
            yield key, value.text()


def _pad(value: Node) -> Iterator[tuple[str, Any]]:
    if not isinstance(value.value, dict):
        yield "pad", value.integer()
        return
    value.only(("to", "written"))
    yield "pad", value.need("to").integer()
    yield "padded", value.need("written").choice(("padded", "plain")) == "padded"


def _parts(value: Node) -> Iterator[tuple[str, Any]]:
    value.only(("from", "separator", "index", "ends", "optional"))
    yield "source", value.need("from").text()
    ends, optional = value.get("ends"), value.get("optional")
    yield (
        "parts",
        Parts(
            separator=value.need("separator").text(),
            index=value.need("index").integer(),
            ends=ends.text() if ends else "",
            optional=optional.boolean() if optional else False,
        ),
    )


def _region(value: Node) -> Region:
    if not isinstance(value.value, dict):
        columns = value.texts()
        if len(columns) not in (3, 4):
            raise value.fail("a region in parts needs 3 or 4 columns", "province, kabupaten/kota, kecamatan, kelurahan")
        return Region(columns=columns, level="kelurahan" if len(columns) == 4 else "kecamatan")
    value.only(("from", "form", "level"))
    form, level = value.get("form"), value.get("level")
    return Region(
        columns=(value.need("from").text(),),
        form=form.choice(("digits", "dotted")) if form else "digits",
        level=level.choice(LEVELS) if level else "kelurahan",
    )
