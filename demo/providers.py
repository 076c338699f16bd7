"""Runs the demo's telephone network and post office until it is told to stop.

A process of its own that asks nothing of the product, and does not load it: every start would wait for that.
"""

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from demo.mailbox import Mailbox, smtp_server
from demo.twilio.server import FakeTwilio


def main(words: list[str], environment: Mapping[str, str]) -> int:
    """Listen until the end is asked for; a sentence and 1 where that is not possible."""
    parser = ArgumentParser(prog="demo.providers", description=__doc__)
    parser.add_argument("--twilio-port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    ports = parser.parse_args(words)
    if environment.get("STORM_DEMO") != "1":
        print("This is no demo: STORM_DEMO is not 1.", file=sys.stderr)
        return 1
    try:
        run(ports.twilio_port, ports.smtp_port, environment)
    except OSError as error:
        print(f"The demo's providers cannot listen: {error}. Choose other ports.", file=sys.stderr)
        return 1
    return 0


def run(twilio_port: int, smtp_port: int, environment: Mapping[str, str]) -> None:
    """Both of them. Raises OSError when a port is taken."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    var = Path(environment["STORM_VAR"])
    twilio = FakeTwilio(
        port=twilio_port,
        account_sid=environment["TWILIO_ACCOUNT_SID"],
        auth_token=environment["TWILIO_AUTH_TOKEN"],
        number=environment["TWILIO_FROM"],
        public_url=environment["STORM_PUBLIC_URL"].rstrip("/"),
        ledger_path=var / "fake-twilio.jsonl",
    )
    post_office = smtp_server(Mailbox(var / "mail"), port=smtp_port)
    post_office.start()
    threading.Thread(target=twilio.serve_forever, name="fake-twilio", daemon=True).start()
    print(f"fake Twilio on {twilio.base_url}, SMTP on 127.0.0.1:{smtp_port}", flush=True)
    stop.wait()
    post_office.stop()
    twilio.shutdown()
    twilio.server_close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
