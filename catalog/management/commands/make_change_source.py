"""`manage.py make_change_source NAME KIND`: a source of changes; its address, key and secret are shown once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Invalid
from catalog.models import ChangeSource
from catalog.operations.change_sources import make_change_source


class Command(BaseCommand):
    help = "Make a source of changes, or give an existing one a new token, and print what its sender needs, once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Its name is what people read beside the changes it reports."""
        parser.add_argument("name")
        parser.add_argument("kind", choices=ChangeSource.Kind.values)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address, and the key or the secret."""
        name, kind = options["name"], options["kind"]
        try:
            made = make_change_source(name=name, kind=kind)
        except Invalid as error:
            raise CommandError(" ".join(error.sentences)) from error
        if kind == ChangeSource.Kind.PAGERDUTY:
            self.stdout.write(f"{settings.PUBLIC_URL}/v2/change/enqueue\nrouting_key: {made.token}")
        else:
            self.stdout.write(f"{settings.PUBLIC_URL}/in/changes/{kind}/{made.token}\nsecret: {made.secret}")
        self.stderr.write("This is the password of the source. It is shown once and kept only as a hash.")
