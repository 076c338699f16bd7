"""What must hold before the processes start: the database is a demo's, migrated, its company loaded.

Run as a process of its own (`python -m storm.up.preparation`), because the tree itself stays free of Django.
"""

import hashlib
import json
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ProgrammingError

from storm.tree.supervisor import UnableToStart

STRANGER = (
    "the database of DATABASE_URL belongs to an installation that is not a demo; it was not touched. "
    "Unset DATABASE_URL to use the embedded one, or name an empty database."
)


def main() -> int:
    """Prepare, and say what is being done; 1 with a sentence where it may not be done."""
    django.setup()
    try:
        refuse_other_installations()
        migrate()
        load_company()
        collect_static_files()
    except UnableToStart as error:
        print(f"refused: {error}")
        return 1
    except OperationalError as error:
        print(f"refused: the database does not answer: {error}")
        return 1
    return 0


def refuse_other_installations() -> None:
    """Only an empty database, or one whose company says that it is a demo."""
    tables = set(connection.introspection.table_names())
    if tables and "django_migrations" not in tables:
        raise UnableToStart(STRANGER)
    if marker() is False or (marker() is None and has_users(tables)):
        raise UnableToStart(STRANGER)


def marker() -> bool | None:
    """What the company says about itself; None where there is no company yet."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT demo FROM accounts_companysettings")
            row = cursor.fetchone()
    except ProgrammingError:
        return None
    return None if row is None else bool(row[0])


def has_users(tables: set[str]) -> bool:
    """A company that was never described may still have people."""
    if "accounts_user" not in tables:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
        return bool(cursor.fetchone()[0])


def migrate() -> None:
    """Only when something is missing: looking is ten times faster than migrating."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        print(f"migrating the database ({len(plan)} steps)", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def load_company() -> None:
    """The first time only; the command itself may be repeated."""
    if marker() is None:
        print("loading the demo company", flush=True)
        call_command("load_demo")


def collect_static_files() -> None:
    """Gather and compress style sheets and scripts again when any of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    now = fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        print("collecting style sheets and scripts", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["redoc"])
        stamp.write_text(now)


def fingerprint() -> str:
    """What changes whenever a static file does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = storage.path(path), storage.get_modified_time(path).isoformat(), storage.size(path)
            digest.update(json.dumps(about).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
