"""Every page of the console that can be reached by its links, in both languages; reports as files too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from monitoring.console import pages
from tests.console.browser import Page
from tests.journeys.acts import Acts
from tests.journeys.readable import readable

#: Pages looked at per route; of a route not named here FEW.
MANY: Mapping[str, int] = {"/ketidaksesuaian/{case_id}": 10, "/laporan/{name}": 16, "/laporan/{name}.{suffix}": 12,
                           "/bantuan/{code}": 4, "/ketidaksesuaian/kelompok/{cause}": 2}  # fmt: skip
FEW, OK = 1, 200
#: Routes no page of the town links to, or that do not end → why.
NOT_SEEN: Mapping[str, str] = {
    "/masuk/kota": "single sign-on is not set up",
    "/masuk/kota/kembali": "single sign-on is not set up",
    "/undangan/{token}": "its address is a secret",
    "/beranda/isi": "a part of /",
    "/telusur/{rest:path}": "an address without a page",
    "/sinkron/{name}/langsung": "a stream",
    "/sinkron/permintaan/{errand_id}/langsung": "a stream",
}
#: Those who may do most go first: a page is kept as its first reader saw it, with the forms that reader has.
READERS = ("petugas", "operator", "penyetuju", "pelindung", "auditor", "admin", "camat", "dukcapil", "pengamat")
START = ("/", "/publik", "/masuk", "/akun", "/ringkasan", "/ringkasan.csv", "/ringkasan.xlsx", "/ringkasan.pdf")
#: What stands only on pages that somebody else read first.
ALSO: Mapping[str, tuple[str, ...]] = {
    "petugas": ("/ketidaksesuaian/8/kompensasi", "/latihan/hari-bulan/hasil"),
    "operator": (
        "/gangguan/umumkan", "/sinkron/jeda/sp4", "/koneksi/apsp/uji", "/koneksi/apsp/kiriman",
        "/sinkron/kembalikan/baru", "/karantina/ulang?feed=loket.berkas_masuk&rule=kunci_ganda",
        "/karantina/1/koreksi", "/karantina/1/ulang", "/massal/1/kemajuan",
    ),
    "pelindung": ("/audit/akses/warga", "/audit/unduh.csv"),
}  # fmt: skip


def routes() -> list[Any]:
    """Every page's route, in the order the console tries them."""
    return [route for router in pages.routers() for route in router.routes if "GET" in route.methods]


@dataclass(kw_only=True)
class Walk:
    """Every link followed, breadth first, by one person after the other; a page is kept as its first reader saw it."""

    acts: Acts
    #: Address → status and text in each language.
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    menus: list[str] = field(default_factory=list)

    def by(self, who: str) -> None:
        """Everything new that this person reaches, and the menu that stands on their first page."""
        waiting, mine = list(START), set()
        first = self.acts.look(who, "/")
        self.menus.append(f"{who}: {' '.join(first.links())}")
        waiting += [*first.links(), *ALSO.get(who, ())]
        while waiting:
            path = waiting.pop(0)
            if path in mine or not self._wanted(path):
                continue
            mine.add(path)
            waiting += self._look(who, path)

    def _wanted(self, path: str) -> bool:
        route = route_of(path)
        return (
            bool(route)
            and route not in NOT_SEEN
            and path not in self.kept
            and (self.counted[str(route)] < MANY.get(str(route), FEW))
        )

    def _look(self, who: str, path: str) -> list[str]:
        pages = {language: _in(self.acts, who, path, language) for language in ("id", "en")}
        page = pages["id"]
        if page.status != OK:
            self.refused.append(f"{who}: {path} {page.status}")
            return []
        self.counted[str(route_of(path))] += 1
        self.kept[path] = {language: f"{who}\n{read(one)}" for language, one in pages.items()}
        return page.links() if _is_page(page) else []


def seen(acts: Acts) -> Iterator[tuple[str, str, str]]:
    """Part, piece and text of every page; who was refused what; how many pages of each route there are."""
    walk = Walk(acts=acts)
    for who in READERS:
        walk.by(who)
    for path, told in walk.kept.items():
        part = "reports" if path.startswith(("/laporan", "/ringkasan")) else "pages"
        for language, text in told.items():
            yield part, f"{path} {language}", text
    yield "pages", "menus", "\n".join(walk.menus)
    yield "pages", "refused", "\n".join(walk.refused)
    unseen = [route.path for route in routes() if not walk.counted[route.path]]
    lines = [f"{route}: {count}" for route, count in sorted(walk.counted.items())]
    yield "contents", "pages", "\n".join([*lines, *(f"{route}: none" for route in unseen)])


def read(page: Page) -> str:
    """What a page or a file says."""
    if _is_page(page):
        return f"{page.status} {page.path}\n{shown(page)}"
    return readable(page.answer.headers.get("content-type", ""), page.answer.content)


def _is_page(page: Page) -> bool:
    return "html" in page.answer.headers.get("content-type", "")


def route_of(path: str) -> str | None:
    """The route that answers to an address of ours; None for another's and for files."""
    parts = urlsplit(path)
    if not path.startswith("/") or parts.path.startswith("/static"):
        return None
    for route in routes():
        if route.path_regex.match(parts.path):
            return str(route.path)
    return None


def shown(page: Page) -> str:
    """What can be read and pressed on a page, an element a line."""
    found = page.tree.xpath("//body")[0]
    for useless in found.xpath(".//script | .//style | .//input[@name='csrf']"):
        useless.drop_tree()
    lines = []
    for element in found.iter():
        if not isinstance(element.tag, str):
            continue
        own = " ".join("".join([element.text or "", *(child.tail or "" for child in element)]).split())
        marks = [f"{name}={element.get(name)}" for name in _MARKS if element.get(name)]
        if own or marks:
            lines.append(f"{element.tag} {' '.join(marks)} {own}".strip())
    return "\n".join(lines)


_MARKS = ("href", "action", "formaction", "name", "value", "aria-label", "title", "data-label", "datetime")


def _in(acts: Acts, who: str, path: str, language: str) -> Page:
    browser = acts.browsers[who]
    browser.session.cookies.set("bahasa", language)
    return browser.get(path)
