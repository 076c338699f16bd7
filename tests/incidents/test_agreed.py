"""What a rule fixed beforehand stands without a reason; what was only computed follows the clock."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import ContactMethod, User
from accounts.refusals import Unable
from catalog.models import Asset
from incidents.models import Classification, Incident, Suggestion
from incidents.operations import classify, detect
from incidents.operations.classify import Judgement
from incidents.operations.opening import Opening
from incidents.operations.parameters import change_parameters
from incidents.parameters import DEFAULTS
from notifications.models import Delivery
from tests.clock import Clock
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
EVENING = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
HOURS = 3600


def opened(clock: Clock, as_: As, **grades: int) -> Incident:
    """UK production fails at 19:30 in London by an alert that pages; customer support has taken it.

    Nobody else can be reached: a day of pages would be another test.
    """
    ContactMethod.objects.exclude(user__username="tomasz").update(verified_at=None)
    clock.advance(seconds=(EVENING - clock.now).total_seconds())
    opening = Opening(
        title="UK production is down",
        means="internal_monitoring",
        manifestation="Orders of the UK are refused",
        detected_at=clock.now,
        occurred_at=clock.now,
        response="page",
        severity="critical",
        assets=(Asset.objects.get(name="uk-prod"),),
        rule_name="Blackout",
        **grades,
    )
    [incident] = detect.open_incidents(openings=[opening], at=clock.now)
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    return Incident.objects.get(pk=incident.pk)


def confirm(incident: Incident, actor: Actor, at: datetime, **given: object) -> Classification:
    judgement = Judgement(assets=[Asset.objects.get(name="uk-prod")], **given)  # type: ignore[arg-type]  # as each test gives it
    classify.classify(incident_id=incident.pk, actor=actor, at=at, judgement=judgement)
    return incident.classifications.latest("version")


def test_what_a_rule_fixed_is_confirmed_without_a_reason(as_: As, clock: Clock) -> None:
    incident = opened(clock, as_, impact=1, urgency=1)
    clock.advance(seconds=HOURS)
    kept = confirm(incident, as_("tomasz"), clock.now, impact=1, urgency=1)
    assert (kept.version, kept.priority, kept.reason) == (1, "P1", "")


def test_what_was_only_computed_needs_a_reason_once_the_clock_has_moved_it(as_: As, clock: Clock) -> None:
    incident = opened(clock, as_)
    provisional = incident.classifications.get()
    assert (provisional.impact, provisional.urgency, provisional.agreed_impact) == (2, 4, None)
    clock.advance(seconds=13.5 * HOURS)
    with pytest.raises(Unable) as refused:
        confirm(incident, as_("tomasz"), clock.now, impact=2, urgency=4)
    assert "REASON" in refused.value.codes
    assert confirm(incident, as_("tomasz"), clock.now).priority == "P1"


def test_a_rule_that_fixed_one_grade_leaves_the_other_to_the_numbers(as_: As, clock: Clock) -> None:
    incident = opened(clock, as_, urgency=1)
    with pytest.raises(Unable):
        confirm(incident, as_("tomasz"), clock.now, impact=1, urgency=1)
    kept = confirm(incident, as_("tomasz"), clock.now, urgency=1)
    assert (kept.impact, kept.urgency, kept.proposal["proposed"]["urgency"]) == (2, 1, 4)


@pytest.mark.parametrize(
    ("grades", "hours", "words"), [({}, 13.5, "CLS_MOVED"), ({"impact": 1, "urgency": 1}, 13.5, "")]
)
def test_the_button_that_confirms_says_when_the_clock_has_moved_it(
    grades: dict[str, int], hours: float, words: str, as_: As, clock: Clock, client: Client
) -> None:
    incident = opened(clock, as_, **grades)
    client.force_login(User.objects.get(username="tomasz"))
    page = client.get(f"/incidents/{incident.number}/").content.decode()
    assert ("as agreed beforehand" if grades else "as computed") in page
    asset = Asset.objects.get(name="uk-prod").pk
    pressed = {"seen": incident.changed, "assets": asset, f"how-{asset}": "down", "customer_visible": "on"}
    pressed |= grades or {"impact": "", "urgency": "", "saw": "2/4"}
    for name, value in pressed.items():
        assert f'name="{name}" value="{value}"' in page
    clock.advance(seconds=hours * HOURS)
    answer = client.post(f"/incidents/{incident.number}/classify/", pressed)
    assert answer.status_code == (409 if words else 302)
    assert words in answer.content.decode()


def raising(as_: As, at: datetime) -> None:
    admin = User.objects.filter(roles__contains=["admin"]).first()
    assert admin is not None
    numbers = DEFAULTS.to_json() | {"auto_raise": True}
    change_parameters(numbers=numbers, reason="Nights are short", actor=as_(admin.username), at=at, seen=0)


def test_where_the_settings_say_so_it_is_raised_by_itself_recorded_and_told(as_: As, clock: Clock) -> None:
    incident = opened(clock, as_)
    first = confirm(incident, as_("tomasz"), clock.now, eta_minutes=60)
    assert first.priority == "P3"
    clock.advance(seconds=13.5 * HOURS)
    assert incident.classifications.count() == 2, "off unless somebody wants it"
    raising(as_, clock.now)
    clock.advance(seconds=HOURS)
    incident.refresh_from_db()
    last = incident.classifications.latest("version")
    assert (incident.priority, last.version, last.created_by_label, last.customer_visible) == (
        "P1",
        2,
        "Storm",
        True,
    )
    assert last.eta_minutes is None, "the estimate is over"
    assert not Suggestion.objects.filter(incident=incident, ended_at=None).exists()
    fact = TimelineEntry.objects.get(kind="incident.classified", data__version=2)
    assert (fact.data["raised"], fact.data["before"]) == (True, "P3")
    told = Delivery.objects.get(title=f"{incident.reference} is P1 now: {incident.title}")
    assert told.recipient == User.objects.get(username="tomasz").key
    clock.advance(seconds=HOURS)
    assert incident.classifications.count() == 3, "once"


def test_nothing_is_lowered_by_itself_and_nothing_raised_over_a_decision(as_: As, clock: Clock) -> None:
    raising(as_, clock.now)
    incident = opened(clock, as_)
    clock.advance(seconds=13.5 * HOURS)
    kept = confirm(incident, as_("tomasz"), clock.now, urgency=2, impact=2, reason="They switched over")
    clock.advance(seconds=HOURS)
    incident.refresh_from_db()
    assert (kept.priority, incident.priority, incident.classifications.count()) == ("P2", "P2", 2)
    confirm(incident, as_("tomasz"), clock.now, reason="They did not")
    clock.advance(seconds=12 * HOURS)
    incident.refresh_from_db()
    assert incident.priority == "P1"
    assert Suggestion.objects.get(incident=incident, ended_at=None).priority == "P3"
