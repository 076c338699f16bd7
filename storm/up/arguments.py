"""What the command line of `bin/up` may say, and what must hold on this machine before anything starts."""

import argparse
import fcntl
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from storm.tree.supervisor import UnableToStart

ROOT = Path(__file__).resolve().parent.parent.parent
ROOM_FOR_DATA = 300 * 1024 * 1024


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    port: int
    var: Path


def parse(words: list[str]) -> Wish:
    """Read the command line; argparse ends the program with a sentence where it is wrong."""
    parser = argparse.ArgumentParser(prog="bin/up", description="Start the Storm demo on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port of the web pages (default 8000)")
    parser.add_argument(
        "--var", type=Path, default=ROOT / "var", help="the folder of all data (default var/)"
    )
    found = parser.parse_args(words)
    if not 0 < found.port < 65536:
        parser.error(f"{found.port} is not a port; take one between 1 and 65535")
    return Wish(found.port, found.var.expanduser().absolute())


def claim_folder(var: Path) -> IO[str]:
    """Lock the data folder for as long as the answered file stays open: two trees never share one."""
    var.mkdir(parents=True, exist_ok=True)
    refuse_full_disk(var)
    lock = (var / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise UnableToStart(
            f"another bin/up runs on {var}. Stop it, or start a second one: bin/up --port 8123 --var DIR"
        ) from None
    return lock


def refuse_full_disk(var: Path) -> None:
    """PostgreSQL without room fails in ways that nobody reads as a full disk."""
    free = shutil.disk_usage(var).free
    if free < ROOM_FOR_DATA:
        raise UnableToStart(
            f"the disk is full: {free >> 20} MB are free at {var}, {ROOM_FOR_DATA >> 20} MB are needed. "
            "Make room, or put the data elsewhere: bin/up --var DIR"
        )


def refuse_taken_port(port: int) -> None:
    """Say that the port is taken before ten processes find out."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise UnableToStart(f"port {port} needs root. Take one above 1024: bin/up --port 8123") from None
        except OSError:
            raise UnableToStart(
                f"port {port} is taken by another program. Take another: bin/up --port {port + 1}"
            ) from None


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now; all are held until all are found, so that they differ."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
