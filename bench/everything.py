"""Everything that `bin/up` runs, in a scratch folder, and beside it a trivial web server and what measures."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from storm.tree.child import Child
from storm.tree.supervisor import Stopped, Tree, UnableToStart
from storm.up import arguments, children, credentials
from storm.up.__main__ import answers, start_servers, start_storm
from storm.up.runfile import Runfile

TRIVIAL = "BENCH_TRIVIAL_PORT"


def measure(module: str, words: Sequence[str]) -> int:
    """Run `python -m module` while everything is up; answers its exit status."""
    var = Path(tempfile.mkdtemp(prefix="storm-bench-"))
    var.chmod(0o711)  # PostgreSQL's own user must pass through it to its private folder
    try:
        return _run(var, module, words)
    except UnableToStart as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except Stopped:
        return 1
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _run(var: Path, module: str, words: Sequence[str]) -> int:
    secrets = credentials.kept(var)
    web, twilio, smtp, live, status, trivial = arguments.free_ports(6)
    ports = children.Ports(web, twilio, smtp, live, status)
    with Tree(on_change=Runfile(var).tell_children) as tree:
        addresses = start_servers(tree, arguments.Wish(port=web, var=var))
        environment = {**children.environment(secrets, ports, var, addresses), TRIVIAL: str(trivial)}
        start_storm(tree, ports, environment)
        tree.start(trivial_web(trivial, environment))
        tree.wait_for("trivial", lambda: answers(f"http://{children.HOST}:{trivial}"), seconds=60)
        return tree.run_to_end(
            Child("bench", (sys.executable, "-m", module, *words), env=environment, cwd=arguments.ROOT)
        )


def trivial_web(port: int, environment: dict[str, str]) -> Child:
    """The same web server with the same number of workers and threads, for another application."""
    child = children.web(port, env={**environment, "DJANGO_SETTINGS_MODULE": "bench.trivial_settings"})
    argv = tuple(word.replace("storm.wsgi:application", "bench.trivial:application") for word in child.argv)
    return replace(child, name="trivial", argv=argv)
