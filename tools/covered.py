"""What the tests ran: branch coverage per package, and which test files run which line (for ``tools.mutants``).

``./run test --coverage`` runs the tests under coverage, then this.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".coverage"


def main() -> None:
    """Combine what each process kept, print the table, keep the map."""
    measured = Coverage(config_file=str(ROOT / "pyproject.toml"))
    measured.combine(keep=False)
    measured.json_report(outfile=str(PLACE / "report.json"), show_contexts=True, ignore_errors=True)
    files = json.loads((PLACE / "report.json").read_text("utf-8"))["files"]
    for line in _table({name: one["summary"] for name, one in files.items()}):
        print(line)
    lines = {
        name: {at: sorted(filter(None, tests)) for at, tests in one["contexts"].items()} for name, one in files.items()
    }
    seconds = json.loads((PLACE / "seconds.json").read_text("utf-8"))
    (PLACE / "covered.json").write_text(json.dumps({"lines": lines, "seconds": seconds}), "utf-8")


def _table(files: dict[str, dict[str, int]]) -> list[str]:
    packages: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for name, one in files.items():
        parts = Path(name).parts
        for package in {str(Path(*parts[:2])) if len(parts) > 2 else parts[0], "all"}:
            for at, key in enumerate(("covered_lines", "num_statements", "covered_branches", "num_branches")):
                packages[package][at] += one[key]
    rows = [f"{'package':28} {'lines':>14} {'branches':>14}"]
    for package, (lines, of_lines, branches, of_branches) in sorted(packages.items()):
        rows.append(f"{package:28} {_share(lines, of_lines):>14} {_share(branches, of_branches):>14}")
    return rows


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole:4.0%}" if whole else "-"


if __name__ == "__main__":
    main()
