"""Every address says whom it admits, and keeps to it: asked as a stranger, without a role, and as every role."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from accounts.access import PUBLIC, SIGNED
from accounts.actors import actor_of
from accounts.models import User
from accounts.operations import make_token
from accounts.roles import Role
from incidents.operations.reports import Told, report
from storm import urls
from storm.routes import SUPERUSERS, Route, routes
from tests.staff import hire_everybody

pytestmark = pytest.mark.django_db
ROUTES = routes()
GUARDED = [route for route in ROUTES if route.admits not in (None, PUBLIC, SIGNED)]
OPEN = [route for route in ROUTES if route.admits == PUBLIC]
NOBODY = "nobody"
# What a part of an address stands for; every address is asked about things that are there or not: the door comes first.
EXAMPLES = {"int": "1", "str": "abc", "slug": "abc", "path": "abc", "uuid": "0" * 32}


def address(route: Route) -> str:
    """One address that the route answers to."""
    text = re.sub(r"\(\?P<digits>[^)]*\)", "447700900101", route.path)
    text = re.sub(r"\(\?P<\w+>[^)]*\)", "abc", text)
    text = re.sub(r"<(?:(\w+):)?\w+>", lambda part: EXAMPLES[part.group(1) or "str"], text)
    text = text.replace("(?:", "").replace("^", "").replace("$", "").replace("\\.", ".").replace("\\Z", "")
    return "/" + re.sub(r"[)?]", "", text)


@pytest.fixture(scope="module")
def clients(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, Client]]:
    """A browser for each role, one for a person without any."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = hire_everybody()
        people[NOBODY] = User.objects.create(username=NOBODY, name="Nobody")
        opened = report(actor=actor_of(people["csr"]), at=timezone.now(), told=Told(words="It is down."))
        assert opened.number
        yield {role: _signed_in(user) for role, user in people.items()}
        transaction.set_rollback(True)


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_every_address_says_whom_it_admits() -> None:
    assert not [route.path for route in ROUTES if route.admits is None]


def test_there_are_addresses_of_every_room() -> None:
    starts = {route.path.split("/")[0] for route in ROUTES}
    assert {
        "",
        "incidents",
        "alerts",
        "oncall",
        "kb",
        "status",
        "statuspage",
        "api",
        "accounts",
        "admin",
    } <= starts


def test_an_act_of_the_api_is_for_staff_at_most() -> None:
    acts = [route for route in ROUTES if re.match(r"api/v1/incidents/<int:number>/[a-z-]+/$", route.path)]
    assert len(acts) > 40
    assert not [route.path for route in acts if "executive" in (route.admits or ())]


def test_strangers_are_led_to_the_sign_in(clients: dict[str, Client]) -> None:
    stranger = Client(raise_request_exception=False)
    wrong = []
    for route in GUARDED:
        for method in ("get", "post"):
            answer = getattr(stranger, method)(address(route))
            led = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
            if answer.status_code != 401 if route.is_api else not (answer.status_code == 302 and led):
                wrong.append((route.path, method, answer.status_code))
    assert not wrong


def test_a_refusal_says_so(clients: dict[str, Client]) -> None:
    answer = clients[NOBODY].get("/alerts/")
    assert answer.status_code == 403 and "This is not yours to do" in answer.content.decode()


@pytest.mark.parametrize("role", [*Role.values, NOBODY])
def test_who_has_no_right_role_is_refused(
    role: str, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is drawn is the same each time, and took most of the time.
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
    wrong = []
    # The administration has one door for all its pages, which knows no roles: one role tries them all.
    asked = [route for route in GUARDED if route.admits != SUPERUSERS or role == Role.ADMIN]
    for route in asked:
        for method in ("get", "post") if role not in (route.admits or ()) else ():
            answer = getattr(clients[role], method)(address(route))
            if answer.status_code != 403:
                wrong.append((route.path, method, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("role", Role.values)
def test_who_is_admitted_is_never_answered_with_an_error(role: str, clients: dict[str, Client]) -> None:
    wrong = []
    for route in GUARDED:
        if role in (route.admits or ()):
            answer = clients[role].get(address(route))
            away = answer.status_code == 503 and route.path.startswith(
                "demo/"
            )  # the fake network is not running
            if answer.status_code not in (200, 302, 304, 400, 404, 405, 406, 409) and not away:
                wrong.append((route.path, answer.status_code))
    assert not wrong


def test_what_is_public_lets_everybody_in(clients: dict[str, Client]) -> None:
    stranger = Client(raise_request_exception=False)
    wrong = [
        (route.path, answer.status_code)
        for route in OPEN
        for client in (stranger, clients[NOBODY], clients["executive"])
        if (answer := client.get(address(route))).status_code not in (200, 302, 304, 404)
    ]
    assert not wrong


def test_a_token_opens_the_api_and_no_page(clients: dict[str, Client]) -> None:
    token = make_token(user=User.objects.get(username="csr"), name="walk", at=timezone.now())
    headers = {"Authorization": f"Bearer {token}"}
    for route in GUARDED:
        answer = Client(raise_request_exception=False).get(address(route), headers=headers)
        allowed = route.is_api and "csr" in (route.admits or ())
        assert answer.status_code in ((200, 400, 404, 405, 406) if allowed else (302, 403)), route.path


def test_superusers_see_the_administration(clients: dict[str, Client]) -> None:
    root = _signed_in(User.objects.create(username="root", name="Root", is_superuser=True))
    assert root.get("/admin/").status_code == 200


def test_the_page_about_permissions_is_up_to_date() -> None:
    call_command("write_permissions", "--check")


def test_the_walk_is_over_patterns() -> None:
    assert all(isinstance(route.pattern, URLPattern) for route in ROUTES)
