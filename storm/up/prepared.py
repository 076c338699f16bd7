"""Whether an earlier start has prepared this very database for this very code.

If so, a start need not load Django to find that nothing is to be done. Standard library and one query only.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg

from storm.up.arguments import ROOT

NOTE = "prepared.json"
_DATABASE = """
SELECT (SELECT count(*) FROM django_migrations), (SELECT max(id) FROM django_migrations),
       (SELECT bool_and(demo) FROM accounts_companysettings)
"""


def is_prepared(var: Path, database_url: str) -> bool:
    """Whether nothing has changed since `note` was called."""
    try:
        noted = json.loads((var / NOTE).read_text())
    except (OSError, ValueError):
        return False
    return noted["database"] is not None and bool(noted == _state(var, database_url))


def note(var: Path, database_url: str) -> None:
    """Remember that everything is in place now."""
    (var / NOTE).write_text(json.dumps(_state(var, database_url)))


def _state(var: Path, database_url: str) -> dict[str, object]:
    return {
        "code": _code(),
        "database": _database(database_url),
        "collected": (var / "static" / "staticfiles.json").exists(),
    }


def _database(database_url: str) -> list[object] | None:
    """Which migrations it has and that its company is a demo's; None where it has neither."""
    try:
        with psycopg.connect(database_url, connect_timeout=3) as connection:
            row = connection.execute(_DATABASE).fetchone()
    except psycopg.Error:
        return None
    return list(row) if row else None


def _code() -> str:
    """What changes whenever a migration, a static file, the settings or a package does."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        about = path.stat()
        digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / "requirements.txt", ROOT / "storm" / "settings.py")
    for package in ROOT.glob("*/__init__.py"):
        yield from package.parent.glob("migrations/*.py")
        yield from (path for path in package.parent.glob("static/**/*") if path.is_file())
