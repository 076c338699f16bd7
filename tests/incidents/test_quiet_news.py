"""News of what can wait does not wake colleagues: it is read when their quiet hours end, if it is news then."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor
from accounts.models import User
from incidents.models import Incident, StepRun
from incidents.next_action import Viewer
from incidents.operations import detect, restore
from incidents.operations.quieting import let_go
from incidents.queries.told import plan_of
from notifications.models import Delivery, DistributionList
from oncall.models import QuietHours
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_road import judged, opened

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
SMALL = {"impact": 3, "urgency": 2}  # P3


@pytest.fixture
def sleeper(demo_company: None) -> User:
    """Somebody on the internal list to whom it is night until 20:00 UTC."""
    found = DistributionList.objects.get(name="internal").members.order_by("pk")[0]
    User.objects.filter(pk=found.pk).update(zone="UTC")
    QuietHours.objects.create(user=found, starts="13:00", ends="20:00")
    return found


def small(clock: Clock, as_: As, **grades: int) -> Incident:
    incident = opened(clock, response="queue", severity="warning")
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    judged(incident, clock, as_("tomasz"), reason="it is small", **(grades or SMALL))
    clock.advance(minutes=1)
    return incident


def hers(user: User, kind: str = "initial") -> list[str]:
    rows = Delivery.objects.filter(recipient=user.key, kind=kind, channel="email").order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_a_small_incident_waits_for_the_morning_and_its_step_for_nobody(
    clock: Clock, as_: As, sleeper: User, providers: Providers
) -> None:
    incident = small(clock, as_)
    assert incident.steps.get(step__code="email_ops").state == "done"
    assert hers(sleeper) == ["pending"]
    others = Delivery.objects.filter(
        key__startswith=f"step:{StepRun.objects.get(step__code='email_ops').pk}:"
    )
    assert set(others.exclude(recipient=sleeper.key).values_list("state", flat=True)) == {"sent"}
    plan = plan_of(incident, Viewer())
    rows = {row.audience: row.how for group in plan.groups for row in group.rows} if plan else {}
    assert rows["Operations and support"].endswith(", 1 when quiet hours end")
    clock.advance(hours=6)
    assert hers(sleeper) == ["sent"]


def test_the_urgent_waits_for_nobody(clock: Clock, as_: As, sleeper: User, providers: Providers) -> None:
    small(clock, as_, impact=2, urgency=2)
    assert hers(sleeper) == ["sent"]


def test_what_becomes_urgent_meanwhile_leaves_at_once_in_the_words_of_now(
    clock: Clock, as_: As, sleeper: User, providers: Providers
) -> None:
    incident = small(clock, as_)
    judged(incident, clock, as_("tomasz"), impact=2, urgency=1, reason="it is the whole country")
    clock.advance(minutes=1)
    assert hers(sleeper) == ["sent"]
    assert Delivery.objects.get(recipient=sleeper.key, kind="initial").title.startswith("P1 ")


def test_what_was_over_by_morning_is_not_said_any_more_nor_that_it_is_over(
    clock: Clock, as_: As, sleeper: User, providers: Providers
) -> None:
    incident = small(clock, as_)
    Incident.objects.filter(pk=incident.pk).update(
        im=as_("ines").user_id, im_accepted_at=clock.now, stage="restore"
    )
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    clock.advance(minutes=1)
    clock.advance(hours=8)
    assert hers(sleeper) == ["cancelled"]
    assert set(hers(sleeper, "all_clear")) <= {"cancelled"}
    said = Delivery.objects.get(recipient=sleeper.key, kind="initial").error
    assert said == "It was over when her quiet hours ended."


def test_what_is_mended_wakes_nobody_when_it_is_found_to_have_been_large(
    clock: Clock, as_: As, sleeper: User, providers: Providers
) -> None:
    incident = small(clock, as_)
    Incident.objects.filter(pk=incident.pk).update(
        im=as_("ines").user_id, im_accepted_at=clock.now, stage="restore"
    )
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    Incident.objects.filter(pk=incident.pk).update(priority="P2")
    incident.refresh_from_db()
    assert let_go(incident, at=clock.now) == 0
    assert hers(sleeper) == ["pending"]


def test_who_was_told_before_going_to_sleep_reads_of_the_end_in_the_morning(
    clock: Clock, as_: As, sleeper: User, providers: Providers
) -> None:
    QuietHours.objects.update(starts="15:00")
    incident = small(clock, as_)
    assert hers(sleeper) == ["sent"]
    clock.advance(hours=2)
    Incident.objects.filter(pk=incident.pk).update(
        im=as_("ines").user_id, im_accepted_at=clock.now, stage="restore"
    )
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    clock.advance(minutes=1)
    assert hers(sleeper, "all_clear") == ["pending"]
    clock.advance(hours=5)
    assert hers(sleeper, "all_clear") == ["sent"]
