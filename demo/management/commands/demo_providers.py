"""Runs the fake Twilio and the SMTP sink of the demo until it is told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.mailbox import Mailbox, smtp_server
from demo.twilio.server import FakeTwilio


class Command(BaseCommand):
    help = "Run the demo's telephone network and post office on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--twilio-port", type=int, required=True)
        parser.add_argument("--smtp-port", type=int, required=True)
        parser.add_argument("--public-url", default=settings.PUBLIC_URL, help="where the product answers")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        try:
            twilio = _twilio(options["twilio_port"], options["public_url"])
            post_office = smtp_server(Mailbox(settings.STORM_VAR / "mail"), port=options["smtp_port"])
            post_office.start()
        except OSError as error:
            raise CommandError(f"The demo's providers cannot listen: {error}. Choose other ports.") from error
        threading.Thread(target=twilio.serve_forever, name="fake-twilio", daemon=True).start()
        self.stdout.write(f"fake Twilio on {twilio.base_url}, SMTP on 127.0.0.1:{options['smtp_port']}")
        stop.wait()
        post_office.stop()
        twilio.shutdown()
        twilio.server_close()


def _twilio(port: int, public_url: str) -> FakeTwilio:
    return FakeTwilio(
        port=port,
        account_sid=settings.TWILIO_ACCOUNT_SID,
        auth_token=settings.TWILIO_AUTH_TOKEN,
        number=settings.TWILIO_FROM,
        public_url=public_url,
        ledger_path=settings.STORM_VAR / "fake-twilio.jsonl",
    )
