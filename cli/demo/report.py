"""What the demo says at its end: the JSON file with its stable names, and the summary for people."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, text

from cli.demo.watch import Seen
from cli.output import TOTALS, language, line, say, table
from simpul.store.queries import query

#: Name in the report → states of an effect it counts. A verified effect was sent.
EFFECTS = {
    "sent": ("sent", "unknown", "accepted", "verified", "failed", "overtaken"),
    "verified": ("verified",),
    "unknown": ("unknown",),
    "failed": ("failed",),
}


def report(
    seen: Seen,
    *,
    ok: bool,
    seconds: float,
    systems: Sequence[str],
    truth: Mapping[str, Any],
    dag_runs: Sequence[Mapping[str, Any]],
    timing: Mapping[str, float],
) -> dict[str, Any]:
    """The content of ``--json FILE``; its names stay stable."""
    return {
        "ok": ok,
        "seconds": round(seconds, 1),
        "systems": {
            feed: {name: getattr(row, name) for name in list(TOTALS)[:6]} for feed, row in seen.pulls().items()
        },
        "effects": {
            system: {name: seen.effects_of(system, states) for name, states in EFFECTS.items()} for system in systems
        },
        "truth": dict(truth),
        "dag_runs": [_dag_run(run) for run in dag_runs],
        "timing": {name: round(value, 1) for name, value in timing.items()},
        "cases": {"open": seen.open_cases},
    }


def _dag_run(run: Mapping[str, Any]) -> dict[str, Any]:
    return {"dag_id": run["dag_id"], "state": run["state"], "seconds": round(run.get("duration") or 0.0, 1)}


def save(file: Path, content: Mapping[str, Any]) -> None:
    """Write the report in one step, so that no reader sees half of it."""
    draft = file.with_name(file.name + ".part")
    draft.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    draft.replace(file)


def summary(seen: Seen, content: Mapping[str, Any], faults: Sequence[str]) -> None:
    """What moved, what was refused, where the systems disagree."""
    _moved(seen)
    _refused_and_sent(content)
    _disagree(seen)
    _truth(content["truth"])
    for fault in faults:
        line(f"✗ {fault}")


def _moved(seen: Seen) -> None:
    columns = [say("Umpan", "Feed"), *(words.say(language()) for words in TOTALS.values())]
    rows = [(feed, *(getattr(row, name) for name in TOTALS)) for feed, row in seen.pulls().items()]
    table(say("Yang bergerak", "What moved"), columns, rows)


def _refused_and_sent(content: Mapping[str, Any]) -> None:
    columns = (
        say("Tujuan", "To"),
        say("Terkirim", "Sent"),
        say("Terbukti sampai", "Verified"),
        say("Belum pasti", "Unknown"),
        say("Ditolak", "Failed"),
    )
    rows = [(system, *counts.values()) for system, counts in content["effects"].items()]
    table(say("Kiriman", "Effects"), columns, rows)


def _disagree(seen: Seen, most: int = 12) -> None:
    title = say("Ketidaksesuaian yang terbuka", "Open cases")
    columns = (say("Jenis", "Kind"), say("Data", "Field"), say("Jumlah", "Count"))
    rows = [(kind, field or "—", count) for (kind, field), count in seen.cases.items()]
    table(f"{title}: {seen.open_cases}", columns, rows[:most])


def _truth(truth: Mapping[str, Any]) -> None:
    if not truth.get("planted"):
        return
    line(
        say(
            "Ditanam {planted} kekeliruan: ditemukan {found}, terlewat {missed}, alarm palsu {false_alarms}",
            "Planted {planted} faults: found {found}, missed {missed}, false alarms {false_alarms}",
        ).format(**truth)
    )


def what_next(engine: Engine, home: Path) -> None:
    """Three commands that carry on from here; the NIK to trace lies in a file only its owner can read."""
    with engine.connect() as connection:
        example = connection.execute(text(query("demo_example"))).first()
    if example is None:
        return
    sample = home / "contoh_nik.txt"
    sample.unlink(missing_ok=True)
    with os.fdopen(os.open(sample, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(example.subject_key + "\n")
    line(say("Berikutnya, di terminal lain:", "Next, in another terminal:"))
    line("  ./run cases list")
    line(f"  ./run cases decide {example.id} --choose authority --reason '...'")
    line(f"  ./run trace --purpose percobaan < {sample}")
