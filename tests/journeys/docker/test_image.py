"""The image holds what the checkout holds, and the hub's commands run from it alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from simpul.store import engine
from tests.journeys.docker import image

#: What stands at the top of the checkout and stays out of the image, each with its reason.
OUTSIDE = {
    ".ci": "the checks of the project",
    ".dockerignore": "read by the build, not by the hub",
    ".gitignore": "of the checkout",
    "CHANGELOG.md": "read on the web, not in a container",
    "CONTRIBUTING.md": "read on the web, not in a container",
    "Dockerfile": "read by the build, not by the hub",
    "README.id.md": "read on the web, not in a container",
    "README.md": "read on the web, not in a container",
    "SECURITY.md": "read on the web, not in a container",
    "docker-compose.yml": "starts the containers, from outside",
    "docs": "read on the web; what the console tells is inside simpul/views/helpdata",
    "pyproject.toml": "settings of the checks; the packages of the image are those of requirements.lock",
    "requirements-dev.lock": "packages of the checks",
    "requirements-uv.lock": "for making .venv; the image has its own",
    "requirements.lock": "installed by the first stage of the build",
    "run": "makes .venv; in a container docker/entry.sh is the way in",
    "tests": "tests are run from a checkout",
    "tools": "makes locks, reference pages and screenshots of a checkout",
}
#: What a checkout may hold beside what git knows, and a build must never see.
NEVER = (
    *(".git/config", ".venv/bin/python", ".venv.lock", ".simpul/keys/pages", ".simpul-2/demo.env.json", ".env"),
    *("simpul/store/__pycache__/db.cpython-311.pyc", "cli/app.pyc", "rules/__pycache__/x", "notes.txt", "id_rsa"),
    *("secrets/simpul_key", "docker-compose.override.yml", "tests/conftest.py"),
)


@pytest.mark.parametrize(
    ("lines", "path", "is_seen"),
    [
        ("*/temp*", "a/temporary.txt", False), ("*/temp*", "a/temp/b.txt", False), ("*/temp*", "a/b/temp.txt", True),
        ("*/*/temp*", "a/b/temporary.txt", False), ("temp?", "tempa/x", False), ("temp?", "temp/x", True),
        ("**/*.go", "main.go", False), ("**/*.go", "a/b/main.go", False), ("/foo/bar", "foo/bar/x", False),
        ("*.md\n!README.md", "README.md", True), ("*.md\n!README.md", "CHANGES.md", False),
        ("!README.md\n*.md", "README.md", False), ("*\n!a", "a/b/c.txt", True), ("*\n!a", "b/a", False),
        ("*\n!a\n**/x", "a/b/x/c.txt", False), ("# *\n\nb", "a", True), ("a.c", "abc", True), ("[ab]", "a/x", False),
    ],
)  # fmt: skip
def test_dockerignore_is_read_as_docker_reads_it(lines: str, path: str, is_seen: bool) -> None:
    """The examples of Docker's own documentation, and the last line that matches wins."""
    assert image.seen(path, image.patterns(lines)) is is_seen


def test_every_tracked_file_is_in_the_image_or_stays_out_for_a_reason(repo: Path) -> None:
    """Nothing of a folder is left behind, data beside the code included; nothing stays out that no reason names."""
    inside = set(image.places(repo))
    left_out = {path.split("/")[0] for path in image.tracked(repo) if path not in inside}
    assert left_out == set(OUTSIDE)
    assert not {path for path in inside if path.split("/")[0] in OUTSIDE}


def test_the_build_sees_what_it_copies_and_nothing_else(repo: Path) -> None:
    """The lists of Dockerfile and .dockerignore name the same things; keys, homes and caches are never seen."""
    ignore = image.patterns((repo / ".dockerignore").read_text("utf-8"))
    sources = {copy.source for copy in image.copies((repo / "Dockerfile").read_text("utf-8"))}
    assert {path.split("/")[0] for path in image.tracked(repo) if image.seen(path, ignore)} == {
        *sources, "requirements.lock",
    }  # fmt: skip
    assert [path for path in NEVER if image.seen(path, ignore)] == []


@pytest.fixture(scope="module")
def opt(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image's working folder, put together from the COPY lines."""
    return image.assemble(repo, tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def url(opt: Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that the image itself migrated."""
    name = f"simpul_image_{uuid.uuid4().hex[:12]}"
    address = engine.address(server_url).set(database=name).render_as_string(hide_password=False)
    done = python(opt, address, "-m", "cli", "db", "migrate", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["changes"]) > 10
    yield address
    admin = create_engine(engine.address(server_url).set(database="postgres"), poolclass=NullPool)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))


def environment(opt: Path, url: str) -> dict[str, str]:
    """What a container's process sees: no path to the checkout."""
    own = {"PYTHONPATH": str(opt), "SIMPUL_DATABASE_URL": url, "SIMPUL_HOME": str(opt.parent / "home")}
    return {"PATH": "/usr/bin:/bin", "AIRFLOW_HOME": str(opt.parent / "airflow"), **own}


def python(opt: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Python with these words, in the image's working folder."""
    return subprocess.run(
        [sys.executable, *words], env=environment(opt, url), cwd=opt, capture_output=True, text=True, timeout=200
    )


@pytest.mark.parametrize(
    "words",
    [
        "status",
        "rules check",
        "rules list --json",
        "mapping check",
        "feeds --json",
        "compare",
        "reports list",
        "--help",
    ],
)
def test_the_commands_run_from_the_image(opt: Path, url: str, words: str) -> None:
    """Each ends well with nothing but what was copied."""
    done = python(opt, url, "-m", "cli", *words.split())
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_image_has_every_rule(repo: Path, opt: Path, url: str) -> None:
    """``simpul rules list`` in a container names the rules of the checkout."""
    listed = python(opt, url, "-m", "cli", "rules", "list", "--json")
    assert listed.returncode == 0, listed.stderr[-2000:]
    wanted = {path.stem for path in (repo / "rules").glob("*.sql")}
    assert {one["name"] for one in json.loads(listed.stdout)} == wanted
    assert len(wanted) > 30


def test_the_console_answers_from_the_image(opt: Path, url: str) -> None:
    """A page with its templates, its words and its style comes from what was copied."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monitoring", "--port", "0"],
        env=environment(opt, url), cwd=opt, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page = requests.get(f"{address}publik", timeout=120)
        assert (page.status_code, "Dukcapil" in page.text) == (200, True)
        styles = [part.split('"')[0] for part in page.text.split('href="')[1:] if part.startswith("/static/")]
        assert styles
        assert {requests.get(address + style.lstrip("/"), timeout=120).status_code for style in styles} == {200}
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_the_schedules_are_read_from_the_image(opt: Path, url: str) -> None:
    """Airflow's file of DAGs runs in a container: its notes and mappings are there."""
    done = python(opt, url, "-W", "ignore", "dags/city.py")
    assert done.returncode == 0, done.stderr[-2000:]
    assert os.path.commonpath([opt, python(opt, url, "-c", "import simpul; print(simpul.__file__)").stdout]) == str(opt)
