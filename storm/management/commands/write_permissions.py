"""Writes `docs/permissions.md` from the table of permissions and the marks of the views; `--check` only compares."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.roles import Role
from incidents.permissions import PERMISSIONS, RELATIONS
from storm.routes import routes

HEAD = """# Permissions

Written by `manage.py write_permissions` from the code; a test compares.

A role is held company-wide. A relation ties a person to one incident: `im` is its accepted Incident Manager,
`responder_paged` was paged for it, `helpdesk_owner` took it, `assignee` holds the task. `system` carries out what
people agreed on beforehand; customer, partner and top10 hold signed links and do not sign in. An operation asks this
table each time (`incidents/permissions.py`); what narrows or widens a line is written there.

## Acts

| act | roles | relations |
|---|---|---|
"""
ROUTES = """
## Addresses

Whom each address lets in. What somebody may then do is asked by the operation. A stranger is led to the sign-in, or
answered 401 by the API; a signed-in person without one of the roles is answered 403.

| address | admits |
|---|---|
"""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when it is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = Path(settings.BASE_DIR) / "docs" / "permissions.md", document()
        if not options["check"]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise CommandError("docs/permissions.md is out of date. Run: manage.py write_permissions")


def document() -> str:
    """The whole page."""
    acts = [_act(name, who) for name, who in PERMISSIONS.items()]
    addresses = [
        f"| `/{route.path.replace('|', '&#124;')}` | {route.words} |\n"
        for route in routes()
        if not route.path.startswith(("admin/", "demo/"))
    ]
    addresses += [
        "| `/admin/…` | superusers |\n",
        "| `/demo/…` (in the demo only) | everybody with a role |\n",
    ]
    return HEAD + "".join(acts) + ROUTES + "".join(addresses)


def _act(name: str, who: frozenset[str]) -> str:
    roles = sorted(who - RELATIONS, key=_place)
    relations = sorted(who & RELATIONS)
    return f"| {name.replace('_', ' ')} | {', '.join(roles)} | {', '.join(relations)} |\n"


def _place(role: str) -> tuple[int, str]:
    known = Role.values
    return (known.index(role) if role in known else len(known), role)
