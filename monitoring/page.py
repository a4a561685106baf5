"""The status page as HTML: a Status in, text out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from monitoring import words
from simpul import mask, wording
from simpul.health import STATES
from simpul.status import RunStatus, Status
from simpul.wording import Language, Words

REFRESH_SECONDS = 15
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class View:
    """How one page speaks: its language and the moment it describes. Handed to the templates as ``v``."""

    def __init__(self, language: Language, now: datetime, *, refresh: bool) -> None:
        self.language = language
        self.now = now
        self.refresh = REFRESH_SECONDS if refresh else 0

    def t(self, key: str) -> str:
        return words.TEXTS[key].say(self.language)

    def say(self, said: Words) -> str:
        return mask.scrub(said.say(self.language))

    def free(self, text: str) -> str:
        """Text of the engine, technical and perhaps long: no NIK, no flood."""
        return mask.scrub(text)[:300]

    def n(self, value: int) -> str:
        return wording.number(value, self.language)

    def as_of(self, moment: datetime | None) -> str:
        return wording.as_of(moment, self.now, self.language) if moment else self.t("never")

    def full(self, moment: datetime) -> str:
        return wording.full(moment, self.language)

    def span(self, span: timedelta) -> str:
        return wording.duration(span, self.language)

    def age(self, span: timedelta) -> str:
        """An age needs no seconds once it has minutes."""
        whole = span - span % timedelta(minutes=1)
        return self.span(whole or span)

    def took(self, run: RunStatus) -> str:
        return self.span((run.ended_at or self.now) - run.started_at)

    def decimal(self, value: float) -> str:
        return f"{value:.2f}" if self.language == "en" else f"{value:.2f}".replace(".", ",")

    def state_word(self, state: str) -> str:
        return next(known for key, known in STATES.items() if key == state).say(self.language)

    def link(self, *, language: Language | None = None, refresh: bool | None = None) -> str:
        """Address of this page with one thing changed."""
        spoken = language or self.language
        renewed = bool(self.refresh) if refresh is None else refresh
        parts = [part for part, wanted in (("bahasa=en", spoken == "en"), ("segar=tidak", not renewed)) if wanted]
        return "/" + ("?" + "&".join(parts) if parts else "")


def status_page(status: Status, view: View) -> str:
    """The page of a hub that answers."""
    return _render("status.html", view, s=status, w=words)


def trouble_page(kind: str, view: View) -> str:
    """The page when the status cannot be read; ``kind`` is ``down`` or ``unready``."""
    return _render("trouble.html", view, kind=kind)


def _render(template: str, view: View, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(v=view, **values)
