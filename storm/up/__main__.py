"""The order of the start: folder and port, servers, database, processes, address; and the end."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from storm.embedded import postgres, valkey
from storm.embedded.places import SYSTEM_HOME
from storm.embedded.server import Server
from storm.tree.child import Child
from storm.tree.supervisor import Stopped, Tree, UnableToStart
from storm.up import arguments, banner, children, credentials, prepared
from storm.up.runfile import Runfile

SLOWEST_START_S = 180  # eight processes at once, on a small machine that does something else besides


def main() -> int:
    """Run until somebody asks for the end; a sentence and 1 where it cannot start."""
    wish = arguments.parse(sys.argv[1:])
    try:
        arguments.refuse_taken_port(wish.port)
        with arguments.claim_folder(wish.var):
            run(wish)
    except UnableToStart as error:
        print(f"storm: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"storm: {error}; is {wish.var} yours to write, and is there room on its disk?", file=sys.stderr
        )
        return 1
    except Stopped:
        print("storm: stopped while starting", flush=True)
    return 0


def run(wish: arguments.Wish) -> None:
    """Everything between the claimed folder and the last child's end."""
    runfile = Runfile(wish.var)
    if runfile.left_behind:
        say("the last run was killed; carrying on with its data")
    secrets = credentials.kept(wish.var)
    try:
        with Tree(on_change=runfile.tell_children) as tree:
            addresses = start_servers(tree, wish)
            ports = children.Ports(wish.port, *arguments.free_ports(4))
            environment = children.environment(secrets, ports, wish.var, addresses)
            runfile.tell_addresses(environment)
            start_storm(tree, ports, environment)
            print(banner.text(environment, wish.var), flush=True)
            runfile.tell_ready()
            tree.run()
            say("ending everything")
    finally:
        runfile.remove()
    say("ended")


def start_servers(tree: Tree, wish: arguments.Wish) -> dict[str, str]:
    """The embedded servers, except where the caller named servers of his own."""
    known: dict[str, Callable[[], Server]] = {
        "DATABASE_URL": lambda: postgres.prepare(wish.var),
        "REDIS_URL": lambda: valkey.prepare(wish.var),
    }
    addresses: dict[str, str] = {}
    starting: list[Server] = []
    for variable, prepare in known.items():
        if os.environ.get(variable):
            say(f"using the server of {variable}")
            addresses[variable] = os.environ[variable]
            continue
        server = prepare()
        say(f"starting {server.child.name}")
        say_if_elsewhere(server.child)
        tree.start(server.child)
        starting.append(server)
        addresses[variable] = server.url
    for server in starting:
        tree.wait_for(server.child.name, server.is_ready, seconds=60)
    return addresses


def say_if_elsewhere(child: Child) -> None:
    """For root, PostgreSQL may live outside of the folder that was asked for: nobody should search for it."""
    for what, path in (("data", child.cwd), ("binaries", child.argv[0])):
        if child.account and str(path).startswith(str(SYSTEM_HOME)):
            say(f"its user {child.account.name} cannot reach the usual folder: {what} in {path}")


def start_storm(tree: Tree, ports: children.Ports, environment: dict[str, str]) -> None:
    """Prepare the database, then start every process and wait for the first page."""
    prepare(tree, environment)
    say("starting web, relay and what pages")
    for child in children.that_page(ports, environment):
        tree.start(child)
    tree.wait_for("web", lambda: answers(environment["STORM_PUBLIC_URL"]), seconds=SLOWEST_START_S)
    say("starting what may wait: live, the copy of the status page, bulk and beat")
    for child in children.that_may_wait(ports, environment):
        tree.start(child)


def prepare(tree: Tree, environment: dict[str, str]) -> None:
    """Migrations, the demo company, style sheets; a database of somebody else's is looked at every time."""
    var, database_url = Path(environment["STORM_VAR"]), environment["DATABASE_URL"]
    if not os.environ.get("DATABASE_URL") and prepared.is_prepared(var, database_url):
        say("database and style sheets are as the last start left them")
        return
    preparation = (sys.executable, "-m", "storm.up.preparation")
    if tree.run_to_end(Child("prepare", preparation, env=environment, cwd=arguments.ROOT)):
        raise UnableToStart("the database could not be prepared; the lines above say why.")
    prepared.note(var, database_url)


def answers(address: str) -> bool:
    """Whether pages are served; an error of the server's is not an answer."""
    try:
        with urllib.request.urlopen(f"{address}/status/", timeout=2):  # noqa: S310  # our own http address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def say(text: str) -> None:
    """One line of progress."""
    print(f"storm    | {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
