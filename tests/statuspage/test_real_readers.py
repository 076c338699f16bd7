"""Programs of others read what we publish, unmodified: from the web process, and from the copy that stands alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import feedparser
import icalendar
import pytest
import recurring_ical_events

from statuspage.models import Maintenance
from statuspage.operations.maintaining import alter_maintenance, cancel_maintenance
from statuspage.published.copying import renew
from tests import readers
from tests.clock import START
from tests.serving import by_the_copy, by_the_web
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import HOUR, a_plan, planned

FEEDS = ("history.rss", "history.atom")
# The night in which the clocks of Europe go forward: whoever reads local times there is an hour off.
NIGHT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@contextmanager
def serving(who: str, folder: Path) -> Iterator[str]:
    """The address of the page, whoever serves it."""
    if who == "web":
        with by_the_web() as address:
            yield f"{address}/status"
    else:
        with by_the_copy(folder) as address:
            yield address


@pytest.fixture(params=["web", "copy"])
def address(request: Any, company: Company, settings: Any, tmp_path: Path) -> Iterator[str]:
    """Where programs are pointed to."""
    with serving(request.param, tmp_path) as found:
        settings.STATUS_URL = found
        if request.param == "copy":
            settings.STATUS_DIR = tmp_path
            renew(at=company.at)
        yield found


def tell(company: Company, text: str, **given: Any) -> None:
    """Publish, and let the copy follow."""
    company.publish(text, **given)
    company.clock.settle()


def test_the_npm_client_of_statuspage(company: Company, address: str, node_modules: Path) -> None:
    row = planned(company, announce_at=START)
    tell(company, "Orders are <b>refused</b>.")
    company.advance(5)
    tell(company, "We know the cause.", status="identified")

    told = readers.run("ask_statuspage.cjs", address, node_modules)
    assert told["status"]["status"] == {"indicator": "critical", "description": "Major Service Outage"}
    assert told["status"]["page"]["url"] == address
    [incident] = told["unresolved"]["incidents"]
    assert told["incidents"]["incidents"] == told["summary"]["incidents"] == [incident]
    assert [update["body"] for update in incident["incident_updates"]] == [
        "We know the cause.",
        "Orders are <b>refused</b>.",
    ]
    states = {part["name"]: part["status"] for part in told["components"]["components"]}
    assert states == {"Ordering": "major_outage", "Reports": "operational", "Sign-in": "operational"}
    [piece] = told["upcoming"]["scheduled_maintenances"]
    assert (piece["id"], piece["status"]) == (row.public_id, "scheduled")


@pytest.mark.parametrize("name", FEEDS)
def test_feedparser_knows_an_incident_again_however_it_goes_on(
    name: str, company: Company, address: str
) -> None:
    tell(company, "Orders are <script>refused</script> & late.")
    first = feedparser.parse(f"{address}/{name}")
    assert (first.status, first.bozo) == (200, False), first.get("bozo_exception")
    company.advance(60)
    company.clock.settle()
    again = feedparser.parse(f"{address}/{name}", etag=first.etag)
    assert (again.status, again.entries) == (304, []), "nothing new, and not read twice"

    tell(company, "We know the cause.", status="identified", title="Orders are slow")
    after = feedparser.parse(f"{address}/{name}", etag=first.etag)
    assert (after.status, after.bozo) == (200, False)
    [before], [now] = first.entries, after.entries
    assert (before.id, before.link, before.published) == (now.id, now.link, now.published)
    assert (before.title, now.title) == ("Orders are refused", "Orders are slow")
    words = now.content[0].value if "content" in now else now.summary
    assert words.index("We know the cause.") < words.index("Orders are &lt;script&gt;refused")
    assert now.link.startswith(f"{address}/incidents/")
    if name == "history.atom":
        assert now.updated_parsed > before.updated_parsed == before.published_parsed


@pytest.mark.parametrize("name", FEEDS)
def test_feedparser_tells_two_incidents_and_planned_work_apart(
    name: str, company: Company, address: str
) -> None:
    row = planned(company, announce_at=START)
    tell(company, "Orders are refused.")
    found = feedparser.parse(f"{address}/{name}")
    assert len({entry.id for entry in found.entries}) == 2
    [work] = [entry for entry in found.entries if f"/maintenance/{row.public_id}/" in entry.link]
    words = work.content[0].value if "content" in work else work.summary
    assert (
        "THIS IS A SCHEDULED EVENT" in words
        and found.feed.title == "Halcyon Orders Status - Incident History"
    )


def a_night(company: Company) -> Maintenance:
    """Work with a long title and signs of four bytes."""
    title = "Reports move house 🚚 " + "to a place with more room for them " * 2
    return planned(company, announce_at=START, title=title.strip(), starts_at=NIGHT, ends_at=NIGHT + HOUR)


def test_calendars_of_others_have_planned_work_at_its_hour(
    company: Company, address: str, node_modules: Path
) -> None:
    row = a_night(company)
    company.clock.settle()
    with urlopen(f"{address}/maintenance.ics", timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        text = answer.read()
    assert max(map(len, text.split(b"\r\n"))) <= 75, "lines are folded by octets"
    read = icalendar.Calendar.from_ical(text)
    [event] = recurring_ical_events.of(read).between(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1))
    assert (event.start, event.end) == (row.starts_at, row.ends_at)

    [seen] = readers.run("read_calendar.cjs", f"{address}/maintenance.ics", node_modules)["events"]
    assert (seen["begins"], seen["ends"]) == ("2026-03-29T00:30:00.000Z", "2026-03-29T01:30:00.000Z")
    assert seen["title"] == str(event["summary"]) == row.title and row.text in seen["text"]


def test_calendars_of_others_follow_a_move_and_a_cancellation(
    company: Company, address: str, node_modules: Path
) -> None:
    row = a_night(company)
    seen = []
    for change in (None, "move", "cancel"):
        if change == "move":
            later = a_plan(company, announce_at=START, starts_at=NIGHT + HOUR, ends_at=NIGHT + 2 * HOUR)
            alter_maintenance(maintenance_id=row.pk, plan=later, actor=company.actor(), at=company.at)
        elif change == "cancel":
            cancel_maintenance(maintenance_id=row.pk, actor=company.actor(), at=company.at)
        company.clock.settle()
        seen += readers.run("read_calendar.cjs", f"{address}/maintenance.ics", node_modules)["events"]
    assert len({one["uid"] for one in seen}) == 1
    assert [one["sequence"] for one in seen] == sorted({one["sequence"] for one in seen}), "each counts on"
    assert [one["begins"][11:16] for one in seen] == ["00:30", "01:30", "01:30"]
    assert [one["status"] for one in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
