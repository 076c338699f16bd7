"""`bin/chaos`: an ugly night as long as one likes, and its ledger. Ends with 1 when a page was lost."""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.faults.chaos import Chaos, Ledger
from tests.faults.clocks import ChangingClocks
from tests.faults.night import Night
from tests.faults.second import SecondProvider
from tests.running import RunningStorm

ROUND = 100
CLOCKS_CHANGE_EVERY_S = 20


def main() -> int:
    """Start a Storm of its own, break it, account for every page."""
    asked = argparse.ArgumentParser(prog="bin/chaos", description="An ugly night, and its ledger.")
    asked.add_argument("--escalations", type=int, default=100, help="how many (100)")
    asked.add_argument("--minutes", type=float, default=0, help="go on for so long instead")
    asked.add_argument("--seed", type=int, default=None, help="break the same things in the same order again")
    words = asked.parse_args()
    seed = words.seed if words.seed is not None else int(time.time())
    print(f"seed {seed}", flush=True)
    second = SecondProvider()
    threading.Thread(target=second.serve_forever, name="second provider", daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="storm-chaos-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's own user must pass through it to its private folder
        clocks = ChangingClocks(Path(folder), every_s=CLOCKS_CHANGE_EVERY_S)
        with RunningStorm(Path(folder), told={**second.environment, **clocks.environment}) as storm:
            found = Night.of(storm)
            found.slow_down()
            clocks.govern(found)
            chaos = Chaos(found, random.Random(seed), second=second, clocks=clocks)  # noqa: S311 (no secret)
            ledger = night(chaos, words)
    print(ledger, flush=True)
    return 1 if ledger.lost or ledger.not_ended else 0


def night(chaos: Chaos, words: argparse.Namespace) -> Ledger:
    """Round after round, so that the escalations of one come to their end before the next."""
    deadline = time.monotonic() + words.minutes * 60
    while chaos.ledger.escalations < words.escalations if not words.minutes else time.monotonic() < deadline:
        left = ROUND if words.minutes else min(ROUND, words.escalations - chaos.ledger.escalations)
        chaos.run(left, say=lambda what: print(f"{time.strftime('%H:%M:%S')} {what}", flush=True))
        ledger = chaos.ledger
        print(
            f"{ledger.escalations} escalations, lost {len(ledger.lost)}, doubles {ledger.doubles}", flush=True
        )
    return chaos.ledger


if __name__ == "__main__":
    sys.exit(main())
