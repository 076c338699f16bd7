"""`bin/up` before anything is started: its arguments, its secrets, its refusals; and what it prints."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from accounts.models import CompanySettings, User
from storm.tree.supervisor import UnableToStart
from storm.up import arguments, banner, children, credentials, preparation, prepared
from storm.up.runfile import Runfile


def test_a_taken_port_is_refused_with_the_way_to_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UnableToStart, match=f"port {port} is taken.*--port {port + 1}"):
            arguments.refuse_taken_port(port)
    arguments.refuse_taken_port(port)


def test_one_folder_holds_one_tree(tmp_path: Path) -> None:
    with arguments.claim_folder(tmp_path), pytest.raises(UnableToStart, match="another bin/up runs"):
        arguments.claim_folder(tmp_path)
    arguments.claim_folder(tmp_path).close()


def test_a_full_disk_is_said_before_postgres_meets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(UnableToStart, match="disk is full: 1 MB are free"):
        arguments.claim_folder(tmp_path)


def test_from_the_shell_a_refusal_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [
            sys.executable,
            "-m",
            "storm.up",
            "--var",
            str(tmp_path),
            "--port",
            str(taken.getsockname()[1]),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=arguments.ROOT)
    assert result.returncode == 1
    assert result.stderr.startswith("storm: port ")
    assert "Traceback" not in result.stderr + result.stdout


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = credentials.kept(tmp_path)
    (tmp_path / credentials.FILE).chmod(0o644)
    assert credentials.kept(tmp_path) == first
    assert stat.S_IMODE((tmp_path / credentials.FILE).stat().st_mode) == 0o600
    assert len(first["STORM_SECRET_KEY"]) >= 50
    (tmp_path / "other").mkdir()
    assert credentials.kept(tmp_path / "other")["STORM_DEMO_API_TOKEN"] != first["STORM_DEMO_API_TOKEN"]


def test_a_secret_that_came_later_is_added_to_an_old_file(tmp_path: Path) -> None:
    (tmp_path / credentials.FILE).write_text("STORM_DEMO_PASSWORD=kept\n")
    assert credentials.kept(tmp_path)["STORM_DEMO_PASSWORD"] == "kept"
    assert "STORM_SECRET_KEY=" in (tmp_path / credentials.FILE).read_text()


def test_the_demo_listens_on_loopback_only(tmp_path: Path) -> None:
    ports = children.Ports(8000, 8001, 8002, 8003, 8004)
    environment = children.environment(credentials.kept(tmp_path), ports, tmp_path, {})
    assert environment["STORM_DEMO"] == "1"
    assert environment["STORM_ALLOWED_HOSTS"] == "127.0.0.1,localhost"
    for child in children.of_the_demo(ports, environment):
        assert "0.0.0.0" not in child.argv  # noqa: S104  # that it is absent is the point
    web = children.of_the_demo(ports, environment)[0]
    assert web.argv[web.argv.index("--host") + 1] == "127.0.0.1"


def test_what_the_caller_set_for_another_installation_does_not_reach_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORM_SMTP_URL", "smtp://mail.example.com:25")
    monkeypatch.setenv("TWILIO_BASE_URL", "https://api.twilio.com")
    monkeypatch.setenv("STORM_STATUS_DIR", "/srv/status")
    monkeypatch.setenv("STORM_HEARTBEAT_URL", "https://heartbeat.example.com")
    environment = children.environment(
        credentials.kept(tmp_path), children.Ports(1, 2, 3, 4, 5), tmp_path, {}
    )
    assert environment["TWILIO_BASE_URL"] == "http://127.0.0.1:2"
    assert environment["STORM_SMTP_URL"] == "smtp://127.0.0.1:3"
    assert environment["STORM_STATUS_DIR"] == str(tmp_path / "status")
    assert not environment["STORM_HEARTBEAT_URL"]


def test_the_run_file_names_every_child_and_goes_at_the_end(tmp_path: Path) -> None:
    runfile = Runfile(tmp_path)
    runfile.tell_addresses({"REDIS_URL": "unix:///x", "STORM_SECRET_KEY": "secret"})
    runfile.tell_children({"web": 42})
    runfile.tell_ready()
    facts = json.loads((tmp_path / "run.json").read_text())
    assert facts == {
        "pid": os.getpid(),
        "ready": True,
        "addresses": {"REDIS_URL": "unix:///x"},
        "children": {"web": 42},
    }
    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    runfile.remove()
    assert not Runfile(tmp_path).left_behind


@pytest.mark.django_db
def test_an_installation_that_is_not_a_demo_is_refused() -> None:
    CompanySettings.objects.create(name="A real company", demo=False)
    with pytest.raises(UnableToStart, match="not a demo"):
        preparation.refuse_other_installations()


@pytest.mark.django_db
def test_a_database_with_people_but_without_a_company_is_refused() -> None:
    User.objects.create_user("somebody")
    with pytest.raises(UnableToStart, match="not a demo"):
        preparation.refuse_other_installations()


@pytest.mark.django_db
def test_an_empty_database_and_a_demo_are_welcome() -> None:
    preparation.refuse_other_installations()
    CompanySettings.objects.create(name="Demo", demo=True)
    preparation.refuse_other_installations()


def test_the_printed_alert_is_one_that_a_shell_sends_unchanged() -> None:
    line = banner.alert("http://127.0.0.1:8000", "token")
    words = subprocess.run(
        ["sh", "-c", line.replace("curl", "printf '%s\\n'", 1)], capture_output=True, text=True, check=True
    )
    *_, body, address = words.stdout.splitlines()
    assert json.loads(body)["alerts"][0]["labels"]["severity"] == "critical"
    assert address == "http://127.0.0.1:8000/in/alertmanager/token"


@pytest.mark.django_db
def test_a_later_start_prepares_only_what_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    package = tmp_path / "room"
    (package / "migrations").mkdir(parents=True)
    for path in ("requirements.txt", "storm/settings.py", "room/__init__.py", "room/migrations/0001.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    assert not prepared.is_prepared(tmp_path, url)
    prepared.note(tmp_path, url)
    assert prepared.is_prepared(tmp_path, url)
    (package / "migrations" / "0002.py").touch()
    assert not prepared.is_prepared(tmp_path, url)
    prepared.note(tmp_path, url)
    assert not prepared.is_prepared(tmp_path, "postgresql:///nowhere?host=/nonexistent")
