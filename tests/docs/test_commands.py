"""Every command in README and CONTRIBUTING is run by a test, and what operators are told to run exists and works."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils import timezone

from outbox.models import Entry
from tests import checks, run
from tests.docs import reading
from tests.faults import test_processes
from tests.house.checkout import ROOMS, ROOT, name

# Who runs it: a test here starts the script itself; what the script then does for hours is run where it says.
RUN_BY = {
    "bin/up": "test_up_starts_from_the_shell, and as a whole tree tests/faults/test_processes.py",
    "bin/test": "test_test_narrows_from_the_shell; it is what runs this test",
    "bin/test tests/oncall -k hunt": "test_test_narrows_from_the_shell",
    "bin/test tests/e2e": "the same with another folder: test_test_narrows_from_the_shell",
    "bin/check": "test_check_runs_from_the_shell",
}


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """The environment of this very run, with a stamp that says it is complete: nothing is installed."""
    folder = tmp_path / "venv"
    folder.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != "storm-requirements.json":
            (folder / part.name).symlink_to(part)
    script = (
        "import bootstrap, json, sys, pathlib; print(json.dumps({p.name: bootstrap.fingerprint(p) "
        "for p in map(pathlib.Path, sys.argv[1:])}))"
    )
    files = [str(ROOT / "requirements.txt"), str(ROOT / "requirements-dev.txt")]
    stamp = subprocess.run(
        [folder / "bin" / "python", "-c", script, *files],
        cwd=ROOT / "bin", capture_output=True, text=True, check=True,
    )  # fmt: skip
    (folder / "storm-requirements.json").write_text(stamp.stdout)
    return folder


def shell(venv: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts as somebody at a terminal would."""
    environment = {**os.environ, "STORM_VENV": str(venv)}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("page", [reading.README, reading.CONTRIBUTING], ids=name)
def test_every_command_is_known_to_a_test(page: Path) -> None:
    found = reading.commands(page)
    assert found
    assert not [command for command in found if command not in RUN_BY]


def test_the_tests_named_for_them_exist() -> None:
    assert run.main and checks.main and test_processes.test_killed_processes_come_back_and_the_pages_with_them
    named = {test for who in RUN_BY.values() for test in re.findall(r"\btest_\w+(?=[,;]|$)", who)}
    assert named and not [test for test in named if test not in globals()]


def test_up_starts_from_the_shell(venv: Path) -> None:
    said = shell(venv, "bin/up", "--help")
    assert said.returncode == 0, said.stderr
    assert "--port" in said.stdout and "--var" in said.stdout


def test_test_narrows_from_the_shell(venv: Path) -> None:
    said = shell(venv, "bin/test", "tests/oncall", "-k", "hunt", "--collect-only", "-q")
    assert said.returncode == 0, said.stdout + said.stderr
    chosen = [line for line in said.stdout.splitlines() if "::" in line]
    assert chosen and all("hunt" in line and line.startswith("tests/oncall/") for line in chosen)


def test_check_runs_from_the_shell(venv: Path) -> None:
    said = shell(venv, "bin/check", "import directions")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "check: import directions ok" in said.stdout
    assert shell(venv, "bin/check", "nonsense").returncode == 2


def test_every_check_that_the_page_names_exists() -> None:
    named = [command for command in reading.commands(reading.OPERATE) if command.startswith("bin/check ")]
    assert named
    assert all(word in checks.CHECKS for command in named for word in command.split()[1:])


def own_commands() -> set[str]:
    """The management commands of our rooms."""
    return {command for command, app in get_commands().items() if str(app).split(".")[0] in ROOMS}


def test_every_management_command_that_the_pages_name_exists() -> None:
    text = "\n".join(page.read_text() for page in reading.PAGES)
    named = set(re.findall(r"manage\.py ([a-z]\w+)", text))
    assert named and not named - set(get_commands())


def test_operators_find_every_management_command_of_theirs() -> None:
    made_for_us = {"draw_lifecycle", "write_permissions", "load_demo"}
    text = "\n".join(page.read_text() for page in reading.PAGES)
    assert not [one for one in own_commands() - made_for_us if f"manage.py {one}" not in text]


@pytest.mark.django_db
def test_what_operators_paste_into_a_shell_works() -> None:
    now = timezone.now()
    dead = Entry.objects.create(
        topic="notifications.deliver", key="x", due_at=now, not_before=now, created_at=now, dead_at=now
    )
    codes = reading.shell_codes(reading.OPERATE)
    assert codes
    for code in codes:
        exec(code, {})  # noqa: S102  # the very words of the page
    dead.refresh_from_db()
    assert dead.dead_at is None
