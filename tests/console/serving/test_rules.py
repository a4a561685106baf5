"""Alert rules, dashboards and reference page, held to what ``/metrics`` really exports."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from prometheus_client.parser import text_string_to_metric_families

from monitoring.metrics.catalogue import CATALOGUE
from tests.console.serving.conftest import Serve
from tests.operations.status.facts import Facts

ROOT = Path(__file__).resolve().parents[3]
ALERTS = ROOT / "monitoring" / "alerts"
BOARDS = sorted((ROOT / "monitoring" / "grafana" / "dashboards").glob("*.json"))
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((ALERTS / "rules.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]
NAME = re.compile(r"\bsimpul_\w+")


@pytest.fixture(scope="module")
def promtool() -> str:
    """The tool that ``./run test`` fetches."""
    found = shutil.which("promtool") or shutil.which("promtool", path=str(ROOT / ".venv/tools/usr/bin"))
    assert found, "promtool is missing: run ./run test once, or apt-get install --no-install-recommends prometheus"
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "rules.yml"),
        ("test", "rules", "tests.yml", "tests_days.yml"),
        ("check", "config", "--syntax-only", "prometheus.yml"),
    ],
    ids=" ".join,
)
def test_promtool_finds_nothing_wrong(promtool: str, words: tuple[str, ...]) -> None:
    """Prometheus' own tool reads the rules and proves when each fires and when it does not yet."""
    done = subprocess.run([promtool, *words], cwd=ALERTS, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_has_a_test_that_sees_it_fire() -> None:
    """No rule is there that nobody has seen fire."""
    tests = "".join(file.read_text("utf-8") for file in ALERTS.glob("tests*.yml"))
    for rule in RULES:
        assert re.search(rf'alertname="{rule["alert"]}"[^\n]*value: 1', tests), rule["alert"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_every_rule_says_what_it_means_and_what_to_do(rule: dict[str, Any]) -> None:
    """A severity, both languages, and a page in Bahasa Indonesia with meaning, checks, steps and whom to call."""
    assert rule["labels"]["severity"] in ("info", "warning", "critical")
    notes = rule["annotations"]
    for name in ("summary", "description"):
        assert notes[name] and notes[f"{name}_en"] and notes[name] != notes[f"{name}_en"]
    assert notes["runbook_url"] == f"docs/runbook/{rule['alert']}.md"
    page = (ROOT / notes["runbook_url"]).read_text("utf-8")
    assert re.findall(r"^## (.+)$", page, re.M) == ["Arti", "Periksa", "Langkah", "Kapan memanggil siapa"]
    assert f"({rule['alert']}.md)" in (ROOT / "docs/runbook/README.md").read_text("utf-8")


def test_every_page_of_the_run_book_belongs_to_a_rule() -> None:
    """No page is left over from a rule that is gone."""
    pages = {file.stem for file in (ROOT / "docs/runbook").glob("*.md")} - {"README"}
    assert pages == {rule["alert"] for rule in RULES}


@pytest.mark.parametrize("file", BOARDS, ids=lambda file: str(file.stem))
def test_a_dashboard_is_complete(file: Path) -> None:
    """Fixed uid, the data source is chosen, and every panel has a unit and says what it shows."""
    board = json.loads(file.read_text("utf-8"))
    assert board["uid"] == file.stem
    assert board["templating"]["list"][0]["type"] == "datasource"
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    for panel in board["panels"]:
        assert panel["description"] and panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}"
            assert NAME.search(target["expr"]), panel["title"]


def test_panels_do_not_lie_on_each_other() -> None:
    """Every cell of the grid belongs to one panel."""
    for file in BOARDS:
        taken: set[tuple[int, int]] = set()
        for panel in json.loads(file.read_text("utf-8"))["panels"]:
            at = panel["gridPos"]
            cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
            assert not cells & taken, (file.name, panel["title"])
            assert at["x"] + at["w"] <= 24
            taken |= cells


def used() -> dict[str, str]:
    """Metric → where a rule or dashboard names it."""
    files = [*ALERTS.glob("*.yml"), *BOARDS]
    return {name: file.name for file in files for name in NAME.findall(file.read_text("utf-8"))}


def exported(facts: Facts, serve: Serve) -> set[str]:
    answer = requests.get(f"{serve(facts.engine)}/metrics", timeout=20)
    families = text_string_to_metric_families(answer.text)
    return {family.name + ("_total" if family.type == "counter" else "") for family in families}


def test_every_metric_named_exists_and_every_metric_is_exported(facts: Facts, serve: Serve) -> None:
    """Rules and dashboards name only metrics that ``/metrics`` has; it has exactly those of the catalogue."""
    facts.well()
    found = exported(facts, serve)
    assert found == set(CATALOGUE)
    assert {name: place for name, place in used().items() if name not in found} == {}


def test_every_metric_is_on_the_reference_page() -> None:
    """Name, labels and both languages."""
    page = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
    for one in CATALOGUE.values():
        assert f"| `{one.name}` | {', '.join(one.labels)} |" in page, one.name
        assert one.words.id in page and one.words.en in page


def test_no_label_holds_a_person(facts: Facts, serve: Serve) -> None:
    """Label sets are names of the configuration and states; a NIK planted everywhere shows nowhere."""
    nik = "1271010101900001"
    facts.well()
    facts.run("siak.penduduk", "failed", reason=nik, age=timedelta(hours=1))
    facts.link("siak", f"last_error = '{nik}', failures = 3")
    facts.sql(
        "insert into simpul.cases (kind, subject_kind, subject_key, feed, record_key, authority_feed, owner)"
        " values ('different', 'penduduk', :nik, 'apsp.pemohon', :nik, 'siak.penduduk', :nik)",
        nik=nik,
    )
    text = requests.get(f"{serve(facts.engine)}/metrics", timeout=20).text
    assert "127101" not in text
    allowed = {label for one in CATALOGUE.values() for label in one.labels}
    assert allowed == {
        *("version", "python", "kind", "outcome", "feed", "system", "state", "what", "severity", "rule", "place"),
        "route",
    }
