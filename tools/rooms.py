"""Draws the rooms of ``simpul`` and what stands around them, from their imports: ``python -m tools.rooms`` writes
``docs/architecture.svg`` and the table of ``docs/architecture.md`` anew; a test compares both with the code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PAGE, PICTURE = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.svg"
#: The table stands between these two lines of the page.
BEGIN, END = "<!-- rooms: made by tools/rooms.py -->", "<!-- end of rooms -->"
#: Folders around the engine; the rest of the tree is tests and tools.
AROUND = ("adapters", "schemas", "cli", "monitoring")
#: Of the picture, in pixels: a room, the gap between two, and the height of a floor.
WIDTH, GAP, HEIGHT, MARGIN = 150, 20, 84, 24
Rooms = Mapping[str, frozenset[str]]


def rooms() -> Rooms:
    """Room → the rooms it imports, imports inside functions and under TYPE_CHECKING counted."""
    graph = grimp.build_graph("simpul", *AROUND)
    places = sorted({*graph.find_children("simpul"), *AROUND})
    for place in places:
        graph.squash_module(place)
    return {place: frozenset(graph.find_modules_directly_imported_by(place)) & set(places) for place in places}


def floors(imports: Rooms) -> dict[str, int]:
    """Room → how many rooms lie below it, one upon another. ValueError if two import each other."""
    found: dict[str, int] = {}
    left = set(imports)
    while left:
        ready = {room for room in left if imports[room] <= found.keys()}
        if not ready:
            raise ValueError(f"a circle of rooms: {', '.join(sorted(left))}")
        found |= {room: 1 + max((found[below] for below in imports[room]), default=-1) for room in ready}
        left -= ready
    return found


def purpose(room: str) -> str:
    """What a room holds: the first line of its docstring."""
    tree = ast.parse((ROOT.joinpath(*room.split(".")) / "__init__.py").read_text("utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def table(imports: Rooms) -> str:
    """A line for each room, the highest first: what it holds and what it imports."""
    at = floors(imports)
    lines = ["| floor | room | what is in it | imports |", "|---|---|---|---|"]
    for room in sorted(imports, key=lambda room: (-at[room], room)):
        below = ", ".join(sorted((short(one) for one in imports[room]), key=str)) or "–"
        lines.append(f"| {at[room]} | `{room.replace('.', '/')}/` | {purpose(room)} | {below} |")
    return "\n".join(lines)


def short(room: str) -> str:
    """A room of the engine by its own name."""
    return room.removeprefix("simpul.")


def picture(imports: Rooms) -> str:
    """The floors as an SVG, the lowest at the foot; a line runs down from a room to each that only it reaches directly:
    what is imported through another room as well is left out."""
    at = floors(imports)
    rows = [sorted(room for room in imports if at[room] == floor) for floor in range(max(at.values()) + 1)]
    across = max(len(row) for row in rows) * (WIDTH + GAP) - GAP + 2 * MARGIN
    down = len(rows) * HEIGHT + 2 * MARGIN
    place = {
        room: (across / 2 + (number - (len(row) - 1) / 2) * (WIDTH + GAP), down - MARGIN - HEIGHT * (floor + 0.5))
        for floor, row in enumerate(rows)
        for number, room in enumerate(row)
    }
    lines = [_line(place[room], place[below]) for room in sorted(imports) for below in sorted(_direct(imports, room))]
    boxes = [_box(room, *place[room]) for room in sorted(imports)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}" height="{down}"'
    style = 'font-family="system-ui, sans-serif" font-size="14" text-anchor="middle"'
    back = f'<rect width="{across}" height="{down}" fill="#ffffff"/>'
    title = "<title>The rooms of Simpul: imports only run down</title>"
    return "\n".join([f"{head} {style}>", title, back, *lines, *boxes, "</svg>", ""])


def _direct(imports: Rooms, room: str) -> frozenset[str]:
    return imports[room] - frozenset().union(*(_below(imports, one) for one in imports[room]), frozenset())


def _below(imports: Rooms, room: str) -> frozenset[str]:
    return imports[room].union(*(_below(imports, one) for one in imports[room]), frozenset())


def _line(upper: tuple[float, float], lower: tuple[float, float]) -> str:
    (left, top), (right, foot) = upper, lower
    return (
        f'<line x1="{left:g}" y1="{top + 22:g}" x2="{right:g}" y2="{foot - 22:g}" stroke="#8a94a6" stroke-width="1.5"/>'
    )


def _box(room: str, x: float, y: float) -> str:
    fill = "#e8f1fb" if room.startswith("simpul.") else "#f3efe4"
    corner = f'x="{x - WIDTH / 2:g}" y="{y - 22:g}" width="{WIDTH}" height="44" rx="8"'
    return f'<rect {corner} fill="{fill}" stroke="#3b5b7a"/><text x="{x:g}" y="{y + 5:g}">{escape(short(room))}</text>'


def main() -> None:
    """Write the picture and the table."""
    found = rooms()
    PICTURE.write_text(picture(found), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(found)}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
