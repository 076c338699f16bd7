"""Who was told by phone hears by phone what became of it: after a correction, a false alarm, a merge; each once."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor, actor_of
from accounts.refusals import Unable
from catalog.models import Customer, CustomerContact
from incidents.models import Incident, Task
from incidents.operations import calls, detect, ending, restore
from notifications.models import Delivery
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_ends import CUSTOMER, blocked, mails, over, say
from tests.incidents.test_plan_journeys import key_contact
from tests.incidents.test_road import judged, opened
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
IDA = "ida@wexcombe.example"


def contact_of_wexcombe(**more: object) -> CustomerContact:
    customer = Customer.objects.get(name="Wexcombe Rail Freight")
    return CustomerContact.objects.create(customer=customer, name="Ida Voss", email=IDA, **more)


def report(task: Task, clock: Clock, outcome: str = "reached") -> None:
    """Whoever had to call says how it went."""
    assert task.assignee is not None
    actor = actor_of(task.assignee)
    calls.report_call(
        incident_id=task.incident_id, actor=actor, at=clock.now, task_id=task.pk, outcome=outcome
    )


def all_calls() -> list[tuple[str, str, str]]:
    return list(Task.objects.exclude(call="").order_by("id").values_list("call", "contact", "state"))


def two_to_call(clock: Clock, as_: As) -> tuple[Incident, Task, Task]:
    """Published; two key contacts are to be called."""
    key_contact(clock)
    contact_of_wexcombe(phone="+447700900778", is_key_contact=True)
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    first, second = Task.objects.filter(call="initial").order_by("id")
    return incident, first, second


def test_only_who_heard_that_it_was_over_is_called_that_it_is_not(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident, first, second = two_to_call(clock, as_)
    report(first, clock)
    report(second, clock)
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    over(incident, clock, as_)
    report(Task.objects.get(call="all_clear", contact=first.contact), clock)
    restore.restore_failed(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="it is back")
    assert ("all_clear", second.contact, "dropped") in all_calls(), "nobody says any more that it is over"
    say(incident, clock, as_("tomasz"), "It is not over.", kind="correction")
    assert [contact for call, contact, _ in all_calls() if call == "correction"] == [first.contact]


def test_a_false_alarm_ends_the_calls_and_is_told_by_phone(
    clock: Clock, as_: As, providers: Providers, client: Client
) -> None:
    incident, first, second = two_to_call(clock, as_)
    report(first, clock)
    say(incident, clock, as_("tomasz"), "Nothing was wrong.", kind="correction")
    ending.false_alarm(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a wrong threshold")
    report(second, clock, "not_reached")
    clock.advance(minutes=1)
    assert IDA not in [letter.recipient for letter in providers.mailbox.letters()]
    again = Task.objects.get(call="false_alarm")
    assert (again.contact, again.state) == (first.contact, "open")
    assert again.title.endswith(": nothing was wrong") and "Nothing was wrong." in again.script
    assert again.assignee is not None
    client.force_login(again.assignee)
    page = client.get(f"/incidents/{incident.number}/").content.decode()
    assert f"/tasks/{again.pk}/call/" in page
    report(again, clock, "not_reached")
    clock.advance(minutes=1)
    written = Delivery.objects.get(recipient=first.contact, kind="false_alarm")
    assert (written.state, written.address) == ("sent", CUSTOMER)


def test_an_open_call_is_dropped_by_a_false_alarm(clock: Clock, as_: As, providers: Providers) -> None:
    incident, first, _ = two_to_call(clock, as_)
    say(incident, clock, as_("tomasz"), "Nothing was wrong.", kind="correction")
    ending.false_alarm(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="a wrong threshold")
    clock.advance(minutes=1)
    assert {state for _, _, state in all_calls()} == {"dropped"}
    with pytest.raises(Unable):
        report(Task.objects.get(pk=first.pk), clock)


def test_after_a_merge_nobody_hears_of_it_twice_and_everybody_of_the_end(
    clock: Clock, as_: As, providers: Providers
) -> None:
    key_contact(clock)
    contact_of_wexcombe()
    source, target = opened(clock), opened(clock, asset="us-prod")
    for one in (source, target):
        detect.take(incident_id=one.pk, actor=as_("tomasz"), at=clock.now)
    judged(source, clock, as_("tomasz"))
    say(source, clock, as_("tomasz"), "We are on it.")
    report(Task.objects.get(run__step__code="top10_personal"), clock)
    judged(target, clock, as_("tomasz"), asset="us-prod", reason="so it is")
    Incident.objects.update(im=as_("ines").user_id, im_accepted_at=clock.now)
    ending.merge_into(incident_id=source.pk, into_id=target.pk, actor=as_("ines"), at=clock.now)
    clock.advance(minutes=1)
    say(target, clock, as_("tomasz"), "Still on it.", title="More is refused")
    assert mails(providers, IDA) == ["Orders are refused"]
    assert [call for call, _, _ in all_calls()] == ["initial"]
    Incident.objects.filter(pk=target.pk).update(stage="restore")
    over(target, clock, as_)
    assert mails(providers, IDA) == ["Orders are refused", "Solved: More is refused"]
    assert "RST_TOP10" in blocked(target, clock)
    report(Task.objects.get(call="all_clear", incident=target), clock)
    assert "RST_TOP10" not in blocked(target, clock)


def test_whom_nobody_had_told_yet_the_other_incident_tells_at_once(
    clock: Clock, as_: As, providers: Providers
) -> None:
    key_contact(clock)
    source, target = opened(clock), opened(clock, asset="us-prod")
    for one, asset in ((source, "uk-prod"), (target, "us-prod")):
        detect.take(incident_id=one.pk, actor=as_("tomasz"), at=clock.now)
        judged(one, clock, as_("tomasz"), asset=asset, reason="so it is")
    say(target, clock, as_("tomasz"), "We are on it.")
    assert all_calls() == []
    Incident.objects.update(im=as_("ines").user_id, im_accepted_at=clock.now)
    ending.merge_into(incident_id=source.pk, into_id=target.pk, actor=as_("ines"), at=clock.now)
    clock.advance(minutes=1)
    assert [(task.call, task.incident_id) for task in Task.objects.exclude(call="")] == [
        ("initial", target.pk)
    ]
