"""From a bare Python to a virtual environment with exactly the pinned packages. Standard library only.

The environment is `.venv` in the checkout (or the folder named by STORM_VENV). A stamp in it says which
requirement files it holds, so that a later start installs nothing.
"""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
ROOM_FOR_PACKAGES = 1500 * 1024 * 1024
STAMP = "storm-requirements.json"


class UnableToPrepare(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


def run_module(module: str, *, files: Sequence[str]) -> NoReturn:
    """Prepare the environment and become `python -m module` in it, with the arguments of this command."""
    try:
        python = prepare(
            Path(os.environ.get("STORM_VENV") or ROOT / ".venv"), [ROOT / name for name in files]
        )
    except UnableToPrepare as error:
        sys.exit(f"storm: {error}")
    except KeyboardInterrupt:
        sys.exit("\nstorm: stopped; what is installed so far is used the next time.")
    except OSError as error:
        sys.exit(f"storm: {sentence_for(error)}")
    os.chdir(ROOT)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    os.execv(python, [str(python), "-m", module, *sys.argv[1:]])


def prepare(folder: Path, files: Sequence[Path]) -> Path:
    """Make the environment if missing or of another Python, install what changed; answers its interpreter."""
    python = folder / "bin" / "python"
    stamp = folder / STAMP
    wanted = {path.name: fingerprint(path) for path in files}
    if not usable(python):
        make(folder)
    if wanted.items() <= installed(stamp).items():
        return python
    refuse_full_disk(folder)
    for path in files:
        if installed(stamp).get(path.name) != wanted[path.name]:
            install(python, path)
            stamp.write_text(json.dumps({**installed(stamp), path.name: wanted[path.name]}))
    return python


def fingerprint(path: Path) -> str:
    """What identifies the contents of a requirements file under this Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}:".encode()
    return hashlib.sha256(version + path.read_bytes()).hexdigest()


def installed(stamp: Path) -> dict[str, str]:
    """Which requirement files the environment holds; nothing when the last installation did not end."""
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError):
        return {}


def usable(python: Path) -> bool:
    """Whether the environment's interpreter still runs and is of this version."""
    question = (
        "import sys; from importlib.util import find_spec; "
        "print('%d.%d' % sys.version_info[:2] if find_spec('pip') else '')"
    )
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return answer.strip() == f"{sys.version_info.major}.{sys.version_info.minor}"


def make(folder: Path) -> None:
    """A new virtual environment in place of whatever stands there."""
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise UnableToPrepare(
            f"this Python has no complete venv module. On Debian or Ubuntu: apt install python{version}-venv"
        )
    if folder.exists() and not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
        raise UnableToPrepare(f"{folder} is not a virtual environment; move it away or set STORM_VENV.")
    refuse_full_disk(folder)
    say(f"making the environment {folder}")
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        words = (result.stdout + result.stderr).strip()
        raise UnableToPrepare(f"the environment could not be made. {advice([words])}\n{words}")


def refuse_full_disk(folder: Path) -> None:
    """Before anything is downloaded, not in the middle of it."""
    parent = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(parent).free
    if free < ROOM_FOR_PACKAGES:
        raise UnableToPrepare(
            f"the disk is too full: {free >> 20} MB are free at {parent}, "
            f"{ROOM_FOR_PACKAGES >> 20} MB are needed."
        )


def install(python: Path, requirements: Path) -> None:
    """Let pip install one file, and count its packages so that somebody can see it work."""
    total = count(requirements)
    say(f"installing {total} packages of {requirements.name}")
    command = [str(python), "-m", "pip", "install", "--requirement", str(requirements), "--prefer-binary"]
    # Byte code is made at the first import, of what is imported: that saves a third of the time.
    quiet = ["--progress-bar=off", "--disable-pip-version-check", "--no-input", "--no-compile"]
    with subprocess.Popen(
        [*command, *quiet], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        words = report(pip.stdout or [], total)
    if pip.returncode:
        detail = "\n".join(f"  {line}" for line in words[-12:])
        raise UnableToPrepare(f"pip could not install {requirements.name}. {advice(words)}\n{detail}")


def count(requirements: Path) -> int:
    """How many packages the file and those it includes ask for."""
    text = requirements.read_text()
    included = re.findall(r"^-r (\S+)", text, re.MULTILINE)
    own = re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE | re.IGNORECASE)
    return len(own) + sum(count(requirements.parent / name) for name in included)


def report(lines: Iterable[str], total: int) -> list[str]:
    """Show how far pip is; answers what it said that may matter if it fails."""
    words: list[str] = []
    seen = 0
    for line in map(str.rstrip, lines):
        if match := re.match(r"(Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            seen += 1
            show_progress(seen, total, match[2])
        elif line.startswith("Installing collected packages"):
            show_progress(total, total, "unpacking, this takes half a minute")
        elif not re.match(
            r"\s|Location |Using cached|Downloading|WARNING: (The directory|Location|Running pip)", line
        ):
            words.append(line)
    if sys.stdout.isatty():
        print()
    return words


def show_progress(seen: int, total: int, name: str) -> None:
    """One line that is overwritten on a terminal, a line now and then elsewhere."""
    text = f"storm: [{min(seen, total)}/{total}] {name}"
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="", flush=True)
    elif seen % 20 == 0 or seen >= total:
        say(text.removeprefix("storm: "))


def advice(words: Sequence[str]) -> str:
    """What to do about the usual reasons for which pip fails."""
    text = "\n".join(words)
    if "No space left" in text:
        return "The disk is full: make room and start again."
    if "NewConnectionError" in text or "Temporary failure in name resolution" in text or "ProxyError" in text:
        return "The package index cannot be reached: check the network (or PIP_INDEX_URL) and start again."
    if "No matching distribution" in text:
        return "A package does not exist for this Python or machine."
    return "It said:"


def sentence_for(error: OSError) -> str:
    """An operating system's error in words that say what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full ({error.filename or ROOT}): make room and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} cannot be written: start as the owner of {ROOT}, or set STORM_VENV."
    return f"{error}"


def say(text: str) -> None:
    """One line of progress."""
    print(f"storm: {text}", flush=True)
