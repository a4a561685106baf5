"""What the hub writes down: one line for each piece of work, of keys we know, and nothing about anybody."""

from __future__ import annotations

import ast
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from simpul.config import log as logs
from simpul.config.log_keys import EVENTS, KEYS
from simpul.core import errors
from simpul.operations import maintenance, scheduled, use_cases
from simpul.operations.alerts import cycle as alert_turn
from simpul.operations.jobs import worker
from simpul.testing.town import COPY, SITI, SITI_COPY, SOURCE, Town, applicant, person
from simpul.values import mask
from tests.ingest.pull.conftest import Hub, hub, page, warga
from tests.operations.steering.conftest import ask, does

__all__ = ["hub"]
GAPS = st.sampled_from(["", "", "", ".", " ", "-", "/", " - ", "\u2013", "\u00a0", "_"])
NUMBERS = st.text("0123456789", min_size=16, max_size=16)
AROUND = st.sampled_from(["", "NIK ", "(", "x", " = '", "\n", ": "])


@st.composite
def grouped(draw: st.DrawFn, numbers: st.SearchStrategy[str] = NUMBERS) -> tuple[str, str]:
    """A number, and the same as somebody wrote it into a text."""
    number = draw(numbers)
    gaps = draw(st.lists(GAPS, min_size=len(number), max_size=len(number)))
    written = "".join(digit + gap for digit, gap in zip(number, gaps, strict=True))
    return number, draw(AROUND) + written + draw(AROUND)


PHONES = st.builds(
    lambda head, rest: head + rest,
    st.sampled_from(["08", "628", "+628", "061", "+6261"]),
    st.from_regex(r"[1-9][0-9]{6,9}", fullmatch=True),
)


def digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def lines(written: str) -> list[dict[str, Any]]:
    """Every line as JSON; a line that is none fails the test."""
    return [json.loads(line) for line in written.splitlines()]


class Kept(logging.Handler):
    """Keeps each line as it would be written in production."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs._Lines(as_json=True, colors=False))
        self.addFilter(logs._Discreet())
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return lines("\n".join(self.text))

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everything of ours from debug on."""
    found, root = Kept(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in logs.OURS}
    root.addHandler(found)
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield found
    root.removeHandler(found)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@given(grouped())
def test_a_number_of_sixteen_digits_is_masked_however_it_is_grouped(drawn: tuple[str, str]) -> None:
    """At most ten of its digits are left, and never the ones in the middle."""
    number, text = drawn
    assert number not in digits(mask.numbers(text))
    assert len(digits(mask.numbers(text))) <= 10


@given(grouped(PHONES))
def test_a_telephone_number_is_masked_however_it_is_grouped(drawn: tuple[str, str]) -> None:
    """None of its digits is left."""
    number, text = drawn
    assert digits(number) not in digits(mask.numbers(text)), mask.numbers(text)


_TEXTS = grouped().map(lambda drawn: drawn[1]) | NUMBERS.map(int) | grouped(PHONES).map(lambda drawn: drawn[1])
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NUMBERS, inner, min_size=1, max_size=2),
    max_leaves=5,
)


@given(key=st.sampled_from(sorted(set(KEYS) - {"event", "level", "logger", "timestamp", "dropped"})), value=_VALUES)
def test_a_value_is_masked_however_deep_it_lies(key: str, value: object) -> None:
    """A line never holds a long number, whatever was bound and wherever in it the number stood."""
    kept = Kept()
    logger = logging.getLogger("simpul.drawn")
    logger.addHandler(kept)
    logger.propagate, logger.level = False, logging.DEBUG
    try:
        logs.get("simpul.drawn").info("pull", **{key: value})
    finally:
        logger.removeHandler(kept)
    (line,) = kept.lines
    shown = json.dumps(line[key], ensure_ascii=False)
    assert mask.numbers(shown) == shown


@given(key=st.text(min_size=1, max_size=12).filter(lambda name: name not in KEYS), value=st.text("ABCDEFG", min_size=6))
def test_only_known_keys_are_written(key: str, value: str) -> None:
    """A key that is not known is named, its value left out."""
    line = logs._known(None, "info", {"event": "pull", "run": 1, key: value})
    assert (line["event"], line["run"], line["dropped"]) == ("pull", 1, [mask.numbers(key)])
    assert value not in json.dumps({name: one for name, one in line.items() if name != "dropped"})


def test_an_exception_is_its_kind_and_its_place(kept: Kept) -> None:
    """Words of libraries and of other systems are not written; ours are, masked."""
    for error in (KeyError("SITI AMINAH"), errors.Rejected("SITI AMINAH sudah ada"), errors.Retry(f"sibuk {SITI}")):
        with pytest.raises(type(error)), logs.work(logs.get("simpul.x"), "pull", run=1):
            raise error from ValueError("SITI AMINAH")
    ours = kept.of("pull")
    assert [(line["error"], line["outcome"], line["level"]) for line in ours] == [
        ("KeyError", "broken", "error"), ("Rejected", "failed", "info"), ("Retry", "failed", "info"),
    ]  # fmt: skip
    assert ours[2]["why"] == f"sibuk {mask.nik(SITI)}"
    assert all(line["place"].startswith("tests/config/test_log.py:") for line in ours)
    assert "AMINAH" not in "".join(kept.text)


def test_a_library_is_no_less_discreet(kept: Kept) -> None:
    """Its lines are masked, its exceptions cut to kind and place, its lines for debugging to the sentence."""
    library = logging.getLogger("uji.library")
    library.setLevel(logging.DEBUG)
    library.warning("refused for %s", "1271-0950-1090-9001")
    library.debug("body: %s", "<nama>SITI AMINAH</nama>")
    library.debug("body: SITI AMINAH")
    try:
        raise ValueError("SITI AMINAH")
    except ValueError:
        library.exception("failed")
    first, second, third, fourth = kept.lines
    assert first["event"] == f"refused for {mask.nik('1271095010909001')}"
    assert (second["event"], third["event"]) == ("body: %s", "test_a_library_is_no_less_discreet")
    assert fourth["event"].splitlines()[0] == "failed" and fourth["event"].splitlines()[-1] == "ValueError"
    assert "AMINAH" not in "".join(kept.text)


def test_a_pull_writes_a_line_and_one_for_each_group(hub: Hub, kept: Kept) -> None:
    """Both name run, feed and system; the run's line says how it ended, how many rows, how long."""
    done = hub.pull("warga", page(warga(1), warga(2), cursor="b"), page(warga(3), number=2))
    about = {"run": done.run_id, "feed": "uji.warga", "system": "uji"}
    (ended,), (group,), (begun,) = kept.of("pull"), kept.of("pull.group"), kept.of("pull.begun")
    assert {**ended, **about, "outcome": "done", "rows": 3} == ended
    assert isinstance(ended["seconds"], float)
    assert {**group, **about, "pages": 2, "rows": 3} == group
    assert {**begun, **about, "level": "debug"} == begun


def test_a_pull_that_fails_writes_why(hub: Hub, kept: Kept) -> None:
    """Its one line has the outcome, the kind of the error and our own words."""
    with pytest.raises(errors.Retry):
        hub.pull("warga", errors.Retry("balasan 503"))
    (ended,) = kept.of("pull")
    assert (ended["outcome"], ended["error"], ended["why"], ended["level"]) == (
        "failed",
        "Retry",
        "balasan 503",
        "info",
    )


def test_lines_written_while_reading_ahead_are_about_the_run(hub: Hub, kept: Kept) -> None:
    """Pages are fetched in a thread of their own; what is logged there names run, feed and system, too."""

    def pages(_request: object) -> Any:
        logs.get("adapters.uji").info("pull.group", pages=0)
        return [page(warga(1))]

    from tests.ingest.pull.conftest import Source

    done = hub.pull_from("warga", Source(pages))
    inside = next(line for line in kept.lines if line["logger"] == "adapters.uji")
    assert (inside["run"], inside["feed"], inside["system"]) == (done.run_id, "uji.warga", "uji")


def test_compare_and_deliver_write_a_line_and_one_for_each_effect(engine: Engine, kept: Kept) -> None:
    """An effect's line names run, system, kind, number and what became of it; nothing of whom it is about."""
    town = Town.settled(engine)
    town.pull(SOURCE, person(SITI, alamat="JL. DUA 2"))
    town.pull(COPY, applicant(SITI_COPY, SITI))
    town.compare()
    town.target.records[SITI_COPY] = {"alamat": "JL. SEI MATI 1"}
    done = town.deliver()
    assert kept.of("compare")[-1]["outcome"] == "done"
    (ended,), (effect,) = kept.of("deliver"), kept.of("effect")
    assert {**ended, "run": done.run_id, "system": "apsp", "outcome": "done", "sent": 1} == ended
    told = {"run": done.run_id, "system": "apsp", "kind": "segarkan_identitas", "outcome": "accepted", "attempt": 1}
    assert {**effect, **told} == effect and effect["effect"] > 0
    written = "".join(kept.text)
    assert all(word not in written for word in (SITI, SITI_COPY, "AMINAH", "SEI MATI"))


def test_a_job_and_a_turn_write_a_line_each(hub: Hub, kept: Kept) -> None:
    """A job names its number, kind, target and outcome; a turn of the alerts and the upkeep what they did."""
    made = ask(hub)
    worker.work(hub.engine, hub.city, do=lambda *_: does())
    alert_turn.turn(hub.engine, hub.city)
    maintenance.daily(hub.engine, hub.city)
    (job,), (alert,), (kept_up,) = kept.of("job"), kept.of("alerts"), kept.of("upkeep")
    assert {**job, "job": made.id, "kind": "pull", "target": made.target, "outcome": "done"} == job
    assert (alert["outcome"], kept_up["outcome"]) == ("done", "done")
    assert not [line for line in kept.lines if "dropped" in line]


def test_a_scheduler_is_told_kind_and_place_only(own_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it writes down of an error that nobody foresaw holds no value, nor what stands behind a known one."""

    def broken(*_: object) -> use_cases.Done[None]:
        raise ValueError(f"SITI AMINAH {SITI}")

    monkeypatch.setitem(cast(dict[str, Any], use_cases.USE_CASES), "pull", broken)
    with pytest.raises(logs.Failed) as caught:
        scheduled.run("pull", "uji.warga")
    assert str(caught.value).startswith("ValueError (tests/config/test_log.py:")
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_no_handler_is_doubled() -> None:
    """Asked twice, a process has one handler of ours; joined to another program's handlers it adds none."""
    code = (
        "import logging; from simpul.config import log\n"
        "log.configure(); log.configure(); log.join()\n"
        "assert len(logging.getLogger().handlers) == 1 and len(logging.getLogger().handlers[0].filters) == 1\n"
    )
    joined = "import logging; logging.basicConfig(); from simpul.config import log\nlog.join(); log.join()\n"
    joined += "(one,) = logging.getLogger().handlers\nassert len(one.filters) == 1\n"
    for text in (code, joined):
        done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


WRITING = """
import logging, sys
from simpul.config import log
log.configure(verbose=int(sys.argv[1]))
for name in ("debug", "info", "warning", "error"):
    getattr(log.get("simpul.uji"), name)("ours")
    getattr(logging.getLogger("library"), name)("theirs")
"""
_WRONG = ["ours warning", "theirs warning", "ours error", "theirs error"]
_RUNS = ["ours info", *_WRONG]
_EVERY = ["ours debug", "theirs debug", "ours info", "theirs info", *_WRONG]


@pytest.mark.parametrize(
    ("settings", "verbose", "written"),
    [
        ({"SIMPUL_LOG": "text"}, 0, _WRONG),
        ({"SIMPUL_LOG": "text"}, 1, _RUNS),
        ({}, 0, _RUNS),
        ({}, 2, ["ours debug", *_RUNS]),
        ({}, 3, _EVERY),
        ({"SIMPUL_LOG_LEVEL": "all"}, 0, _EVERY),
        ({"SIMPUL_LOG_LEVEL": "error"}, 0, _WRONG[2:]),
        ({"SIMPUL_LOG_LEVEL": "error"}, 1, _RUNS),
    ],
)
def test_levels(settings: dict[str, str], verbose: int, written: list[str]) -> None:
    """JSON unless told otherwise (no terminal here) with every run; text with what is wrong; -v asks for more."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_LOG")} | settings
    words = [sys.executable, "-c", WRITING, str(verbose)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    if settings.get("SIMPUL_LOG") == "text":
        assert len(done.stderr.splitlines()) == len(written)
        assert not done.stderr.startswith("{")
    else:
        theirs = {"test": "theirs", "<module>": "theirs"}
        found = [f"{theirs.get(line['event'], line['event'])} {line['level']}" for line in lines(done.stderr)]
        assert found == written


def test_a_wrong_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is none of the levels is a wrong setting, named."""
    monkeypatch.setenv("SIMPUL_LOG_LEVEL", "loud")
    with pytest.raises(errors.BadConfig, match="SIMPUL_LOG_LEVEL"):
        logs.configure()


@pytest.mark.parametrize("folder", ["simpul", "adapters", "cli", "monitoring"])
def test_every_engine_hides_what_is_bound(repo: Path, folder: str) -> None:
    """Whoever opens a database says that the values of a statement stay out of its messages."""
    for file in (repo / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "create_engine":
                assert "hide_parameters" in {word.arg for word in node.keywords}, file


def test_every_event_and_key_written_is_known(repo: Path) -> None:
    """Whoever logs uses the events and keys of the reference, so that none is dropped in production."""
    methods = ("debug", "info", "warning", "error")
    for file in [*(repo / "simpul").rglob("*.py"), *(repo / "cli").rglob("*.py")]:
        text = file.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "core import log" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                of = ast.unparse(node.func.value)
                plain = node.func.attr in methods and of.startswith("log") and file.name != "log.py"
                first = node.args[0] if plain else node.args[1] if (of, node.func.attr) == ("logs", "work") else None
                if isinstance(first, ast.Constant):
                    assert first.value in EVENTS, f"{file}: {first.value}"
                    assert {word.arg for word in node.keywords} - {None, "exc_info"} <= set(KEYS), file
