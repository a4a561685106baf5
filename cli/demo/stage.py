"""The demo's stage: what the user asked for, everything that runs, and how it ends."""

from __future__ import annotations

import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from cli.demo.children import Child, check_alive, finish, start, stop
from sandbox import up
from simpul.core.errors import Stop


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
    """Everything that runs."""

    wanted: Wanted
    home: Path
    env: dict[str, str]
    began: float = field(default_factory=time.monotonic)
    children: list[Child] = field(default_factory=list)
    agencies: up.Sandbox | None = None
    #: Name → seconds after the command.
    timing: dict[str, float] = field(default_factory=dict)

    @property
    def city(self) -> Path:
        """Folder of the simulated agencies: their files, logs and secrets."""
        return self.home / "city"

    @property
    def place(self) -> tuple[str, ...]:
        """Options that tell the sandbox's tools where the city is; its database they find by the environment."""
        return ("--folder", str(self.city))

    def seconds(self) -> float:
        """Since the command."""
        return time.monotonic() - self.began

    def note(self, name: str) -> None:
        """Remember when something happened first."""
        self.timing.setdefault(name, self.seconds())

    def start(self, name: str, *words: str, door: socket.socket | None = None) -> Child:
        """Start ``python -m words`` with our environment and its own log; ``door``: a socket that becomes its own."""
        log = self.home / "logs" / f"{name}.log"
        child = start(name, [sys.executable, "-m", *words], env=self.env, log=log, door=door)
        self.children.append(child)
        return child

    def finish(self, child: Child, *, seconds: float) -> None:
        """Wait for something that ends by itself; afterwards the stage holds only what must stay up."""
        finish(child, seconds=seconds)
        self.children.remove(child)

    def check(self) -> None:
        """Stop at once when something that must stay up has ended."""
        check_alive(self.children)
        if self.agencies and not self.agencies.alive():
            raise Stop(f"salah satu sistem tiruan berhenti / a simulated system ended → {self.city}/*.log")

    def end(self) -> None:
        """Stop everything we started. Who calls the agencies ends first, so that no call meets a closed door."""
        stop(self.children)
        self.children.clear()
        if self.agencies:
            up.stop(self.agencies)
            self.agencies = None
