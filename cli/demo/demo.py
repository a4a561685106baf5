"""The demo: the whole hub on this machine with five simulated systems, under real Airflow."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cli.demo import airflow as demo_airflow
from cli.demo import attach
from cli.demo.children import Child, listening
from cli.demo.cycle import Cycle
from cli.demo.stage import Stage, Wanted
from cli.output import line, say
from sandbox import up
from simpul.compare.rules import file
from simpul.config import settings as config
from simpul.core.errors import Stop
from simpul.store import embedded, engine, migrate

ROOT = Path(__file__).resolve().parents[2]


def run(wanted: Wanted) -> int:
    """Run the demo; 0 when every run reached its end and the control totals add up."""
    file.installed()
    home = config.settings().home.resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if wanted.report and not wanted.report.resolve().parent.is_dir():
        raise Stop(f"{wanted.report}: folder tidak ada / the folder is not there")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    with ExitStack() as stack:
        stack.enter_context(attach.alone(home))
        _same_city(home, wanted)
        stage = Stage(wanted=wanted, home=home, env=dict(os.environ))
        line(say("Menyiapkan … (Ctrl-C menghentikan semuanya)", "Preparing … (Ctrl-C stops everything)"))
        stack.enter_context(_database(home, stage))
        stack.callback(_end, stage)
        return _play(stage)


def _end(stage: Stage) -> None:
    # A second Ctrl-C must not leave half of it running.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nor must a reader that has gone (`| tee`, a closed window) keep us from ending what we started.
    with suppress(OSError):
        line(say("Menghentikan semua yang dijalankan …", "Stopping everything that was started …"))
    stage.end()


def _same_city(home: Path, wanted: Wanted) -> None:
    """A home holds one city; asking it for another would mix two cities in one mirror."""
    kept = home / "demo.json"
    city = {"residents": wanted.residents, "seed": wanted.seed}
    if kept.exists() and (found := json.loads(kept.read_text())) != city:
        raise Stop(
            f"{home} berisi kota lain / holds another city: {found}"
            " → SIMPUL_HOME=/folder/lain ./run demo …, atau / or: ./run remove"
        )


@contextmanager
def _database(home: Path, stage: Stage) -> Iterator[None]:
    """The embedded server, or the one SIMPUL_DATABASE_URL names; addresses go into the environment."""
    given = config.settings().database_url
    server = None if given else embedded.start(home)
    try:
        _addresses(home, stage, given or (server.url if server else ""), own_server=server is not None)
        yield
    finally:
        if server and server.started:
            embedded.stop(home)
        elif server:
            embedded.stop_if_idle(home)


def _addresses(home: Path, stage: Stage, url: str, *, own_server: bool) -> None:
    # On a server that is not ours the names carry the hub's, so that nobody's ``airflow`` is touched.
    prefix = "" if own_server else f"{engine.address(url).database or 'simpul'}_"
    overlay = (os.environ.get("SIMPUL_MAPPINGS", ""), str(ROOT / "sandbox" / "mappings"))
    stage.env |= {
        "SIMPUL_HOME": str(home),
        "SIMPUL_DATABASE_URL": engine.address(url).render_as_string(hide_password=False),
        "SIMPUL_SANDBOX_URL": engine.beside(url, f"{prefix}sandbox"),
        "AIRFLOW_DATABASE_URL": engine.beside(url, f"{prefix}airflow"),
        "SIMPUL_MAPPINGS": os.pathsep.join(part for part in overlay if part),
    }
    stage.note("database")


def _play(stage: Stage) -> int:
    """Prepare in parallel what does not depend on one another, then let the scheduler work."""
    base = stage.env.pop("AIRFLOW_DATABASE_URL")
    airflow = demo_airflow.prepare(stage.home / "airflow", base, listening(8080), stage.env)
    migration = demo_airflow.migrate(airflow)
    stage.children.append(migration)
    generation = _generate(stage)
    migrate.migrate(stage.env["SIMPUL_DATABASE_URL"])
    if generation:
        stage.finish(generation, seconds=900)
        _remember(stage)
    stage.finish(migration, seconds=180)
    stage.children += demo_airflow.start_web(airflow)
    wanted = stage.wanted
    stage.agencies = up.up(stage.env["SIMPUL_SANDBOX_URL"], stage.city, faults=wanted.faults, seed=wanted.seed)
    stage.env |= stage.agencies.environment
    os.environ.update(stage.env)
    attach.offer(stage.home, stage.env)
    stage.note("agencies")
    airflow = demo_airflow.with_environment(airflow, stage.env)
    stage.children.append(demo_airflow.start_work(airflow))
    return Cycle(stage, airflow).play()


def _generate(stage: Stage) -> Child | None:
    """Make the city unless the home holds it already."""
    link = stage.home / "truth.jsonl"
    if not link.is_symlink():
        link.symlink_to(Path("city") / "truth.jsonl")
    if (stage.home / "demo.json").exists():
        return None
    wanted = stage.wanted
    size = ("--residents", str(wanted.residents), "--seed", str(wanted.seed))
    return stage.start("generate", "sandbox.generate", *size, *stage.place)


def _remember(stage: Stage) -> None:
    wanted = stage.wanted
    (stage.home / "demo.json").write_text(json.dumps({"residents": wanted.residents, "seed": wanted.seed}))
    stage.note("city")
