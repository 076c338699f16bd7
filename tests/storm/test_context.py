"""What every page knows, and what the sign-in page tells only in the demo."""

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from storm import context

pytestmark = pytest.mark.urls("allauth.account.urls")


def names(path: str = "/") -> dict[str, object]:
    return context.page(RequestFactory().get(path))


@pytest.mark.django_db
def test_the_accounts_of_the_demo_are_listed_with_their_roles(settings: Settings) -> None:
    settings.STORM_DEMO, settings.STORM_DEMO_PASSWORD = True, "lamp"
    User.objects.create(username="ines", name="Ines Okafor", email="i@example.com", roles=["im_candidate"])
    shown = Template(
        "{% for a in demo_accounts %}{{ a.name }}, {{ a.role }}, {{ a.username }}, {{ a.password }};{% endfor %}"
    )
    assert "Ines Okafor, Incident manager candidate, ines, lamp;" in shown.render(Context(names()))


@pytest.mark.django_db
def test_outside_the_demo_nobody_is_listed(settings: Settings) -> None:
    settings.STORM_DEMO = False
    User.objects.create(username="ines", name="Ines Okafor", email="i@example.com", roles=["im_candidate"])
    assert Template("{% for a in demo_accounts %}x{% endfor %}").render(Context(names())) == ""


def test_a_way_that_is_not_there_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = (("Sign in", "account_login", "l"), ("Nowhere", "no:such", "n"))
    monkeypatch.setattr(context, "DESTINATIONS", ways)
    monkeypatch.setattr(context, "DEMO_DESTINATIONS", ())
    shown = names("/login/")["destinations"]
    assert shown == [context.Destination("Sign in", "/login/", "l", True)]


def test_a_registered_query_is_asked_once_and_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(context, "_providers", {})

    def alarm(request: HttpRequest) -> dict[str, str]:
        asked.append(request.path)
        return {"number": "INC-7"}

    context.register("alarm", alarm)
    page = names("/x/")
    assert asked == []
    assert Template("{{ alarm.number }} {{ alarm.number }}").render(Context(page)) == "INC-7 INC-7"
    assert asked == ["/x/"]


def test_somebody_not_signed_in_reads_utc() -> None:
    assert Template("{{ zone }}").render(Context(names())) == "UTC"
