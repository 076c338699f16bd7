"""What `bin/up` prints when everything runs: where to look, who one can be, and how to wake somebody up."""

import json
from collections.abc import Mapping
from pathlib import Path

import psycopg

from storm.up.credentials import FILE

# Each call is a new occurrence: the shell writes the time when the line is run.
WHEN = "WHEN"
NOW_IN_THE_SHELL = "'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'"
_WHO = "SELECT username, name, roles FROM accounts_user WHERE is_active ORDER BY id"


def text(environment: Mapping[str, str], var: Path) -> str:
    """The whole message."""
    address = environment["STORM_PUBLIC_URL"]
    lines = [
        "",
        f"Storm runs at {address}/",
        f"  public status page  {address}/status/",
        f"  its copy, alone     {environment['STATUS_COPY_URL']}/",
        f"  phones of the demo  {address}/demo/phones/",
        f"  mails of the demo   {address}/demo/mail/",
        "",
        f"Sign in with the password {environment['STORM_DEMO_PASSWORD']} as",
        *(f"  {person}" for person in people(environment["DATABASE_URL"])),
        "",
        f"API token: {environment['STORM_DEMO_API_TOKEN']}",
        f"All of this is kept in {var / FILE}.",
        "",
        "Fire a real alert, as Alertmanager would:",
        f"  {alert(address, environment['STORM_DEMO_SOURCE_TOKEN'])}",
        "",
        "Ctrl-C ends everything.",
        "",
    ]
    return "\n".join(lines)


def people(database_url: str) -> list[str]:
    """The demo's accounts with their roles."""
    with psycopg.connect(database_url, connect_timeout=3) as connection:
        rows = connection.execute(_WHO).fetchall()
    width = max((len(row[0]) for row in rows), default=0)
    return [
        f"{username:<{width}}  {name} ({', '.join(roles) or 'no role'})" for username, name, roles in rows
    ]


def alert(address: str, source_token: str) -> str:
    """A command line that sends one critical alert in Alertmanager's own form."""
    labels = {"alertname": "HighErrorRate", "severity": "critical", "asset": "de-prod"}
    one = {
        "status": "firing",
        "labels": labels,
        "annotations": {"summary": "German production answers one request in five with an error"},
        "startsAt": WHEN,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "",
        "fingerprint": "b0a7c1d2e3f40516",
    }
    body = {
        "version": "4",
        "groupKey": '{}:{alertname="HighErrorRate"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "storm",
        "groupLabels": {"alertname": "HighErrorRate"},
        "commonLabels": labels,
        "commonAnnotations": one["annotations"],
        "externalURL": "http://alertmanager.example",
        "alerts": [one],
    }
    words = json.dumps(body, separators=(",", ":")).replace(WHEN, NOW_IN_THE_SHELL)
    return f"curl -H 'Content-Type: application/json' -d '{words}' {address}/in/alertmanager/{source_token}"
