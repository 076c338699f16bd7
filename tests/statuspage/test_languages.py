"""A page in two languages: all that we say around what was told, and what was told as far as it was translated."""

import ast
import gettext
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from statuspage.models import (
    ComponentState,
    Maintenance,
    PublicIncident,
    StatusPage,
    StatusUpdate,
    Subscriber,
)
from statuspage.operations.republishing import republish
from tests.house.checkout import ROOT, files
from tests.statuspage.conftest import Company

MO = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.mo"
TEMPLATES = (
    *("base", "page", "story", "history", "missing", "closed", "_component", "_earlier", "_story"),
    *(f"readers/{name}" for name in ("_ask", "ask", "asked", "enter", "stale")),
    *(f"subscribe/{name}" for name in ("ask", "asked", "code", "confirm", "manage", "stale", "unsubscribe")),
)
ROOMS = ("statuspage/published", "statuspage/readers", "statuspage/subscribing", "statuspage/views")


def of_code() -> Iterator[str]:
    for path in files("*.py", *ROOMS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "mark", "lazy"}
            ):
                yield from (word.value for word in node.args if isinstance(word, ast.Constant))
            elif (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ngettext"
            ):
                yield str(ast.literal_eval(node.args[0]))


def of_templates() -> Iterator[str]:
    for name in TEMPLATES:
        text = (ROOT / "statuspage/templates/statuspage" / f"{name}.html").read_text()
        yield from re.findall(r'{% translate "([^"]+)"(?: as \w+)? %}', text)
        for words in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.DOTALL):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", words)


def test_every_word_of_the_public_pages_has_a_german_one() -> None:
    with MO.open("rb") as compiled:
        known = {
            key[0] if isinstance(key, tuple) else key for key in gettext.GNUTranslations(compiled)._catalog
        }  # type: ignore[attr-defined]
    states = [*ComponentState.labels, *StatusUpdate.Status.labels, *Maintenance.State.labels]
    states += [*Subscriber.State.labels, *Subscriber.Channel.labels]
    wanted = {*of_code(), *of_templates(), *map(str, states)}
    assert len(wanted) > 70
    assert not wanted - known


@pytest.fixture
def told(company: Company) -> Company:
    page = StatusPage.objects.get(is_default=True)
    page.languages = ["en", "de"]
    page.save()
    company.publish()
    public = PublicIncident.objects.get()
    public.titles = {"de": "Bestellungen werden abgelehnt"}
    public.save()
    public.updates.update(texts={"de": "Wir gehen dem nach."})
    republish(at=company.at)
    return company


def test_the_german_page_is_german_throughout(told: Company, client: Client) -> None:
    page = client.get("/status/de/").content.decode()
    for words in (
        '<html lang="de"',
        "<h1>Bestellungen werden abgelehnt</h1>",
        "Ausfall, ein Dienst von drei",
        "Wir gehen dem nach.",
        "10. März, 13:50 UTC",
        "Seit 10. März, 13:50 UTC: Bestellungen werden abgelehnt",
        'href="/status/" hreflang="en"',
    ):
        assert words in page, words
    for words in ("Orders are refused", "March", "Services", "Began", "Published", "outage"):
        assert words not in page, words
    story = PublicIncident.objects.get().public_id
    assert "Wird untersucht" in client.get(f"/status/de/incidents/{story}/").content.decode()
    assert "Orders are refused" in client.get("/status/").content.decode()


def test_what_was_not_translated_is_told_as_it_was_written(told: Company, client: Client) -> None:
    told.advance(10)
    told.publish("We know the cause.", status="identified")
    page = client.get("/status/de/").content.decode()
    assert "We know the cause." in page and "Ursache gefunden" in page and "Wir gehen dem nach." in page


def test_each_language_has_addresses_of_its_own_and_names_the_others(told: Company, client: Client) -> None:
    for url in ("/status/", "/status/de/", "/status/de/history/"):
        answer = client.get(url, headers={"accept-language": "fr"})
        assert "Accept-Language" not in answer.headers.get("Vary", "")
        assert 'rel="alternate" hreflang="de"' in answer.content.decode()
    assert client.get("/status/fr/").status_code == 404


def test_a_language_the_page_does_not_speak_is_not_there(company: Company, client: Client) -> None:
    assert client.get("/status/de/").status_code == 404
    assert "hreflang" not in client.get("/status/").content.decode()


def test_a_page_may_show_the_clock_of_its_zone_beside_utc(company: Company, client: Client) -> None:
    StatusPage.objects.filter(is_default=True).update(zone="Europe/Berlin")
    company.publish()
    page = client.get("/status/").content.decode()
    assert '>10 March, 13:50 UTC<span class="there"> (14:50 CET)</span></time>' in page
    assert client.get("/status/api/v2/status.json").json()["page"]["time_zone"] == "Europe/Berlin"
