"""`manage.py make_source NAME`: a source of alerts, and its address with the token, shown once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Invalid
from alerts.operations.sources import make_source


class Command(BaseCommand):
    help = "Make a source of alerts, or give an existing one a new token, and print its address once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Its name is what people read in the timeline."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address for Alertmanager's `webhook_configs`."""
        try:
            token = make_source(name=options["name"])
        except Invalid as error:
            raise CommandError(" ".join(error.sentences)) from error
        self.stdout.write(f"{settings.PUBLIC_URL}/in/alertmanager/{token}")
        self.stderr.write(
            "This address is the password of the source. It is shown once and kept only as a hash."
        )
