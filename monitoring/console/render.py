"""Jinja with what every template needs; nothing in a template reaches outside what it is handed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from simpul.views import help as helptexts

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def environment() -> Environment:
    """The one environment of this process."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.globals["help_told"] = helptexts.told
    return made


def render(template: str, **values: Any) -> str:
    """A template as text."""
    return environment().get_template(template).render(**values)


@cache
def static(name: str) -> str:
    """Address of a static file that changes with its content, so that browsers may keep it for a year."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
