"""The demo's first full cycle: watch it, settle it, sum it up, then stay."""

from __future__ import annotations

import time
from collections.abc import Callable

from cli.demo import accounts, screen, watch
from cli.demo import airflow as demo_airflow
from cli.demo import report as demo_report
from cli.demo.children import listening, wait_until
from cli.demo.stage import Stage
from cli.output import language, line, say
from sandbox import score
from simpul.config import schedule, settings
from simpul.store import engine as db

#: Seconds a first cycle and its last runs may take before the demo says what is missing.
PATIENCE, SETTLING = 900.0, 180.0


class Cycle:
    """One demo under way."""

    def __init__(self, stage: Stage, airflow: demo_airflow.Airflow) -> None:
        self._stage, self._airflow = stage, airflow
        self._engine, self._city = db.engine(), settings.load()
        self._begin = watch.since(self._engine)
        self._screen = screen.Screen(self._city, began=stage.began)

    def play(self) -> int:
        """Until the first cycle is complete (``--once``) or Ctrl-C; the exit code."""
        client = self._open()
        with self._screen.on():
            complete = _until(lambda: not watch.missing(self._city, self._look()), seconds=PATIENCE)
            if complete:
                self._stage.note("cycle")
            if self._stage.wanted.once:
                demo_airflow.run_out(self._airflow, self._stage.children)
                _until(lambda: not self._look().running and not client.busy(), seconds=SETTLING)
        code = self._conclude(client, complete=complete)
        if not self._stage.wanted.once:
            self._stay()
        return code

    def _open(self) -> demo_airflow.Client:
        """Let tasks run as soon as Airflow answers, then start what they do not wait for."""
        stage = self._stage
        wait_until(lambda: demo_airflow.healthy(self._airflow), stage.children, seconds=180, what="Airflow")
        client = demo_airflow.Client(self._airflow)
        for name, slots in schedule.pools(self._city).items():
            client.pool(name, slots)
        stage.note("airflow")
        door = listening(8081)
        page = int(door.getsockname()[1])
        # What alerts link to, and where a provider sends people back to.
        stage.env.setdefault("SIMPUL_CONSOLE_URL", f"http://127.0.0.1:{page}")
        stage.start("console", "monitoring", "--socket", str(door.fileno()), door=door)
        stage.start("tick", "sandbox.tick", *stage.place, "--seed", str(stage.wanted.seed))
        stage.children.append(demo_airflow.start_rest(self._airflow))
        stage.start("watch", "cli", "alerts", "watch")
        self._addresses(page)
        return client

    def _look(self) -> watch.Seen:
        self._stage.check()
        seen = watch.look(self._engine, self._begin)
        self._screen.show(seen, watch.missing(self._city, seen))
        if seen.applied:
            self._stage.note("first_applied")
        if seen.open_cases:
            self._stage.note("first_case")
        return seen

    def _stay(self) -> None:
        """Changes keep flowing until Ctrl-C, which is how it is meant to end."""
        line(say("Perubahan terus mengalir; Ctrl-C untuk berhenti.", "Changes keep flowing; Ctrl-C to stop."))
        try:
            with self._screen.on(seldom=True):
                _until(lambda: not self._look(), seconds=float("inf"))
        except KeyboardInterrupt:
            pass

    def _conclude(self, client: demo_airflow.Client, *, complete: bool) -> int:
        seen = watch.look(self._engine, self._begin)
        runs = client.runs()
        faults = watch.faults(seen, runs, settled=self._stage.wanted.once)
        faults += [f"Airflow: {text}" for text in client.import_errors()]
        if not complete:
            faults += watch.missing(self._city, seen)
        content = demo_report.report(
            seen,
            ok=not faults,
            seconds=self._stage.seconds(),
            systems=schedule.receivers(self._city),
            truth=score.score(self._stage.env["SIMPUL_DATABASE_URL"], self._stage.city / "truth.jsonl"),
            dag_runs=runs,
            timing=self._stage.timing,
        )
        if self._stage.wanted.report:
            demo_report.save(self._stage.wanted.report, content)
        demo_report.summary(seen, content, faults)
        demo_report.what_next(self._engine, self._stage.home)
        return 1 if faults else 0

    def _addresses(self, page: int) -> None:
        airflow = self._airflow
        line("")
        line(say("  Konsol           ", "  Console          ") + f"http://127.0.0.1:{page}/")
        for told in accounts.lines(accounts.make(self._engine, self._stage.home), language()):
            line(f"    {told}")
        line(say("  Untuk umum       ", "  For the public   ") + f"http://127.0.0.1:{page}/publik")
        line(say("  Metrik           ", "  Metrics          ") + f"http://127.0.0.1:{page}/metrics")
        line(f"  Airflow          {airflow.address}/   ({demo_airflow.USER} / {airflow.password})")
        line(say("  Kata sandi ini juga di ", "  These passwords are also in ") + str(self._stage.home / accounts.FILE))
        line("")


def _until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Look once a second until ``done``; False when the time is up first."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    return True
