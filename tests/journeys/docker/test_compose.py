"""docker-compose.yml, Dockerfile and the entry script, checked without Docker."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest
import yaml

PROFILES = ("core", "sandbox", "obs")
#: Services whose image is not ours.
FOREIGN = {"postgres", "redis", "prometheus", "grafana", "proxy"}


@pytest.fixture(scope="module")
def compose(repo: Path) -> ModuleType:
    """The reader of the file that docker/check.sh uses too."""
    spec = importlib.util.spec_from_file_location("simpul_docker_compose", repo / "docker/compose.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def composed(compose: ModuleType) -> dict[str, Any]:
    """The file with its defaults put in."""
    found: dict[str, Any] = compose.load({})
    return found


def test_the_file_follows_the_compose_specification(repo: Path) -> None:
    """Checked against the specification's schema as Debian's docker-compose ships it (Apache-2.0)."""
    schema = json.loads((Path(__file__).parent / "compose_spec.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    found = yaml.safe_load((repo / "docker-compose.yml").read_text("utf-8"))
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(found)] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_every_service_starts_after_what_it_needs(compose: ModuleType, composed: dict[str, Any], profile: str) -> None:
    """Dependencies exist in the same profile, have no circle, and wait for health, or for an end where there is one."""
    services = composed["services"]
    order = compose.in_order(composed, profile)
    assert set(order) == {name for name, one in services.items() if profile in one["profiles"]}
    for name in order:
        for needed, how in services[name].get("depends_on", {}).items():
            ends = services[needed].get("restart") == "no"
            assert how["condition"] == ("service_completed_successfully" if ends else "service_healthy"), (name, needed)


def test_every_lasting_service_has_a_health_check(composed: dict[str, Any]) -> None:
    """Only what ends by itself has none."""
    for name, one in composed["services"].items():
        assert ("healthcheck" in one) != (one.get("restart") == "no"), name


def test_images_are_pinned(repo: Path, composed: dict[str, Any]) -> None:
    """Each image has a full version, none is 'latest'."""
    images = {one["image"] for one in composed["services"].values()}
    images |= set(re.findall(r"^FROM (\S+)", (repo / "Dockerfile").read_text("utf-8"), re.M)) - {"packages"}
    assert all(re.fullmatch(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w-]+)?", image) for image in images), images


def test_volumes_secrets_and_networks_are_declared_and_used(composed: dict[str, Any]) -> None:
    """Nothing is misspelt, nothing is left over."""
    services = composed["services"].values()
    used = {"volumes": set(), "secrets": set(), "networks": set()}
    for one in services:
        used["volumes"] |= {volume.split(":")[0] for volume in one.get("volumes", ()) if volume[0] != "."}
        used["secrets"] |= set(one.get("secrets", ()))
        used["networks"] |= set(one.get("networks", ()))
    for kind, names in used.items():
        assert names == set(composed[kind]), kind


def test_only_pages_for_people_are_published_and_only_to_this_machine(composed: dict[str, Any]) -> None:
    """Databases, queue and simulated systems have no published port; the network they share has no way out."""
    published = {name: one["ports"] for name, one in composed["services"].items() if one.get("ports")}
    assert set(published) == {"airflow-api-server", "proxy", "prometheus", "grafana"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert composed["networks"]["inner"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert composed["services"][name]["networks"] == ["inner"]


def test_no_secret_stands_in_the_file(composed: dict[str, Any]) -> None:
    """Secrets come from files; no environment value is one."""
    for name, one in composed["services"].items():
        for key, value in one.get("environment", {}).items():
            assert not re.search(r"PASSWORD(?!_{1,2}FILE)|SECRET|FERNET|JWT|SQL_ALCHEMY_CONN|BROKER", key), (
                name,
                key,
                value,
            )


def test_our_containers_have_no_privileges(repo: Path, composed: dict[str, Any]) -> None:
    """No capability, no way to gain one, no root."""
    for name, one in composed["services"].items():
        if name not in FOREIGN:
            assert one["cap_drop"] == ["ALL"], name
            assert one["security_opt"] == ["no-new-privileges:true"], name
            assert "user" not in one
    instructions = (repo / "Dockerfile").read_text("utf-8").splitlines()
    assert [line for line in instructions if line.startswith("USER ")] == ["USER simpul"]


def test_the_dockerfile_names_only_what_is_here(repo: Path) -> None:
    """Every COPY has its source in the repository, and .dockerignore lets it through."""
    dockerfile = (repo / "Dockerfile").read_text("utf-8")
    sources = re.findall(r"^COPY (?!--from)(\S+) \S+$", dockerfile, re.M)
    let_through = {
        line[1:] for line in (repo / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    assert sources
    for source in sources:
        assert (repo / source).exists(), source
        assert source in let_through, source


def test_every_folder_that_is_imported_is_in_the_image(repo: Path) -> None:
    """Each top-level package is copied."""
    sources = set(re.findall(r"^COPY (?!--from)(\S+) ", (repo / "Dockerfile").read_text("utf-8"), re.M))
    packages = {path.parent.name for path in repo.glob("*/__init__.py")} - {"tests"}
    assert packages <= sources


def test_every_mounted_folder_is_made_in_the_image(repo: Path, composed: dict[str, Any]) -> None:
    """A volume takes its owner from the image's folder; without one it would belong to root."""
    made = set(re.findall(r"/var/lib/[\w/-]+", (repo / "Dockerfile").read_text("utf-8")))
    for name, one in composed["services"].items():
        if name not in FOREIGN:
            assert {volume.split(":")[1] for volume in one.get("volumes", ())} <= made, name


def test_what_prometheus_and_grafana_read_is_in_the_repository(repo: Path, composed: dict[str, Any]) -> None:
    """Their folders are mounted from here, read-only; the scraped service and the paths inside are the file's own."""
    inside: dict[str, Path] = {}
    for name in ("prometheus", "grafana"):
        for volume in composed["services"][name]["volumes"]:
            ours, theirs, *how = volume.split(":")
            if ours.startswith("."):
                assert how == ["ro"], volume
                inside[theirs] = repo / ours
    config = yaml.safe_load((inside["/etc/simpul/alerts"] / "prometheus.yml").read_text("utf-8"))
    assert [file.removeprefix("/etc/simpul/alerts/") for file in config["rule_files"]] == ["rules.yml"]
    (target,) = config["scrape_configs"][0]["static_configs"][0]["targets"]
    service, port = target.split(":")
    assert composed["services"][service]["command"] == [service]
    assert f"SIMPUL_CONSOLE_PORT:-{port}" in (repo / "docker/entry.sh").read_text("utf-8")
    assert config["scrape_configs"][0]["job_name"] == "simpul"
    (provider,) = yaml.safe_load(
        (inside["/etc/grafana/provisioning"] / "dashboards" / "simpul.yml").read_text("utf-8")
    )["providers"]
    assert list(inside[provider["options"]["path"]].glob("*.json"))
    (source,) = yaml.safe_load((inside["/etc/grafana/provisioning"] / "datasources" / "simpul.yml").read_text("utf-8"))[
        "datasources"
    ]
    assert source["url"] == "http://prometheus:9090"


def test_the_console_is_reached_through_the_proxy_it_trusts(repo: Path, composed: dict[str, Any]) -> None:
    """Compose ships the HTTPS proxy that its console is told to believe; no way leads past it."""
    console, proxy = composed["services"]["console"], composed["services"]["proxy"]
    assert "ports" not in console
    assert proxy["networks"]["front"]["ipv4_address"] == console["environment"]["SIMPUL_TRUSTED_PROXIES"]
    assert {name for name, one in composed["services"].items() if "front" in one.get("networks", ())} == {
        "console", "proxy"
    }  # fmt: skip
    assert console["environment"]["SIMPUL_CONSOLE_URL"].startswith("https://")
    assert set(console["profiles"]) <= set(proxy["profiles"])
    assert "reverse_proxy" in (repo / "docker/proxy/Caddyfile").read_text("utf-8")


def test_every_command_is_one_the_entry_script_knows(repo: Path, composed: dict[str, Any]) -> None:
    """No service would start with 'there is no command'."""
    script = (repo / "docker/entry.sh").read_text("utf-8")
    known = set(re.findall(r"^ {4}([a-z |-]+)\)$", script, re.M))
    words = {word.strip() for group in known for word in group.split("|")}
    for name, one in composed["services"].items():
        if name not in FOREIGN:
            assert one["command"][0] in words, name


def entry(repo: Path, secrets: Path, profile: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the entry script as a container would."""
    environment = {
        "PATH": os.environ["PATH"],
        "SIMPUL_ROOT": str(repo),
        "SIMPUL_SECRETS_DIR": str(secrets),
        "SIMPUL_PROFILE": profile,
    }
    return subprocess.run(
        [repo / "docker/entry.sh", *words], env=environment, capture_output=True, text=True, timeout=30, cwd=secrets
    )


@pytest.fixture
def made(repo: Path, tmp_path: Path) -> Path:
    """A folder of freshly made secrets."""
    folder = tmp_path / "secrets"
    subprocess.run([repo / "docker/make-secrets.sh", folder], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("profile", ["core", "", "sandboxed"])
def test_shipped_secrets_are_refused_outside_the_sandbox(repo: Path, profile: str) -> None:
    """The message names the secret, in both languages, and says how to make one."""
    done = entry(repo, repo / "docker/sandbox-secrets", profile, "check-secrets")
    assert done.returncode == 3
    assert "rahasia postgres_password masih bawaan" in done.stderr
    assert "accepted in the sandbox profile only" in done.stderr
    assert "docker/make-secrets.sh" in done.stderr


def test_shipped_secrets_are_fine_in_the_sandbox(repo: Path) -> None:
    """Trying it out needs no preparation."""
    assert entry(repo, repo / "docker/sandbox-secrets", "sandbox", "check-secrets").returncode == 0


def test_made_secrets_are_accepted_and_kept(repo: Path, made: Path) -> None:
    """They suffice for the core profile, only their owner can enter the folder, and a second run changes nothing."""
    assert entry(repo, made, "core", "check-secrets").returncode == 0
    assert made.stat().st_mode & 0o777 == 0o700
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    subprocess.run([repo / "docker/make-secrets.sh", made], check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before
    assert set(before) == {path.name for path in (repo / "docker/sandbox-secrets").iterdir()}


@pytest.mark.parametrize("name", ["redis_password", "airflow_fernet_key", "simpul_key", "grafana_admin_password"])
def test_each_single_shipped_secret_is_noticed(repo: Path, made: Path, name: str) -> None:
    """One forgotten file is enough to refuse."""
    (made / name).write_bytes((repo / "docker/sandbox-secrets" / name).read_bytes())
    done = entry(repo, made, "core", "check-secrets")
    assert (done.returncode, name in done.stderr) == (3, True)


@pytest.mark.parametrize(
    ("value", "why"), [("kurang7", "too short"), ("with space and more " * 2, "not allowed"), (None, "missing")]
)
def test_unusable_secrets_are_named(repo: Path, made: Path, value: str | None, why: str) -> None:
    """Too short, unfit for an address, or not there: each has its own message, and none shows the value."""
    (made / "redis_password").unlink()
    if value is not None:
        (made / "redis_password").write_text(value)
    done = entry(repo, made, "core", "check-secrets")
    assert done.returncode == 3
    assert why in done.stderr
    assert value is None or value not in done.stderr


def test_the_worker_refuses_a_shipped_key(repo: Path, made: Path) -> None:
    """What seals personal data is never a key that everybody can read."""
    (made / "simpul_key").write_bytes((repo / "docker/sandbox-secrets/simpul_key").read_bytes())
    done = entry(repo, made, "core", "simpul", "--help")
    assert done.returncode == 3
    assert "simpul_key" in done.stderr


def test_the_sandbox_is_not_started_in_the_core_profile(repo: Path, made: Path) -> None:
    """Simulated systems never stand beside real ones."""
    done = entry(repo, made, "core", "sandbox")
    assert done.returncode == 3
    assert "sandbox profile" in done.stderr


def test_an_unknown_command_is_said_plainly(repo: Path, made: Path) -> None:
    """A typo in a command names the file to look at."""
    done = entry(repo, made, "core", "wroker")
    assert (done.returncode, "wroker" in done.stderr) == (3, True)
