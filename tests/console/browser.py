"""A browser without scripts: follows links, keeps cookies, sends the forms a page shows."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from lxml import html


@dataclass(frozen=True)
class Page:
    """One answer."""

    answer: requests.Response

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        """Where the redirects ended, without the host."""
        return "/" + self.answer.url.split("/", 3)[3]

    @property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.answer.content)

    @property
    def text(self) -> str:
        """What can be read, in one line."""
        return " ".join(self.tree.text_content().split())

    @property
    def main(self) -> str:
        """What can be read inside the page's main part."""
        return " ".join(self.tree.xpath("//main")[0].text_content().split())

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form that goes to ``action``, or has a button that does, as sent untouched."""
        found = [form for form in self.tree.forms if action in (form.get("action"), *form.xpath(".//@formaction"))]
        assert found, f"no form to {action}: {[form.get('action') for form in self.tree.forms]}"
        return {name: value for name, value in found[0].form_values()}

    def links(self) -> list[str]:
        return [str(one) for one in self.tree.xpath("//a/@href")]


class Browser:
    """Signed in, or not."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()

    def get(self, path: str) -> Page:
        return Page(self.session.get(self.address + path, timeout=30))

    def post(self, path: str, **fields: object) -> Page:
        """Send fields as a form of ours would, its token included; follows to where it leads."""
        token = self.get("/akun").tree.xpath("//input[@name='csrf']/@value")
        sent = {"csrf": token[0] if token else "", **fields}
        return Page(self.session.post(self.address + path, data=sent, timeout=60))

    def send(self, page: Page, action: str, **fields: object) -> Page:
        """Send a form the page shows, with some fields filled in."""
        return Page(self.session.post(self.address + action, data={**page.form(action), **fields}, timeout=60))
