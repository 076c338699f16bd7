"""`manage.py load_demo`: the demo company, with secrets from the environment; safe to repeat."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from demo.company import loading, reviewing
from demo.company.changes import load_changes

SECRETS = ("STORM_DEMO_PASSWORD", "STORM_DEMO_API_TOKEN", "STORM_DEMO_SOURCE_TOKEN")


class Command(BaseCommand):
    help = "Load the demo company; passwords and tokens come from the environment."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [name for name in SECRETS if not os.environ.get(name)]
        if missing:
            raise CommandError(f"Set {', '.join(missing)}; bin/up does it by itself.")
        password, api_token, source_token = (os.environ[name] for name in SECRETS)
        load(password=password, api_token=api_token, source_token=source_token)


@transaction.atomic
def load(*, password: str, api_token: str, source_token: str) -> None:
    """Everything, in one transaction."""
    at = timezone.now()
    users = loading.load_people(password=password, at=at)
    loading.load_company(users)
    loading.load_catalog(users)
    reviewing.load_underneath(users, at=at)
    loading.load_oncall(users, at=at)
    load_changes(users, at=at)
    loading.load_public(at=at)
    loading.load_knowledge(users, at=at)
    loading.load_source(token=source_token, agreed_by=str(users["malcolm"]))
    loading.load_token(users, token=api_token, at=at)
