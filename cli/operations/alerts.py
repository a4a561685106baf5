"""alerts run, watch, list, silence, speak, beat and alerts route …: who is told of what, and the watcher that tells."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Annotated, Any, cast

import typer

from cli.acting import Actor, Reason, who
from cli.output import AsJson, Limit, json_out, language, line, say, table
from simpul.core import clock

app = typer.Typer(no_args_is_help=True, help="Peringatan kepada orang / alerts to people.")
route = typer.Typer(no_args_is_help=True, help="Jalur peringatan / by which ways people are told.")
app.add_typer(route, name="route")
_KINDS = "Jenis, boleh diulang; kosong: semua / kind, may be repeated; none: every kind."


@app.command("run")
def run(as_json: AsJson = False) -> None:
    """Satu putaran penjaga sekarang / one turn of the watcher now."""
    from simpul.config import settings
    from simpul.operations.alerts.cycle import turn
    from simpul.store import engine as db

    done = turn(db.engine(), settings.load())
    if as_json:
        json_out(done)
        return
    line(
        say(
            f"{done.standing} peringatan terbuka; {done.sent} pesan terkirim, {done.not_sent} belum.",
            f"{done.standing} open alerts; {done.sent} messages sent, {done.not_sent} not yet.",
        )
    )


@app.command("watch")
def watch(
    every: Annotated[float, typer.Option("--every", min=1, help="Jeda dalam detik / pause in seconds.")] = 60.0,
) -> None:
    """Penjaga: satu putaran tiap menit sampai dihentikan / the watcher: a turn a minute until it is stopped."""
    from simpul.config import settings
    from simpul.operations.alerts.watch import Watcher
    from simpul.store import engine as db

    watcher = Watcher(engine=db.engine(), city=settings.load(), every=every, say=line)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: watcher.stop.set())
    line(say("Penjaga peringatan berjalan.", "The alert watcher runs."))
    watcher.watch()


@app.command("beat")
def beat(
    within: Annotated[int, typer.Option("--within", min=1, help="Detik / seconds.")] = 300, as_json: AsJson = False
) -> None:
    """Kapan penjaga terakhir bekerja; kode 3 bila diam / when the watcher last worked; exit code 3 if silent."""
    from simpul.operations import measures
    from simpul.store import engine as db

    found = measures.watcher(db.engine())
    if as_json:
        json_out(found)
    elif found is None:
        line(say("Penjaga belum pernah berjalan.", "The watcher never ran."))
    else:
        seconds = found.age.total_seconds()
        line(say(f"Putaran terakhir {seconds:.0f} detik lalu.", f"Its last turn was {seconds:.0f} seconds ago."))
    if found is None or found.age > timedelta(seconds=within):
        raise typer.Exit(3)


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Peringatan yang sedang berlangsung dan senyap / alerts that stand now, and silences."""
    from simpul.operations.alerts import silences
    from simpul.store import engine as db

    standing, quiet = silences.standing(db.engine()), silences.listing(db.engine())
    if as_json:
        json_out({"alerts": list(standing), "silences": list(quiet)})
        return
    columns = (say("Berat", "Severity"), say("Jenis", "Kind"), say("Kejadian", "What"), say("Sejak", "Since"), "")
    rows = [
        (a.severity, a.kind, a.words.say(language()), a.opened_at, say("senyap", "silent") if a.silenced else "")
        for a in standing
    ]
    table(say("Peringatan", "Alerts"), columns, rows)
    columns = ("Id", say("Jenis", "Kind"), say("Untuk", "Of"), say("Sampai", "Until"), say("Oleh", "By"))
    table(
        say("Senyap", "Silences"),
        columns,
        [(str(s.id), s.kind or "*", s.target or "*", s.until, s.actor) for s in quiet],
    )


@app.command("silence")
def silence(
    reason: Reason,
    kind: Annotated[str, typer.Option("--kind", help="Jenis; kosong: semua / kind; none: all.")] = "",
    target: Annotated[str, typer.Option("--target", help="siak.penduduk | siak")] = "",
    hours: Annotated[float, typer.Option("--hours", min=0.1, max=168, help="Lamanya / for how long.")] = 1.0,
    actor: Actor = "",
) -> None:
    """Tahan pesan untuk sementara, dengan alasan / hold messages back for a while, with a reason."""
    from simpul.operations.alerts import silences
    from simpul.store import engine as db

    until = clock.now() + timedelta(hours=hours) - timedelta(seconds=1)
    said = silences.silence(db.engine(), kind=kind, target=target, until=until, reason=reason, actor=who(actor))
    line(said.say(language()))


@app.command("speak")
def speak(silence_id: int, actor: Actor = "") -> None:
    """Akhiri satu senyap / end a silence."""
    from simpul.operations.alerts import silences
    from simpul.store import engine as db

    line(silences.end(db.engine(), silence_id, actor=who(actor)).say(language()))


@route.command("list")
def routes_listing(as_json: AsJson = False) -> None:
    """Jalur dan pesan terakhirnya / routes and how their last messages fared."""
    from simpul.operations.alerts import routes
    from simpul.store import engine as db

    found = routes.listing(db.engine())
    if as_json:
        json_out(list(found))
        return
    columns = (
        say("Nama", "Name"),
        say("Acuan", "Reference"),
        say("Mulai", "From"),
        say("Jam tenang", "Quiet"),
        say("Keadaan", "State"),
        say("Terkirim", "Sent"),
        "",
    )
    rows = [
        (r.name, r.reference, r.severity, f"{r.quiet_from}-{r.quiet_until}", r.state, r.last_sent_at, r.last_error)
        for r in found
    ]
    table(say("Jalur", "Routes"), columns, rows)


@route.command("messages")
def messages(limit: Limit = 20, as_json: AsJson = False) -> None:
    """Pesan terakhir / the last messages."""
    from simpul.operations.alerts import routes
    from simpul.store import engine as db

    found = routes.messages(db.engine(), limit)
    if as_json:
        json_out(list(found))
        return
    columns = (say("Waktu", "When"), say("Jalur", "Route"), say("Pesan", "Message"), say("Keadaan", "State"), "")
    table(
        say("Pesan", "Messages"), columns, [(m.sent_at or m.made_at, m.route, m.title, m.state, m.error) for m in found]
    )


@route.command("add")
def add(
    name: str,
    env: Annotated[str, typer.Option("--env", help="SIMPUL_ALERT_…: variabel berisi alamat / holds the address.")] = "",
    file: Annotated[str, typer.Option("--file", help="Berkas berisi alamat / file that holds the address.")] = "",
    severity: Annotated[str, typer.Option("--from", help="info | warning | critical")] = "warning",
    kind: Annotated[list[str] | None, typer.Option("--kind", help=_KINDS)] = None,
    quiet: Annotated[str, typer.Option("--quiet", help="22:00-06:00 (WIB)")] = "",
    digest: Annotated[bool, typer.Option("--digest/--no-digest", help="Ringkasan 07.30 / daily digest.")] = True,
    words: Annotated[str, typer.Option("--language", help="id | en")] = "id",
    repeat: Annotated[int, typer.Option("--repeat", help="Jam antara ulangan / hours between repeats.")] = 4,
    actor: Actor = "",
) -> None:
    """Tambah jalur; alamatnya tetap di peladen / add a route; its address stays on the server."""
    from simpul.operations.alerts import routes
    from simpul.operations.alerts.kinds import LEVELS
    from simpul.operations.alerts.model import Route
    from simpul.store import engine as db

    if severity not in LEVELS or words not in ("id", "en"):
        raise typer.BadParameter("--from info|warning|critical, --language id|en")
    start, _, end = quiet.partition("-")
    made = Route(
        name=name,
        env=env,
        file=file,
        severity=cast(Any, severity),
        kinds=tuple(kind or ()),
        quiet_from=start,
        quiet_until=end,
        digest=digest,
        language=cast(Any, words),
        repeat_hours=repeat,
    )
    line(routes.add(db.engine(), made, actor=who(actor)).say(language()))


@route.command("test")
def test(name: str, actor: Actor = "") -> None:
    """Kirim pesan uji / send a test message."""
    from simpul.operations.alerts import routes
    from simpul.store import engine as db

    line(routes.test(db.engine(), name, actor=who(actor)).say(language()))


@route.command("remove")
def remove(name: str, actor: Actor = "") -> None:
    """Hapus jalur / remove a route."""
    _switch(name, "removed", actor)


@route.command("off")
def off(name: str, actor: Actor = "") -> None:
    """Matikan jalur / switch a route off."""
    _switch(name, "off", actor)


@route.command("on")
def on(name: str, actor: Actor = "") -> None:
    """Nyalakan jalur / switch a route on."""
    _switch(name, "on", actor)


def _switch(name: str, state: str, actor: str) -> None:
    from simpul.operations.alerts import routes
    from simpul.store import engine as db

    line(routes.switch(db.engine(), name, state, actor=who(actor)).say(language()))
