"""What the hub writes down while it works: one line a run, group of pages, effect, job and turn; never about whom.

``log = get(__name__)``; ``log.info("effect", effect=7, outcome="accepted")``. A line holds only the keys of
:mod:`simpul.config.log_keys`, with every long number and telephone number masked; of an exception its kind and place,
its words only where they are ours. The same holds for the lines of libraries; of those for debugging only what happened
is kept, not with what.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO, cast

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars

from simpul.config.log_keys import KEYS
from simpul.core import errors
from simpul.values import mask

__all__ = ["LEVELS", "configure", "get", "join", "level", "outcome", "place", "plain", "work"]

Event = MutableMapping[str, Any]
Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

#: How much is written: of the hub itself, and of the libraries it uses.
LEVELS: Final[Mapping[str, tuple[int, int]]] = {
    "error": (logging.ERROR, logging.ERROR),
    "warning": (logging.WARNING, logging.WARNING),
    "info": (logging.INFO, logging.WARNING),
    "debug": (logging.DEBUG, logging.WARNING),
    "all": (logging.DEBUG, logging.DEBUG),
}
#: Top names of our own loggers.
OURS = ("simpul", "adapters", "cli", "monitoring", "schemas")
ROOT = Path(__file__).resolve().parents[2]
#: Words of an error that are written: the first so many letters, and so many errors behind one another.
WORDS, CHAIN = 300, 10
#: Words of these repeat what the other side said, which may be about somebody.
THEIRS = (errors.Rejected, errors.Overtaken, errors.Unknown)
_ENDS: tuple[tuple[type[BaseException], str], ...] = (
    (errors.AlreadyRunning, "busy"),
    (errors.BrakeHeld, "held"),
    (errors.Stop, "stopped"),
    (errors.Park, "parked"),
    (errors.SimpulError, "failed"),
    (Exception, "broken"),
    (BaseException, "interrupted"),
)


def get(name: str) -> Any:
    """The logger of a module; its lines go wherever this process sends its lines (see :func:`configure`)."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=_PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class Failed(Exception):
    """Something went wrong that nobody foresaw; names kind and place, not the words, which may be about somebody."""


@contextmanager
def work(log: Any, event: str, **about: object) -> Iterator[dict[str, object]]:
    """One piece of work: a line for debugging when it begins, one when it ends, with what is put into the dict given.

    Whatever is logged inside, in this thread, names ``about`` too. A trouble we know is no matter for a programmer:
    its line is like any other's, but for the outcome. Every error goes on to the caller.
    """
    ended: dict[str, object] = {"outcome": "done"}
    began = time.monotonic()
    with bound_contextvars(**about):
        log.debug(f"{event}.begun")
        try:
            yield ended
        except BaseException as error:
            known = isinstance(error, errors.SimpulError) or not isinstance(error, Exception)
            trouble = {**ended, "outcome": outcome(error), "seconds": _since(began), "exc_info": error}
            log.log(logging.INFO if known else logging.ERROR, event, **trouble)
            raise
        log.info(event, **ended, seconds=_since(began))


def outcome(error: BaseException) -> str:
    """How work ended that ended with ``error``, in one word."""
    return next(word for kind, word in _ENDS if isinstance(error, kind))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def place(error: BaseException) -> str:
    """File and line an error came from: the innermost of ours, else the innermost there is."""
    frames = [_at(frame) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [one for one in frames if not one.startswith((".venv", "/", "<"))]
    return (ours or frames or [""])[-1]


def _at(frame: traceback.FrameSummary) -> str:
    file = Path(frame.filename)
    name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else frame.filename
    return f"{name}:{frame.lineno}"


def words(error: BaseException) -> str:
    """What an error says, masked, where it is ours; libraries and databases repeat the value they stumbled over."""
    ours = isinstance(error, errors.SimpulError) and not isinstance(error, THEIRS)
    return mask.numbers(str(error))[:WORDS] if ours else ""


def plain(error: Exception) -> errors.SimpulError | Failed:
    """An error that others may write down whole: itself where it is one of ours, else one with its kind and place."""
    return error if isinstance(error, errors.SimpulError) else Failed(f"{type(error).__name__} ({place(error)})")


def _story(error: BaseException | None) -> str:
    """Kinds, places and our own words of an error and of those behind it."""
    lines: list[str] = []
    seen = 0
    while error is not None and seen < CHAIN:
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {_at(frame)} in {frame.name}" for frame in frames]
        said = words(error)
        lines.append(type(error).__name__ + (f": {said}" if said else ""))
        error, seen = error.__cause__ or (None if error.__suppress_context__ else error.__context__), seen + 1
    return "\n".join(lines)


# What is done to every line of ours, in this order.


def _context(_logger: Any, _method: str, event: Event) -> Event:
    """What the work at hand is about; others bind theirs in the same place."""
    return {**{name: value for name, value in get_contextvars().items() if name in KEYS}, **event}


def _error(_logger: Any, _method: str, event: Event) -> Event:
    """Of an exception its kind, its place and our own words; where it came through only if it is none we know."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is None:
        return event
    told = {"error": type(error).__name__, "place": place(error), "why": words(error)}
    if not isinstance(error, errors.SimpulError):
        told["exception"] = _story(error)
    return {**event, **{name: value for name, value in told.items() if value}}


def _known(_logger: Any, _method: str, event: Event) -> Event:
    """Only keys we know, their values masked."""
    kept = {name: _masked(value) for name, value in event.items() if name in KEYS}
    dropped = sorted(str(name) for name in event if name not in KEYS)
    return {**kept, "dropped": [mask.numbers(name) for name in dropped]} if dropped else kept


def _masked(value: object) -> object:
    """The value with every number of a person masked, however deep it lies."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        shown = repr(value)
        return value if mask.numbers(shown) == shown else mask.numbers(shown)
    if isinstance(value, Mapping):
        return {mask.numbers(name): _masked(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(one) for one in value]
    return mask.numbers(value)


_PROCESSORS: Final[list[Any]] = [
    structlog.stdlib.filter_by_level,
    _context,
    _error,
    _known,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


class _Discreet(logging.Filter):
    """Takes out of other people's lines what may be about somebody, before any handler writes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "_discreet") and not _ours(record):
            record.msg, record.args = _foreign(record), None
            record._discreet = True
        return True


def _ours(record: logging.LogRecord) -> bool:
    """Whether a line came through :data:`_PROCESSORS`."""
    return isinstance(record.msg, dict) and hasattr(record, "_logger")


def _foreign(record: logging.LogRecord) -> str:
    """What a library says; of its lines for debugging only the sentence, without what stands in its gaps."""
    if record.levelno <= logging.DEBUG:
        # Bodies of requests and rows of answers stand there; a sentence with them already in it is of no use to us.
        said = str(record.msg) if record.args else record.funcName
    else:
        said = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    record.exc_info, record.exc_text, record.stack_info = None, None, None
    return mask.numbers(said + (f"\n{_story(error)}" if error else ""))


class _Lines(logging.Formatter):
    """A line of JSON, or one for a reader."""

    def __init__(self, *, as_json: bool, colors: bool) -> None:
        super().__init__()
        self._json = as_json
        self._render = None if as_json else structlog.dev.ConsoleRenderer(colors=colors, sort_keys=False)

    def format(self, record: logging.LogRecord) -> str:
        if _ours(record):
            event: Event = dict(cast(Mapping[str, Any], record.msg))
        else:
            when = datetime.fromtimestamp(record.created, UTC).isoformat()
            event = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
            event["timestamp"] = when
        ordered = {name: event[name] for name in KEYS if name in event}
        if self._render is None:
            return json.dumps(ordered, ensure_ascii=False, default=str)
        return str(self._render(None, "", ordered))


class _Handler(logging.StreamHandler[TextIO]):
    """Ours among the handlers of a process. Writes to its real standard error, whatever a caller put in its place."""


def configure(*, as_json: bool | None = None, verbose: int = 0) -> None:
    """Send the lines of this process to its standard error; asked again, the last time counts.

    JSON unless standard error is a terminal (``SIMPUL_LOG=json`` or ``text`` says it for good); at a terminal only
    what is wrong, else every run. ``verbose`` (1 to 3), or ``SIMPUL_LOG_LEVEL``, asks for more.

    Raises:
        BadConfig: ``SIMPUL_LOG`` or ``SIMPUL_LOG_LEVEL`` is none of their words.
    """
    stream = sys.__stderr__
    terminal = stream is not None and stream.isatty()
    wanted = _setting("SIMPUL_LOG", ("json", "text"))
    lines = as_json if as_json is not None else wanted == "json" if wanted else not terminal
    named = level(verbose) or _setting("SIMPUL_LOG_LEVEL", tuple(LEVELS)) or ("info" if lines else "warning")
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(old)
    if stream is not None:
        handler = _Handler(stream)
        handler.setFormatter(_Lines(as_json=lines, colors=terminal and "NO_COLOR" not in os.environ))
        root.addHandler(handler)
    ours, libraries = LEVELS[named]
    root.setLevel(libraries)
    for name in OURS:
        logging.getLogger(name).setLevel(ours)
    join()


def level(verbose: int) -> str:
    """What ``-v``, ``-vv`` and ``-vvv`` ask for; nothing without it."""
    return ("", "info", "debug", "all")[min(verbose, 3)]


def join() -> None:
    """Let every handler there is write discreetly, and add none: another program (Airflow) sees to the lines."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(one, _Discreet) for one in handler.filters):
            handler.addFilter(_Discreet())


def _setting(name: str, words: tuple[str, ...]) -> str:
    found = os.environ.get(name, "").lower()
    if found and found not in words:
        raise errors.BadConfig(f"{name} is none of {', '.join(words)}", hint=f"{name}={words[0]}")
    return found
