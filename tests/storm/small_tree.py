"""A tree small enough to be killed in tests: one that sleeps, a stubborn one with a child, one that dies at once."""

import json
import sys
from pathlib import Path

from storm.tree.child import Child
from storm.tree.supervisor import Tree

SLEEPER = "import time; print('I sleep', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('grandchild', child.pid, flush=True); time.sleep(600)"
)


def main(facts: Path) -> None:
    """Run until asked to end."""

    def tell(pids: dict[str, int]) -> None:
        unfinished = facts.with_suffix(".new")
        unfinished.write_text(json.dumps(pids))
        unfinished.rename(facts)

    with Tree(on_change=tell) as tree:
        tree.start(Child("sleeper", (sys.executable, "-c", SLEEPER), stage=1))
        tree.start(Child("stubborn", (sys.executable, "-c", STUBBORN), grace=0.5))
        tree.start(Child("crasher", (sys.executable, "-c", "raise SystemExit(3)")))
        tree.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
