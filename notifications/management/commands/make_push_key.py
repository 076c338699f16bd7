"""`manage.py make_push_key`: the key by which browsers know who sends them pushes."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.channels.push_cipher import new_key


class Command(BaseCommand):
    help = "Print a fresh STORM_PUSH_KEY. Browsers subscribed with another key have to be subscribed anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"STORM_PUSH_KEY={new_key()}")
