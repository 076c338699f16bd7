"""`bin/bench WHAT`: start everything in a folder of its own, measure one thing, print it, leave nothing behind."""

import sys

from bench.everything import measure

# What can be measured, and the module that does it, run as a child beside everything else.
WHAT = {
    "catalog": "bench.catalog",
    "escalations": "bench.escalations",
    "ingest": "bench.ingest",
    "notify": "bench.notify",
    "page": "bench.page",
    "schedules": "bench.schedules",
    "status": "bench.status",
    "subscribers": "bench.subscribers",
}


def main() -> int:
    """Measure what was asked for."""
    if len(sys.argv) < 2 or sys.argv[1] not in WHAT:
        print(f"bench: say what to measure: bin/bench {' | '.join(WHAT)}")
        return 2
    return measure(WHAT[sys.argv[1]], sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
