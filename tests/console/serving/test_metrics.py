"""Metrics and probes as Prometheus and an orchestrator get them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from simpul.core import clock
from simpul.operations import readiness
from simpul.store import engine as db
from tests.operations.status.facts import Facts

Serve = Callable[..., str]


def numbers(address: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = requests.get(f"{address}/metrics", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.name.startswith("simpul_") and family.documentation for family in families)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_say_what_the_page_says(facts: Facts, serve: Serve) -> None:
    """Age, totals, link state, breaker and requests are there in base units."""
    facts.well()
    facts.allow_gaps()
    facts.run("siak.penduduk", read=10, applied=9)
    facts.link("siak", "breaker = 'open', failures = 5, open_until = now() + interval '1 hour', calls = 40, errors = 6")
    found = numbers(serve(facts.engine))
    feed, system = (("feed", "siak.penduduk"),), (("system", "siak"),)
    assert found["simpul_database_up", ()] == 1
    assert abs(clock.now().timestamp() - 60 - found["simpul_feed_last_success_timestamp_seconds", feed]) < 30
    assert found["simpul_feed_freshness_limit_seconds", feed] == 86400
    assert found["simpul_feed_control_gap_rows", feed] == 1
    assert found["simpul_feed_rows_today", (*feed, ("outcome", "read"))] == 20
    assert found["simpul_link_breaker_open", system] == 1
    assert found["simpul_link_requests_total", system] == 40
    assert found["simpul_link_errors_total", system] == 6
    states = {labels: value for (name, labels), value in found.items() if name == "simpul_link_state"}
    assert len(states) == 2 * 6
    assert sum(states.values()) == 2
    assert found["simpul_link_state", (("state", "healing"), *system)] == 1


def test_what_never_happened_has_no_sample(facts: Facts, serve: Serve) -> None:
    """A feed that never succeeded has no timestamp instead of 1970."""
    facts.run("siak.penduduk", "failed")
    names = {name for name, _ in numbers(serve(facts.engine))}
    assert "simpul_feed_last_success_timestamp_seconds" not in names
    assert "simpul_feed_late" in names


def test_probes_of_a_healthy_hub(facts: Facts, serve: Serve) -> None:
    """Alive, ready, at the newest revision, and it says how long ago something ran."""
    address = serve(facts.engine)
    assert requests.get(f"{address}/healthz", timeout=10).json() == {"ok": True}
    assert requests.get(f"{address}/readyz", timeout=10).json()["last_run_age_seconds"] is None
    facts.run("siak.penduduk", age=timedelta(minutes=5))
    answer = requests.get(f"{address}/readyz", timeout=10)
    found = answer.json()
    assert answer.status_code == 200
    assert (found["ready"], found["database"], found["revision"]) == (True, True, readiness.head())
    assert 299 < found["last_run_age_seconds"] < 330


def test_an_old_revision_is_not_ready(facts: Facts, serve: Serve) -> None:
    """Code and tables must be of one age."""
    facts.sql("update simpul.alembic_version set version_num = '0000'")
    answer = requests.get(f"{serve(facts.engine)}/readyz", timeout=10)
    assert answer.status_code == 503
    assert answer.json()["revision"] == "0000"


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/metrics", 200)])
def test_probes_of_a_dead_database(serve: Serve, path: str, status: int) -> None:
    """The process lives, the hub is not ready, and the metrics say why."""
    dead: Engine = db.engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    address = serve(dead)
    assert requests.get(address + path, timeout=10).status_code == status
    assert {name: value for (name, _), value in numbers(address).items()} == {
        "simpul_build_info": 1,
        "simpul_database_up": 0,
    }


def test_an_empty_database_is_reachable_but_not_ready(empty_database_url: str, serve: Serve) -> None:
    """Missing tables are told from a missing server."""
    db.create_database(empty_database_url)
    found = requests.get(f"{serve(db.engine(empty_database_url))}/readyz", timeout=10)
    assert (found.status_code, found.json()["database"], found.json()["revision"]) == (503, True, "")
