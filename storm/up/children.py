"""The processes of Storm, one line each, and the environment they get in the demo."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storm.tree.child import Child
from storm.up.arguments import ROOT

HOST = "127.0.0.1"
FROM_NUMBER = "+15005550006"


@dataclass(frozen=True)
class Ports:
    """Where the demo listens, all of it on loopback."""

    web: int
    twilio: int
    smtp: int
    live: int
    status: int


def environment(
    secrets: Mapping[str, str], ports: Ports, var: Path, addresses: Mapping[str, str]
) -> dict[str, str]:
    """Everything the processes read; what the caller says of other installations is overruled."""
    return {
        **os.environ,
        **secrets,
        **addresses,
        "DJANGO_SETTINGS_MODULE": "storm.settings",
        "PYTHONUNBUFFERED": "1",
        "STORM_DEMO": "1",
        "STORM_DEBUG": "0",
        "STORM_BEHIND_TLS": "0",
        "STORM_HEARTBEAT_URL": "",
        "STORM_SELF_TEST": "0",  # nobody in the demo asked for it
        "STORM_VAR": str(var),
        "STORM_STATUS_DIR": str(var / "status"),
        "STORM_STATUS_URL": "",
        "STATUS_COPY_URL": f"http://{HOST}:{ports.status}",
        "STORM_PUBLIC_URL": f"http://{HOST}:{ports.web}",
        "STORM_LIVE_URL": f"http://{HOST}:{ports.live}/live",
        "STORM_ALLOWED_HOSTS": f"{HOST},localhost",
        "STORM_SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "STORM_MAIL_FROM": "Storm demo <storm@demo.example>",
        # A second one is for tests that have it take over.
        "STORM_SMS_PROVIDERS": os.environ.get("STORM_DEMO_SMS_PROVIDERS", "twilio"),
        "TWILIO_FROM": FROM_NUMBER,
        "TWILIO_BASE_URL": f"http://{HOST}:{ports.twilio}",
    }


def manage(name: str, *words: str, env: Mapping[str, str]) -> Child:
    """A management command as a child."""
    return Child(name, (sys.executable, "manage.py", *words), env=env, cwd=ROOT)


def worker(name: str, *first: str, processes: int, env: Mapping[str, str]) -> Child:
    """A Celery worker for the queue of its name, and for others that come first."""
    # Its warning about root is for workers that take tasks from strangers.
    silence = ("-W", "ignore:You're running the worker with superuser privileges")
    queues = ",".join((*first, name))
    what = ("-m", "celery", "--quiet", "--app", "storm.celery", "worker", "--queues", queues)
    how = ("--concurrency", str(processes), "--hostname", f"{name}@%h", "--loglevel", "WARNING")
    quiet = ("--without-gossip", "--without-mingle")
    return Child(name, (sys.executable, *silence, *what, *how, *quiet), env=env, cwd=ROOT, grace=20.0)


def web(port: int, *, env: Mapping[str, str]) -> Child:
    """granian; open streams are cut after three seconds when it is asked to end."""
    address = ("--host", HOST, "--port", str(port))
    size = ("--workers", "2", "--blocking-threads", "4")
    ends = ("--workers-kill-timeout", "3", "--respawn-failed-workers", "--respawn-interval", "0.5")
    what = ("-m", "granian", "--interface", "wsgi", "storm.wsgi:application", "--log-level", "warning")
    return Child("web", (sys.executable, *what, *address, *size, *ends), env=env, cwd=ROOT)


def live(port: int, *, env: Mapping[str, str]) -> Child:
    """The stream of changes to open pages; without it they poll."""
    what = ("-m", "granian", "--interface", "asgi", "storm.live.server:application", "--log-level", "warning")
    how = ("--host", HOST, "--port", str(port), "--workers", "1", "--workers-kill-timeout", "1")
    return Child("live", (sys.executable, *what, *how), env=env, cwd=ROOT)


def status_copy(port: int, *, env: Mapping[str, str]) -> Child:
    """The last published copy of the status page, which goes on when all else is down: it is told no secret."""
    harmless = {
        name: env[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONUNBUFFERED") if name in env
    }
    where = ("--host", HOST, "--port", str(port), "--folder", env["STORM_STATUS_DIR"])
    return Child(
        "statuspage", (sys.executable, str(ROOT / "bin" / "statuspage"), *where), env=harmless, cwd=ROOT
    )


def that_page(ports: Ports, env: Mapping[str, str]) -> list[Child]:
    """What an alert needs on its way to a phone, in the order of starting."""
    providers = ("-m", "demo.providers", "--twilio-port", str(ports.twilio), "--smtp-port", str(ports.smtp))
    return [
        web(ports.web, env=env),
        manage("relay", "relay", env=env),
        worker("urgent", "timers", processes=4, env=env),
        Child("providers", (sys.executable, *providers), env=env, cwd=ROOT),
    ]


def that_may_wait(ports: Ports, env: Mapping[str, str]) -> list[Child]:
    """What is not missed in the first seconds; started at once it would hold up the first page."""
    beat = (sys.executable, "-m", "celery", "--quiet", "--app", "storm.celery", "beat", "--pidfile", "")
    return [
        live(ports.live, env=env),
        status_copy(ports.status, env=env),
        worker("bulk", processes=2, env=env),
        Child("beat", (*beat, "--loglevel", "WARNING"), env=env, cwd=ROOT),
    ]


def of_the_demo(ports: Ports, env: Mapping[str, str]) -> list[Child]:
    """All of them."""
    return [*that_page(ports, env), *that_may_wait(ports, env)]
