"""A cross-system rule as a file of ``rules/``: a header of ``-- key: value`` lines, then one SELECT.

The header is read and checked here; the SQL is never parsed by us, PostgreSQL judges it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from simpul.core import i18n
from simpul.core.errors import BadConfig
from simpul.core.i18n import Words
from simpul.core.suggest import did_you_mean
from simpul.values import codes

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
SEVERITIES = ("critical", "high", "medium", "low", "info")
#: Who settles it (domain.md §9): Disdukcapil, kecamatan, DPMPTSP, SP4N admin, walidata, Inspektorat.
OWNERS = ("DK", "KC", "PT", "SP", "WD", "IN")
#: Kinds of subject in the order they are compared: what wakes others comes first.
KINDS = ("keluarga", "penduduk", "lokasi", "permohonan", "pengaduan")

_WORDS = ("judul", "title", "kalimat", "sentence", "langkah", "advice")
_REQUIRED = (*_WORDS, "type", "severity", "owner", "subject", "record", "needs")
_KNOWN = (*_REQUIRED, "due", "wakes")
_WAKES = "-- name: wakes"
_SLOT = re.compile(r"\{([^{}]*)\}")
_TYPE = re.compile(r"\d{1,2}[a-z]?|-|[xX]\d")
#: Code lists whose codes stand in evidence and are told by their names.
_CODES = (
    *("tahap", "ktp_el_status", "jenis_layanan", "status_hidup", "jenis_peristiwa", "jenis_kelamin", "kanal"),
    *("kecamatan",),
)
_DUE = re.compile(r"(\d{1,3}) HK")


@dataclass(frozen=True, kw_only=True)
class RuleFile:
    """One rule: what it says to officers, what it is about, and its SQL."""

    name: str
    #: As it is shown in messages: ``rules/<name>.sql``.
    file: str
    judul: str
    title: str
    kalimat: str
    sentence: str
    langkah: str
    advice: str
    #: Number in domain.md §9, ``-`` if it is not there.
    type: str
    severity: str
    owner: str
    #: Working days a case may wait; None: an annotation, it never makes a case.
    due: int | None
    subject: str
    record: str
    #: Feeds that must be complete and fresh, ``record`` among them.
    needs: tuple[str, ...]
    #: Kinds of subject whose change can change this rule.
    wakes: tuple[str, ...]
    #: Everything up to the wakes statement: a line of it is a line of the file.
    sql: str
    wakes_sql: str
    #: Lines of the file before ``wakes_sql``.
    wakes_line: int
    #: Changes with every change of the file.
    revision: str

    @property
    def annotates(self) -> bool:
        """Whether it only explains (severity info)."""
        return self.severity == "info"

    @property
    def field(self) -> str:
        """``field`` of its cases."""
        return f"aturan {self.name}"

    @property
    def pairing(self) -> str:
        """Its name among the pairs that observe."""
        return f"rule:{self.name}"

    def heading(self) -> Words:
        """What is wrong, in a few words."""
        return Words(id=self.judul, en=self.title)

    def advise(self) -> Words:
        """What to do about it."""
        return Words(id=self.langkah, en=self.advice)

    def told(self, facts: Mapping[str, Any]) -> Words:
        """What was found, as a sentence about this case."""
        return Words(id=_filled(self.kalimat, facts, "id"), en=_filled(self.sentence, facts, "en"))


def load(folder: Path = SHIPPED, feeds: Collection[str] | None = None) -> tuple[RuleFile, ...]:
    """Every rule of a folder by name; none if there is no such folder.

    Raises:
        BadConfig: the first mistake found, with file and line.
    """
    found, mistakes = read(folder, feeds)
    if mistakes:
        raise mistakes[0]
    return found


def read(folder: Path, feeds: Collection[str] | None = None) -> tuple[tuple[RuleFile, ...], tuple[BadConfig, ...]]:
    """The rules of a folder that are right, and what is wrong with the others."""
    rules: list[RuleFile] = []
    mistakes: list[BadConfig] = []
    for path in sorted(folder.glob("*.sql")):
        try:
            rules.append(parse(path, feeds))
        except BadConfig as mistake:
            mistakes.append(mistake)
    return tuple(rules), tuple(mistakes)


def installed() -> tuple[Path, ...]:
    """The rule files of this installation, by name.

    Raises:
        BadConfig: there is not a single one. A folder that went missing must not look like rules that were taken back:
            all their cases would be closed.
    """
    found = tuple(sorted(SHIPPED.glob("*.sql")))
    if not found:
        raise BadConfig(
            f"tidak ada satu pun aturan antarsistem / there are no rules at all: {SHIPPED}",
            hint="pasang folder rules dari rilis yang sama / install the folder 'rules' of the same release",
        )
    return found


@cache
def shipped() -> Mapping[str, RuleFile]:
    """The rules of this installation that are right, by name."""
    return {rule.name: rule for rule in read(SHIPPED)[0]}


def parse(path: Path, feeds: Collection[str] | None = None) -> RuleFile:
    """Read one file. ``feeds``: names of the feeds there are; None: not checked.

    Raises:
        BadConfig: with file and line.
    """
    shown = f"rules/{path.name}" if path.parent == SHIPPED else str(path)
    body = path.read_text(encoding="utf-8")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
        raise BadConfig("the name of a rule is lower case letters, digits and underscores", file=shown)
    reader = _Header(shown, _header(shown, body))
    sql, mark, wakes_sql = body.partition(f"\n{_WAKES}")
    if not _says_something(sql):
        raise BadConfig("there is no SELECT below the header", file=shown, line=sql.count("\n") + 1)
    wakes = reader.listed("wakes", KINDS, "kind of subject")
    if bool(wakes) != bool(mark):
        hint = f"add '{_WAKES}' and its SELECT" if wakes else "add the header line '-- wakes: …'"
        raise BadConfig("'wakes' and the wakes statement go together", file=shown, line=reader.line("wakes"), hint=hint)
    record = reader.one_of("record", feeds, "feed")
    needs = reader.listed("needs", feeds, "feed")
    return RuleFile(
        name=path.stem,
        file=shown,
        **{name: reader.value(name) for name in _WORDS},
        type=reader.shaped("type", _TYPE, "a number of domain.md §9, or '-'"),
        severity=reader.one_of("severity", SEVERITIES, "severity"),
        owner=reader.one_of("owner", OWNERS, "owner"),
        due=reader.due(),
        subject=reader.one_of("subject", KINDS, "kind of subject"),
        record=record,
        needs=tuple(dict.fromkeys((record, *needs))),
        wakes=wakes,
        sql=_statement(sql),
        wakes_sql=_statement(wakes_sql),
        wakes_line=sql.count("\n") + 1,
        revision=hashlib.sha256(body.encode()).hexdigest()[:16],
    )


def _header(file: str, body: str) -> dict[str, tuple[int, str]]:
    """Key → (line, value) of the comment lines the file begins with."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(body.splitlines(), start=1):
        if not line.strip():
            continue
        if not line.startswith("--"):
            break
        key, colon, value = line[2:].partition(":")
        key, value = key.strip(), value.strip()
        if not colon or key not in _KNOWN:
            hint = did_you_mean(key, _KNOWN) or "remarks go below the header, into the SQL"
            raise BadConfig(f"unknown header line '{key}'", file=file, line=number, hint=hint)
        if key in found:
            raise BadConfig(f"'{key}' stands twice", file=file, line=number, hint=f"first in line {found[key][0]}")
        if not value:
            raise BadConfig(f"'{key}' is empty", file=file, line=number)
        found[key] = (number, value)
    return found


@dataclass(frozen=True)
class _Header:
    """The header of one file, asked value by value."""

    file: str
    found: Mapping[str, tuple[int, str]]

    def __post_init__(self) -> None:
        for name in _REQUIRED:
            if name not in self.found:
                raise BadConfig(f"header line '-- {name}: …' is missing", file=self.file, line=1)
        if self._slots("kalimat") != self._slots("sentence"):
            raise self._wrong("sentence", "kalimat and sentence do not name the same members of the evidence", "")

    def line(self, name: str) -> int:
        return self.found.get(name, (1, ""))[0]

    def value(self, name: str) -> str:
        return self.found.get(name, (1, ""))[1]

    def one_of(self, name: str, known: Collection[str] | None, what: str) -> str:
        return self._known(name, self.value(name), known, what)

    def listed(self, name: str, known: Collection[str] | None, what: str) -> tuple[str, ...]:
        parts = [part.strip() for part in self.value(name).split(",") if part.strip()]
        return tuple(self._known(name, part, known, what) for part in parts)

    def shaped(self, name: str, shape: re.Pattern[str], wanted: str) -> str:
        if not shape.fullmatch(self.value(name)):
            raise self._wrong(name, f"'{name}' is '{self.value(name)}', not {wanted}", "")
        return self.value(name)

    def due(self) -> int | None:
        if self.value("severity") == "info":
            return None
        match = _DUE.fullmatch(self.value("due"))
        if match is None:
            raise self._wrong("due", "'due' must say how many working days a case may wait", "-- due: 3 HK")
        return int(match.group(1))

    def _known(self, name: str, value: str, known: Collection[str] | None, what: str) -> str:
        if known is not None and value not in known:
            raise self._wrong(name, f"unknown {what} '{value}'", did_you_mean(value, tuple(known)))
        return value

    def _slots(self, name: str) -> set[str]:
        return set(_SLOT.findall(self.value(name)))

    def _wrong(self, name: str, message: str, hint: str) -> BadConfig:
        return BadConfig(message, file=self.file, line=self.line(name), hint=hint)


def _says_something(sql: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("--") for line in sql.splitlines())


def _statement(sql: str) -> str:
    """Without the semicolon at its end: it is run inside another statement."""
    return sql.rstrip().removesuffix(";")


def _filled(sentence: str, facts: Mapping[str, Any], language: i18n.Language) -> str:
    return _SLOT.sub(lambda found: _shown(facts.get(found.group(1)), language), sentence)


def _shown(value: Any, language: i18n.Language) -> str:
    """A member of the evidence as people read it: days and moments in words, whole numbers grouped."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return {"id": "ya" if value else "tidak", "en": "yes" if value else "no"}[language]
    if isinstance(value, int):
        return i18n.number(value, language)
    if isinstance(value, list):
        return ", ".join(_shown(part, language) for part in value)
    return _moment(str(value), language) or _labels(language).get(str(value), str(value))


@cache
def _labels(language: i18n.Language) -> Mapping[str, str]:
    """Canonical code → what officers call it; no code stands in two of these lists."""
    named = {"id": "judul", "en": "label"}[language]
    return {line["kode"]: line[named] for name in _CODES for line in codes.rows(name)}


def _moment(text: str, language: i18n.Language) -> str | None:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return i18n.day(date.fromisoformat(text), language)
        if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text):
            return i18n.full(datetime.fromisoformat(text.replace("Z", "+00:00")), language)
    except ValueError:
        return None
    return None


def kinds(rules: Iterable[RuleFile]) -> frozenset[str]:
    """Kinds of subject these rules are about or woken by."""
    return frozenset(kind for rule in rules for kind in (rule.subject, *rule.wakes))
