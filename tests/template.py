"""A database with everything migrated, from which each test database is copied: migrating takes half a minute.

What it holds is kept as a dump below `var/tests`, named after all it came from, for the sessions to come.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from storm.embedded.postgres import wheel
from storm.up.arguments import ROOT

NAME = "storm_template"
KEPT = ROOT / "var" / "tests"
SESSIONS = 3  # as many dumps are kept


def make(database_url: str, environment: Mapping[str, str]) -> None:
    """Make it in this cluster, from the dump of an earlier session or by migrating."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    parts = urlsplit(database_url)
    url = urlunsplit(parts._replace(path=f"/{NAME}"))
    dump = KEPT / f"{_digest()}.sql"
    if dump.exists():
        fill(url, dump)
        return
    migrating = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrating, cwd=ROOT, env={**environment, "DATABASE_URL": url}, check=True)
    _keep(url, dump)


def fill(url: str, dump: Path | None = None) -> None:
    """Lay an empty database down as the migrations leave it, from the dump that this session has made or found."""
    source = dump or KEPT / f"{_digest()}.sql"
    quietly = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    _tool("psql", *quietly, f"--file={source}", url)


def _keep(url: str, dump: Path) -> None:
    """Written beside its place, so that a session that is killed leaves no half of one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=KEPT, suffix=".unfinished")
    os.close(handle)
    _tool("pg_dump", "--no-owner", f"--file={unfinished}", url)
    os.replace(unfinished, dump)
    for old in sorted(KEPT.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-SESSIONS]:
        old.unlink(missing_ok=True)


def _tool(name: str, *words: str) -> None:
    subprocess.run([str(wheel() / "pginstall" / "bin" / name), *words], check=True)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    """Ours and others' migrations. What else may be missing is made when Django migrates its copy."""
    yield ROOT / "requirements.txt"
    yield from ROOT.glob("*/migrations/*.py")
