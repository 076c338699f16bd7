"""Who is told of an incident is told of its end; whether customers are told at all is asked again with each class."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor
from accounts.models import User
from incidents.models import Incident, StepRun
from incidents.operations import detect, escalate, notify, restore
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_road import judged, opened

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]


def publish(incident: Incident, clock: Clock, actor: Actor, kind: str = "initial") -> None:
    """As the status page does it."""
    notify.note_published(
        incident_id=incident.pk,
        actor=actor,
        at=clock.now,
        kind=kind,
        title="Orders are refused",
        text="We are on it.",
    )


def state_of(code: str) -> str:
    return StepRun.objects.get(step__code=code).state


def led(clock: Clock, as_: As) -> Incident:
    """Classified as P1 and led by Ines."""
    incident = opened(clock)
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    judged(incident, clock, as_("tomasz"))
    escalate.name_im(
        incident_id=incident.pk,
        actor=as_("tomasz"),
        at=clock.now,
        user=User.objects.get(username="ines"),
    )
    escalate.accept_im(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    return incident


def test_whether_nothing_is_published_is_asked_again_with_the_next_class(clock: Clock, as_: As) -> None:
    incident = led(clock, as_)
    notify.do_not_publish(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a drill")
    assert state_of("email_affected") == "suppressed"
    judged(incident, clock, as_("ines"), urgency=2, reason="it is no drill")
    assert Incident.objects.get().do_not_publish_reason == ""
    assert (state_of("status_page"), state_of("email_affected")) == ("pending", "blocked")


def test_publishing_after_all_tells_those_who_were_to_hear_nothing(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = led(clock, as_)
    notify.do_not_publish(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a drill")
    publish(incident, clock, as_("tomasz"))
    clock.advance(minutes=1)
    assert (state_of("status_page"), state_of("email_affected")) == ("done", "done")
    assert Delivery.objects.filter(kind="initial", recipient__startswith="contact:", state="sent").exists()


def test_who_hears_of_it_only_after_the_all_clear_hears_of_the_end_too(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = led(clock, as_)
    publish(incident, clock, as_("tomasz"))
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    publish(incident, clock, as_("tomasz"), kind="all_clear")
    assert not Delivery.objects.filter(kind="initial").exists()
    clock.advance(minutes=5)
    told = sorted(Delivery.objects.filter(kind="initial", state="sent").values_list("address", flat=True))
    ends = sorted(Delivery.objects.filter(kind="all_clear", state="sent").values_list("address", flat=True))
    assert told and set(ends) == set(told)
    assert len(ends) == len(set(ends))
