"""The demo: the whole hub on this machine with five simulated systems, under real Airflow."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cli import demo_airflow, demo_attach, demo_report, demo_screen, demo_watch
from cli.demo_children import Child, check_alive, finish, free_port, start, stop, wait_until
from cli.out import line, say
from sandbox import score, up
from simpul import config, work
from simpul.errors import Stop
from simpul.store import db, embedded, migrate

ROOT = Path(__file__).resolve().parent.parent
#: Seconds a ``--once`` may take before it gives up and says what is missing.
PATIENCE = 900.0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the user asked for."""

    residents: int
    seed: int
    faults: str
    once: bool
    #: Where the result goes; None: nowhere.
    report: Path | None


@dataclass
class Stage:
    """Everything that runs, in the order it was started."""

    wanted: Wanted
    home: Path
    began: float
    env: dict[str, str]
    children: list[Child] = field(default_factory=list)
    #: Name → seconds after the command.
    timing: dict[str, float] = field(default_factory=dict)

    @property
    def city(self) -> Path:
        """Folder of the simulated agencies: their files, logs and secrets."""
        return self.home / "city"

    def start(self, name: str, *words: str) -> Child:
        """Start ``python -m words`` with our environment and its own log."""
        log = self.home / "logs" / f"{name}.log"
        child = start(name, [sys.executable, "-m", *words], env=self.env, log=log)
        self.children.append(child)
        return child

    def note(self, name: str) -> None:
        self.timing.setdefault(name, time.monotonic() - self.began)

    def finish(self, child: Child, *, seconds: float) -> None:
        """Wait for something that ends by itself; afterwards the stage holds only what must stay up."""
        finish(child, seconds=seconds)
        self.children.remove(child)


def run(wanted: Wanted) -> int:
    """Run the demo; 0 when every run reached its end and the control totals add up."""
    began = time.monotonic()
    home = config.settings().home.resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        stack.enter_context(demo_attach.alone(home))
        _same_city(home, wanted)
        stage = Stage(wanted=wanted, home=home, began=began, env=dict(os.environ))
        line(say("Menyiapkan … (Ctrl-C menghentikan semuanya)", "Preparing … (Ctrl-C stops everything)"))
        stack.enter_context(_database(home, stage))
        stack.callback(lambda: stop(stage.children))
        try:
            return _play(stage)
        except KeyboardInterrupt:
            line(say("Berhenti …", "Stopping …"))
            return 130


def _same_city(home: Path, wanted: Wanted) -> None:
    """A home holds one city; asking it for another would mix two cities in one mirror."""
    kept = home / "demo.json"
    city = {"residents": wanted.residents, "seed": wanted.seed}
    if kept.exists() and (found := json.loads(kept.read_text())) != city:
        raise Stop(
            f"{home} berisi kota lain / holds another city: {found}"
            " → SIMPUL_HOME=/folder/lain ./run demo …, atau hapus folder itu / or remove that folder"
        )


@contextmanager
def _database(home: Path, stage: Stage) -> Iterator[None]:
    """The embedded server, or the one SIMPUL_DATABASE_URL names; addresses go into the environment."""
    given = config.settings().database_url
    server = None if given else embedded.start(home)
    url = given or (server.url if server else "")
    hub = db.address(url).database or "simpul"
    prefix = "" if server else f"{hub}_"
    stage.env |= {
        "SIMPUL_HOME": str(home),
        "SIMPUL_DATABASE_URL": db.address(url).render_as_string(hide_password=False),
        "SIMPUL_SANDBOX_URL": db.beside(url, f"{prefix}sandbox"),
        "AIRFLOW_DATABASE_URL": db.beside(url, f"{prefix}airflow"),
        "SIMPUL_MAPPINGS": os.pathsep.join(
            part for part in (os.environ.get("SIMPUL_MAPPINGS", ""), str(ROOT / "sandbox" / "mappings")) if part
        ),
    }
    stage.note("database")
    try:
        yield
    finally:
        if server and server.started:
            embedded.stop(home)
        elif server:
            embedded.stop_if_idle(home)


def _play(stage: Stage) -> int:
    airflow = demo_airflow.prepare(
        stage.home / "airflow", stage.env.pop("AIRFLOW_DATABASE_URL"), free_port(8080), stage.env
    )
    migration = demo_airflow.migrate(airflow)
    stage.children.append(migration)
    generation = _generate(stage)
    migrate.migrate(stage.env["SIMPUL_DATABASE_URL"])
    if generation:
        stage.finish(generation, seconds=600)
        _remember(stage)
    stage.finish(migration, seconds=180)
    stage.children += demo_airflow.start_web(airflow)
    agencies = up.up(stage.env["SIMPUL_SANDBOX_URL"], stage.city, faults=stage.wanted.faults, seed=stage.wanted.seed)
    try:
        stage.env |= agencies.environment
        os.environ.update(stage.env)
        demo_attach.offer(stage.home, stage.env)
        stage.note("agencies")
        return _cycle(stage, airflow, agencies)
    finally:
        # Who calls the agencies ends first, so that no call meets a closed door.
        stop(stage.children)
        up.stop(agencies)


def _generate(stage: Stage) -> Child | None:
    """Make the city unless the home holds it already."""
    link = stage.home / "truth.jsonl"
    if not link.is_symlink():
        link.symlink_to(Path("city") / "truth.jsonl")
    if (stage.home / "demo.json").exists():
        return None
    wanted = stage.wanted
    size = ("--residents", str(wanted.residents), "--seed", str(wanted.seed))
    return stage.start("generate", "sandbox.generate", *size, *_place(stage))


def _place(stage: Stage) -> tuple[str, ...]:
    return ("--url", stage.env["SIMPUL_SANDBOX_URL"], "--folder", str(stage.city))


def _remember(stage: Stage) -> None:
    wanted = stage.wanted
    (stage.home / "demo.json").write_text(json.dumps({"residents": wanted.residents, "seed": wanted.seed}))
    stage.note("city")


def _cycle(stage: Stage, airflow: demo_airflow.Airflow, agencies: up.Sandbox) -> int:
    engine = db.engine()
    city = config.load()
    begin = demo_watch.since(engine)
    stage.children += demo_airflow.start_work(airflow, stage.env)
    page = free_port(8081)
    stage.start("status", "monitoring", "--port", str(page))
    stage.start("tick", "sandbox.tick", *_place(stage), "--seed", str(stage.wanted.seed))
    wait_until(lambda: demo_airflow.healthy(airflow), stage.children, seconds=120, what="Airflow")
    client = demo_airflow.Client(airflow)
    for name, slots in work.pools(city).items():
        client.pool(name, slots)
    stage.note("airflow")
    _addresses(airflow, page)
    screen = demo_screen.Screen(city, began=stage.began)

    def look() -> demo_watch.Seen:
        check_alive(stage.children)
        if not agencies.alive():
            raise Stop(f"salah satu sistem tiruan berhenti / a simulated system ended → {stage.city}/*.log")
        seen = demo_watch.look(engine, begin)
        screen.show(seen, demo_watch.missing(city, seen))
        _note_firsts(stage, seen)
        return seen

    with screen.on():
        complete = _until(lambda: not demo_watch.missing(city, look()), seconds=PATIENCE)
    if complete:
        stage.note("cycle")
    if not stage.wanted.once:
        _conclude(stage, client, look(), complete)
        _stay(look)
    client.pause()
    with screen.on():
        _until(lambda: not look().running, seconds=120)
    return _conclude(stage, client, demo_watch.look(engine, begin), complete)


def _note_firsts(stage: Stage, seen: demo_watch.Seen) -> None:
    if seen.applied:
        stage.note("first_applied")
    if seen.open_cases:
        stage.note("first_case")


def _until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Look once a second until ``done``; False when the time is up first."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    return True


def _stay(look: Callable[[], demo_watch.Seen]) -> None:
    """Changes keep flowing until Ctrl-C."""
    while True:
        look()
        time.sleep(2)


def _conclude(stage: Stage, client: demo_airflow.Client, seen: demo_watch.Seen, complete: bool) -> int:
    """Score, report, summary; the exit code."""
    faults = (
        demo_watch.faults(seen) if complete else ["putaran pertama belum lengkap / the first cycle is not complete"]
    )
    runs = client.runs()
    faults += [f"Airflow: {text}" for text in client.import_errors()]
    content = demo_report.report(
        seen,
        ok=not faults,
        seconds=time.monotonic() - stage.began,
        systems=work.receivers(config.load()),
        truth=score.score(stage.env["SIMPUL_DATABASE_URL"], stage.city / "truth.jsonl"),
        dag_runs=[demo_report.dag_run(run) for run in runs],
        timing=stage.timing,
    )
    if stage.wanted.report:
        demo_report.save(stage.wanted.report, content)
    demo_report.summary(seen, content, faults)
    return 1 if faults else 0


def _addresses(airflow: demo_airflow.Airflow, page: int) -> None:
    line("")
    line(say("  Halaman status   ", "  Status page      ") + f"http://127.0.0.1:{page}/")
    line(say("  Metrik           ", "  Metrics          ") + f"http://127.0.0.1:{page}/metrics")
    line(f"  Airflow          {airflow.address}/   ({demo_airflow.USER} / {airflow.password})")
    line("")
