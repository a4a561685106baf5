"""What people do on the pages of the town: each act fills in the form that the page shows, as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from tests.console.browser import Browser, Page

#: What is typed into a field of this name unless an act says otherwise, where the page left it empty.
TYPED = {
    "reason": "sesuai dokumen yang dilihat",
    "evidence_number": "400.12/17/2026",
    "evidence_date": "2026-09-29",
    "body": "sudah ditelepon",
    "purpose": "pemeriksaan",
    "month": "2026-09",
}


@dataclass(kw_only=True)
class Acts:
    """Everybody's browser, and what came of every act in its order."""

    browsers: Mapping[str, Browser]
    told: list[str] = field(default_factory=list)

    def look(self, who: str, path: str) -> Page:
        return self.browsers[who].get(path)

    def follow(self, who: str, path: str, *ways: str) -> str:
        """The address that is reached by the first link to each of ``ways`` in turn; where none leads, the last one."""
        for way in ways:
            found = [link for link in self.look(who, path).links() if link.startswith(way)]
            path = found[0] if found else path
        return path

    def act(self, who: str, path: str, action: str, *, page: Page | None = None, **fields: object) -> Page | None:
        """Send the first form of the page whose address ends in ``action``; None where the page has no such form."""
        page = page or self.look(who, path)
        form, address = _form(page, action)
        if form is None:
            self._note(who, path, action, f"no such form ({page.status})")
            return None
        sent = {**dict(form.form_values()), **_filled(form), **fields}
        browser = self.browsers[who]
        answer = Page(browser.session.post(browser.address + address, data=sent, timeout=120))
        self._note(who, path, action, f"{answer.status} {answer.path.partition('?')[0]} {_message(answer)}")
        return answer

    def _note(self, who: str, path: str, action: str, ended: str) -> None:
        self.told.append(f"{who}: {path} {action} → {ended}")


def _form(page: Page, action: str) -> tuple[Any, str]:
    for form in page.tree.forms:
        for address in (form.get("action"), *form.xpath(".//@formaction")):
            if address and str(address).partition("?")[0].endswith(action):
                return form, str(address)
    return None, ""


def _filled(form: html.HtmlElement) -> dict[str, str]:
    """What TYPED says for the empty fields of the form, and of every list that must be chosen from the first."""
    found = {name: TYPED[name] for name in form.fields if name in TYPED and not (form.fields[name] or "").strip()}
    for choice in form.xpath(".//select[@name]"):
        values = [value for value in choice.xpath("./option/@value") if value]
        if values and not form.fields[choice.get("name")] and choice.get("name") != "kecamatan":
            found[choice.get("name")] = str(values[0])
    return found


def _message(page: Page) -> str:
    """What the page says became of it: its message, or its mistakes."""
    found = page.tree.xpath("//*[@role='status' or @role='alert' or contains(@class, 'error')]")
    return " | ".join(" ".join(one.text_content().split()) for one in found)[:400]
