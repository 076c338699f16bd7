"""Readers of status pages that others have written for Node: laid into var/ once, by npm, from a pinned list."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests import programs

HERE = Path(__file__).parent / "data" / "readers"
VAR = Path(__file__).parents[1] / "var"
LISTS = ("package.json", "package-lock.json")
PATIENCE_S = 240


def installed() -> Path:
    """The folder of the packages. Whoever comes second waits for the first."""
    mark = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in LISTS)).hexdigest()[:12]
    folder = VAR / f"readers-{mark}"
    VAR.mkdir(exist_ok=True)
    with (VAR / "readers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            _install(folder)
    return folder / "node_modules"


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in LISTS:
        shutil.copy(HERE / name, folder / name)
    npm = programs.npm()
    assert npm is not None
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    said = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert said.returncode == 0, f"npm could not install the readers:\n{said.stdout}{said.stderr}"
    (folder / "whole").touch()


def run(name: str, address: str, modules: Path) -> dict[str, Any]:
    """What one of our scripts prints, which asks this address with such a package."""
    node = programs.node()
    assert node is not None
    environment = {"PATH": os.environ["PATH"], "NODE_PATH": str(modules)}
    said = subprocess.run(
        [node, str(HERE / name), address],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))
