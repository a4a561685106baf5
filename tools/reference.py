"""Writes the reference pages that are made from the code: ``python -m tools.reference`` (a test holds them equal)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import typer.main

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by `python -m tools.reference`; change the code, not this page. -->\n\n"


def commands() -> str:
    """Every word of the `simpul` command with its arguments and options."""
    from cli.app import app
    from cli.errors import TROUBLE

    parts = [
        "# Commands\n",
        MADE,
        "`./run WORD …` is the `simpul` command. Texts are Indonesian / English.\n"
        "`--lang en` or `SIMPUL_LANG=en` asks for English. `-v` before the word (also `-vv`, `-vvv`)\n"
        "writes more on standard error: `./run -v pull FEED`. See [log](../how-to/log.md).\n",
        "\n## Exit codes\n\n| code | when |\n|---|---|\n| 0 | done |\n| 1 | unexpected |\n| 2 | wrong words |\n",
    ]
    parts += [f"| {code} | {indonesian} / {english} |\n" for _, code, indonesian, english in TROUBLE]
    parts += [_section(path, command) for path, command in _walk((), typer.main.get_command(app))]
    return "".join(parts)


def _walk(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _walk((*path, name), child)


def _section(path: tuple[str, ...], command: click.Command) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    usage = " ".join(["./run", *path, *(str(argument.name).upper() for argument in arguments)])
    lines = [f"\n## {' '.join(path)}\n\n{_one_line(command.help)}\n\n```\n{usage}\n```\n"]
    if options:
        lines.append("\n| option | meaning |\n|---|---|\n")
        lines += [f"| `{', '.join(option.opts)}` | {_one_line(getattr(option, 'help', ''))} |\n" for option in options]
    return "".join(lines)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def rules() -> str:
    """Every rule of the quarantine: meaning and advice, in both languages."""
    from simpul.core.texts.quarantine_reasons import RULES

    head = "# Rules of the quarantine\n\n" + MADE + "A value or row that breaks a rule waits here; nothing is lost.\n\n"
    lines = [head, "| rule | arti / meaning | langkah / what to do |\n|---|---|---|\n"]
    lines += [
        f"| `{code}` | {r.arti} / {r.meaning} | {r.langkah} / {r.advice} |\n" for code, r in sorted(RULES.items())
    ]
    return "".join(lines)


def metrics() -> str:
    """Every metric of the console's ``/metrics``: its labels and what it means, in both languages."""
    from monitoring.metrics.catalogue import CATALOGUE

    head = (
        "# Metrics\n\n"
        + MADE
        + "`/metrics` of the console, in Prometheus' text format. Alert rules: `monitoring/alerts/`,"
        " with a page each in [the run book](../runbook/README.md). Dashboards: `monitoring/grafana/`.\n\n"
    )
    lines = [head, "| metric | labels | arti / meaning |\n|---|---|---|\n"]
    lines += [f"| `{m.name}` | {', '.join(m.labels)} | {m.words.id} / {m.words.en} |\n" for m in CATALOGUE.values()]
    return "".join(lines)


def log() -> str:
    """Every event and key of the log, in both languages."""
    from simpul.config.log_keys import EVENTS, KEYS

    lines = ["# Log\n\n", MADE, "Cara membacanya / how to read it: [log](../how-to/log.md).\n"]
    for title, words in (("event", EVENTS), ("kunci / key", KEYS)):
        lines.append(f"\n| {title} | arti / meaning |\n|---|---|\n")
        lines += [
            f"| `{name}` | {one.id if one.id == one.en else f'{one.id} / {one.en}'} |\n" for name, one in words.items()
        ]
    return "".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "rules.md": rules,
    "metrics.md": metrics,
    "log.md": log,
}


def main() -> None:
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), "utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
