"""The plans and the words on their pages: a version a change, refusals that lose nothing, and a rehearsal."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Asset
from incidents.forms.plans import initial_of
from incidents.models import MessageTemplate, NotificationPlan
from incidents.queries.plans import best_plan, lines_of
from incidents.queries.wording import wording
from notifications.models import Delivery
from tests.clock import Clock
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
LETTER = "/settings/words/initial/customers/mail/en/"


@pytest.fixture
def enter(demo_company: None) -> SignIn:
    """A browser of somebody of the demo."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=login))
        return client

    return sign_in


def typed(plan: NotificationPlan, **more: Any) -> dict[str, Any]:
    """The form of a plan as it is shown."""
    rows = initial_of(lines_of(plan))
    cells = {
        f"form-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in row.items()
        if value not in (None, False)
    }
    counts = {"form-TOTAL_FORMS": len(rows) + 2, "form-INITIAL_FORMS": len(rows)}
    return {"seen": plan.version, "reason": "after the drill", **counts, **cells, **more}


def plan_of(priority: str) -> NotificationPlan:
    return NotificationPlan.objects.get(priority=priority, active=True, environment="", function="")


def test_a_plan_is_changed_as_the_table_it_is(enter: SignIn) -> None:
    before = plan_of("P4")
    page, number = f"/settings/plans/{before.pk}/", len(lines_of(before))
    new = {
        f"form-{number}-audience": "executives",
        f"form-{number}-channel": "sms",
        f"form-{number}-position": 15,
    }
    assert enter("tomasz").post(page, typed(before, **new)).status_code == 403
    answer = enter("malcolm").post(page, typed(before, **new), follow=True)
    assert "Kept: Plan P4, version 2" in answer.content.decode()
    now = plan_of("P4")
    assert [line.code for line in lines_of(now)] == ["email_ops", "sms_executives", "status_page"]
    assert (now.created_by_label, now.reason) == ("Malcolm Tse", "after the drill")
    told = TimelineEntry.objects.get(kind="plan.changed")
    assert told.data["changed"]["sms_executives.channel"] == [None, "sms"]
    stale = enter("malcolm").post(
        f"/settings/plans/{now.pk}/", typed(now, **{"seen": 1, "form-1-repeat_minutes": 30})
    )
    assert stale.status_code == 409 and "Look again" in stale.content.decode()
    assert before.steps.count() == 2, "the old version stays as it was"


def test_a_row_that_becomes_another_step_takes_no_name_along(enter: SignIn) -> None:
    before = plan_of("P4")
    assert [line.code for line in lines_of(before)] == ["email_ops", "status_page"]
    turned = {
        "form-1-audience": "customers_affected",
        "form-1-channel": "email",
        "form-2-audience": "status_page",
        "form-2-channel": "status_page",
        "form-3-audience": "executives",
        "form-3-channel": "sms",
        "form-3-code": "email_ops",
    }
    page = f"/settings/plans/{before.pk}/"
    assert enter("malcolm").post(page, typed(before, **turned)).status_code == 302
    named = [(line.code, line.channel) for line in lines_of(plan_of("P4"))]
    assert named == [
        ("email_ops", "email"),
        ("email_customers_affected", "email"),
        ("status_page", "status_page"),
        ("sms_executives", "sms"),
    ]


def test_what_cannot_be_carried_out_is_refused_with_sentences(enter: SignIn) -> None:
    plan = plan_of("P1")
    wrong = {"form-0-channel": "manual_call", "form-3-remove": "on", "form-4-list_name": "kept as typed"}
    page = enter("malcolm").post(f"/settings/plans/{plan.pk}/", typed(plan, **wrong)).content.decode()
    assert "these people cannot be reached that way" in page
    assert "What goes outside waits for the status page" in page
    assert "kept as typed" in page and plan_of("P1").version == plan.version


def test_a_plan_for_some_incidents_goes_before_the_one_for_all(enter: SignIn) -> None:
    boss = enter("malcolm")
    assert boss.get("/settings/plans/new/?priority=P1").status_code == 400
    page = "/settings/plans/new/?priority=P1&environment=staging&function="
    assert boss.get(page).status_code == 200
    sketch = plan_of("P1")
    sketch.version = 0
    assert boss.post(page, typed(sketch, **{"form-9-remove": "on"})).status_code == 302
    special = NotificationPlan.objects.get(environment="staging")
    asset = Asset.objects.first()
    assert asset is not None
    assert best_plan("P1", [(asset.pk, "Staging")]) == special
    assert best_plan("P1", [(asset.pk, "Staging"), (asset.pk, "")]) == plan_of("P1")
    assert (
        boss.post(f"/settings/plans/{special.pk}/take-back/", {"seen": 1, "reason": "over"}).status_code
        == 302
    )
    assert best_plan("P1", [(asset.pk, "staging")]) == plan_of("P1")
    last = boss.post(f"/settings/plans/{plan_of('P1').pk}/take-back/", {"seen": 1, "reason": "over"})
    assert last.status_code == 409


def test_the_rehearsal_says_what_would_go_to_whom_and_sends_nothing(enter: SignIn, clock: Clock) -> None:
    clock.jump(minutes=5.5 * 60)  # in the evening customers are closed, and less than P1 is computed
    asset = Asset.objects.get(name="uk-prod")
    page = enter("tomasz").get(f"/settings/plans/rehearsal/?assets={asset.pk}&plan=P1").content.decode()
    assert "3 customers affected" in page and "Nothing was sent" in page
    assert "<b>P1</b> (computed: P3)" in page
    assert "Piers Langley, Wexcombe Rail Freight" in page and "Europe/London" in page
    assert "Key contacts, called" in page and "the application itself is down" in page
    assert not Delivery.objects.exists()


def test_words_are_kept_shown_and_given_back(enter: SignIn) -> None:
    boss = enter("ruth")
    given = {"subject": "Trouble: {{ title }}", "body": "{{ text }}\nSorry.", "seen": 0, "reason": "our tone"}
    shown = boss.post(LETTER, {**given, "show": "1"}).content.decode()
    assert "Trouble: Orders are refused" in shown and not MessageTemplate.objects.exists()
    wrong = boss.post(LETTER, {**given, "body": "Dear {{ customr }}"})
    assert wrong.status_code == 400 or wrong.status_code == 409
    assert "There is no variable “customr”" in wrong.content.decode()
    assert "Dear {{ customr }}" in wrong.content.decode()
    inner = boss.post(LETTER, {**given, "subject": "UK-PROD: {{ title }}"}).content.decode()
    assert "“uk-prod” is a name of ours" in inner and not MessageTemplate.objects.exists()
    for number in ("²", "9" * 5000):
        assert boss.post(LETTER, {**given, "show": "1", "incident": number}).status_code < 500
    assert enter("tomasz").post(LETTER, given).status_code == 403
    assert boss.post(LETTER, given).status_code == 302
    assert wording().find("initial", "customers", "mail", "fr").subject == "Trouble: {{ title }}"
    assert wording().find("initial", "customers", "mail", "de").subject == "{{ title }}"
    assert boss.post(LETTER, {**given, "seen": 1, "delivered": "1"}).status_code == 302
    assert wording().find("initial", "customers", "mail", "en").subject == "{{ title }}"
    assert "back to the words as delivered" in boss.get(LETTER).content.decode()
    assert boss.get("/settings/words/initial/customers/mail/xx/").status_code == 404
