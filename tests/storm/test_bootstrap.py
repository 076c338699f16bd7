"""From a bare Python to an environment: what is skipped, and what the person at the terminal is told."""

import errno
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"


@pytest.fixture
def bootstrap() -> ModuleType:
    """bin/bootstrap.py, loaded as the scripts beside it load it."""
    spec = importlib.util.spec_from_file_location("bootstrap", BIN / "bootstrap.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Disk(NamedTuple):
    """What shutil.disk_usage answers."""

    total: int
    used: int
    free: int


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with one megabyte left."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**12, 10**12 - 2**20, 2**20))


def environment_with(folder: Path, *files: Path, bootstrap: ModuleType) -> None:
    """An environment that already holds these requirement files."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    stamp = {path.name: bootstrap.fingerprint(path) for path in files}
    (folder / bootstrap.STAMP).write_text(json.dumps(stamp))


def test_nothing_is_installed_when_nothing_changed(
    tmp_path: Path, bootstrap: ModuleType, full_disk: None
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("six==1.17.0\n")
    environment_with(tmp_path / "venv", requirements, bootstrap=bootstrap)
    assert bootstrap.prepare(tmp_path / "venv", [requirements]) == tmp_path / "venv" / "bin" / "python"


def test_a_changed_file_is_installed_again_and_a_full_disk_said_before(
    tmp_path: Path, bootstrap: ModuleType, full_disk: None
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("six==1.17.0\n")
    environment_with(tmp_path / "venv", requirements, bootstrap=bootstrap)
    requirements.write_text("six==1.16.0\n")
    with pytest.raises(bootstrap.UnableToPrepare, match=r"disk is too full: 1 MB are free .* are needed"):
        bootstrap.prepare(tmp_path / "venv", [requirements])


def test_a_python_without_venv_is_told_what_to_install(
    tmp_path: Path, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(bootstrap.UnableToPrepare, match=r"apt install python3\.\d+-venv"):
        bootstrap.make(tmp_path / "venv")


def test_a_folder_of_somebody_else_is_not_overwritten(tmp_path: Path, bootstrap: ModuleType) -> None:
    (tmp_path / "letters.txt").write_text("kept")
    with pytest.raises(bootstrap.UnableToPrepare, match="is not a virtual environment"):
        bootstrap.make(tmp_path)
    assert (tmp_path / "letters.txt").exists()


def test_an_interrupted_installation_is_repeated(tmp_path: Path, bootstrap: ModuleType) -> None:
    (tmp_path / bootstrap.STAMP).write_text('{"requirements.txt": "abc')
    assert bootstrap.installed(tmp_path / bootstrap.STAMP) == {}


def test_packages_of_included_files_are_counted(bootstrap: ModuleType) -> None:
    own = bootstrap.count(BIN.parent / "requirements.txt")
    assert own > 50
    assert bootstrap.count(BIN.parent / "requirements-dev.txt") > own + 15


def test_progress_is_shown_and_the_rest_kept_for_a_failure(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [f"Collecting package{number}==1.0" for number in range(40)]
    noise = ["  Using cached package.whl", "Location /x is ignored"]
    words = bootstrap.report([*said, *noise, "ERROR: No space left on device"], 40)
    assert words == ["ERROR: No space left on device"]
    assert "[20/40] package19" in capsys.readouterr().out
    assert "disk is full" in bootstrap.advice(words)


def test_operating_system_errors_become_sentences(bootstrap: ModuleType) -> None:
    assert "disk is full" in bootstrap.sentence_for(OSError(errno.ENOSPC, "", "/x"))
    assert "cannot be written" in bootstrap.sentence_for(OSError(errno.EACCES, "", "/x"))


@pytest.mark.parametrize("name", ["up", "test", "check", "bench"])
def test_every_command_refuses_an_old_python_before_it_imports_anything(name: str) -> None:
    source = (BIN / name).read_text()
    refusal = source.index("sys.version_info < (3, 11)")
    assert source.count("\nimport ", 0, refusal) == 1, "only sys may be imported before"
    assert 'f"' not in source, "an old Python must be able to read the file"


def test_requirements_are_exact(bootstrap: ModuleType) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (BIN.parent / name).read_text().splitlines():
            assert not line or line.startswith(("#", "-r ")) or "==" in line.split(";")[0], line
