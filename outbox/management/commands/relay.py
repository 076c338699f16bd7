"""`manage.py relay`: the loop that makes everything happen which is due. Two may run."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from outbox.relay import Relay


class Command(BaseCommand):
    help = "Claim what is due and hand it to the workers, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = tuple(import_string(path) for path in settings.RELAY_FEEDS)
        relay = Relay(feeds)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        self.stdout.write("relay is looking every half second")
        relay.run()
