"""Each end is told on its own: after the fix did not hold, after a merge, and when only a comma was wrong."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor
from incidents.models import Incident
from incidents.operations import classify, closure, detect, ending, restore
from incidents.operations.acting import UnableToAct
from incidents.queries.standing import facts_of
from notifications.models import Delivery
from statuspage.models import PublicIncident
from statuspage.operations.publishing import publish, publish_all_clear
from statuspage.telling.publishing import UnableToPublish
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.incidents.test_road import judged, opened
from tests.incidents.test_who_is_told import led

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
CUSTOMER = "piers.langley@wexcombe-rail-freight.example"


def say(incident: Incident, clock: Clock, actor: Actor, text: str, **more: object) -> None:
    """On the status page."""
    told = {"title": "Orders are refused", "status": "investigating", "component_states": {}, **more}
    publish(incident_id=incident.pk, actor=actor, at=clock.now, text=text, **told)  # type: ignore[arg-type]
    clock.advance(minutes=1)


def over(incident: Incident, clock: Clock, as_: As, text: str = "Orders work again.") -> None:
    """Restored, and the all-clear published."""
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    clock.advance(minutes=1)
    publish_all_clear(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text=text)
    clock.advance(minutes=1)


def mails(providers: Providers, address: str = CUSTOMER) -> list[str]:
    return [letter.subject for letter in providers.mailbox.letters() if letter.recipient == address]


def blocked(incident: Incident, clock: Clock) -> set[str]:
    found = Incident.objects.get(pk=incident.pk)
    found.facts = facts_of(found, at=clock.now)
    return set(found.blocked_by())


def at_restore(clock: Clock, as_: As) -> Incident:
    """Published, led, and all the way to Restore."""
    incident = led(clock, as_)
    say(incident, clock, as_("tomasz"), "We are on it.")
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    return incident


def test_after_the_fix_did_not_hold_the_first_all_clear_counts_no_more(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_)
    restore.verify_comms(incident_id=incident.pk, actor=as_("ines"), at=clock.now, audiences=["customers"])
    assert not blocked(incident, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES", "RST_IM_VERIFIED"}
    restore.restore_failed(incident_id=incident.pk, actor=as_("ines"), at=clock.now, reason="it is back")
    clock.advance(minutes=1)
    Incident.objects.filter(pk=incident.pk).update(stage="restore")
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    assert blocked(incident, clock) >= {"RST_ALLCLEAR", "RST_SAME_AUDIENCES", "RST_IM_VERIFIED"}
    # The page says still that it is over: the second all-clear needs no correction before.
    publish_all_clear(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text="Now it holds.")
    clock.advance(minutes=1)
    assert [subject.partition(":")[0] for subject in mails(providers)] == [
        "Orders are refused", "Solved", "Solved",
    ]  # fmt: skip
    assert not blocked(incident, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    with pytest.raises(UnableToPublish, match="already on the page"):
        publish_all_clear(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text="Again.")


def test_a_reopened_incident_needs_an_all_clear_of_its_own_for_those_told_anew(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_)
    Incident.objects.filter(pk=incident.pk).update(stage="closed", closed_at=clock.now)
    ending.reopen(incident_id=incident.pk, actor=as_("ruth"), at=clock.now, reason="it is back")
    judged(incident, clock, as_("tomasz"), reason="again")
    say(incident, clock, as_("tomasz"), "It is back.", title="Orders are refused again")
    Incident.objects.filter(pk=incident.pk).update(
        stage="restore", im=as_("ines").user_id, im_accepted_at=clock.now
    )
    restore.mark_restored(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
    assert blocked(incident, clock) >= {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    publish_all_clear(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text="It is over.")
    clock.advance(minutes=1)
    assert mails(providers) == [
        "Orders are refused",
        "Solved: Orders are refused",
        "Orders are refused again",
        "Solved: Orders are refused again",
    ]


def test_a_reopened_incident_of_which_nothing_is_published_owes_no_all_clear(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_)
    Incident.objects.filter(pk=incident.pk).update(stage="closed", closed_at=clock.now)
    ending.reopen(incident_id=incident.pk, actor=as_("ruth"), at=clock.now, reason="a leftover inside")
    judged(incident, clock, as_("tomasz"), impact=4, urgency=3, asset="cache-node-2", reason="a leftover")
    clock.advance(minutes=1)
    inside = Delivery.objects.filter(kind="all_clear", recipient__startswith="user:")
    before = inside.count()
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    clock.advance(minutes=1)
    assert not blocked(incident, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    assert inside.count() > before


def test_colleagues_told_of_a_silent_end_hear_that_it_failed_again(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = opened(clock, asset="cache-node-2", response="queue")
    detect.take(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    judgement = classify.Judgement(impact=4, urgency=4, component_unknown=True, customer_visible=False)
    classify.classify(incident_id=incident.pk, actor=as_("ann"), at=clock.now, judgement=judgement)
    clock.advance(minutes=1)
    restore.quick_restore(incident_id=incident.pk, actor=as_("ann"), at=clock.now)
    clock.advance(minutes=1)
    restore.restore_failed(incident_id=incident.pk, actor=as_("ann"), at=clock.now, reason="it is back")
    clock.advance(minutes=1)
    told = Delivery.objects.filter(kind="initial").values_list("address", flat=True)
    assert told
    assert set(Delivery.objects.filter(kind="correction").values_list("address", flat=True)) == set(told)


def test_who_was_told_of_a_merged_incident_hears_of_the_end_once(
    clock: Clock, as_: As, providers: Providers
) -> None:
    source, target = opened(clock), opened(clock, asset="us-prod")
    detect.take(incident_id=source.pk, actor=as_("tomasz"), at=clock.now)
    judged(source, clock, as_("tomasz"))
    say(source, clock, as_("tomasz"), "We are on it.")
    Incident.objects.filter(pk=source.pk).update(im=as_("ines").user_id, im_accepted_at=clock.now)
    ending.merge_into(incident_id=source.pk, into_id=target.pk, actor=as_("ines"), at=clock.now)
    Incident.objects.filter(pk=target.pk).update(
        stage="restore", im=as_("ines").user_id, im_accepted_at=clock.now, provisional=False
    )
    restore.mark_restored(incident_id=target.pk, actor=as_("ines"), at=clock.now)
    assert blocked(target, clock) >= {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    publish_all_clear(incident_id=target.pk, actor=as_("tomasz"), at=clock.now, text="Orders work again.")
    clock.advance(minutes=1)
    told = Delivery.objects.filter(kind="initial", subject_key=source.key, state="sent")
    ends = Delivery.objects.filter(kind="all_clear", subject_key=target.key, state="sent")
    assert mails(providers) == ["Orders are refused", "Solved: Orders are refused"]
    assert sorted(ends.values_list("address", flat=True)) == sorted(
        set(told.values_list("address", flat=True))
    )
    assert not blocked(target, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    assert not PublicIncident.objects.filter(resolved_at=None).exists()
    # Reopened, it begins anew: what was merged into it ended with it.
    Incident.objects.filter(pk=target.pk).update(stage="closed", closed_at=clock.now)
    ending.reopen(incident_id=target.pk, actor=as_("ruth"), at=clock.now, reason="a leftover inside")
    judged(target, clock, as_("tomasz"), impact=4, urgency=3, asset="cache-node-2", reason="a leftover")
    restore.quick_restore(incident_id=target.pk, actor=as_("ann"), at=clock.now)
    assert not blocked(target, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}


def test_a_mended_typo_changes_only_the_page(clock: Clock, as_: As, providers: Providers) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_, text="Orders wokr again.")
    say(incident, clock, as_("tomasz"), "Orders work again.", status="resolved", kind="correction")
    assert PublicIncident.objects.get().updates.last().text == "Orders work again."  # type: ignore[union-attr]
    assert len(mails(providers)) == 2
    assert not blocked(incident, clock) & {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}


def test_a_correction_of_substance_is_sent_each_time(clock: Clock, as_: As, providers: Providers) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_)
    for text in ("Orders of Monday are lost.", "Orders of Monday and Tuesday are lost."):
        say(incident, clock, as_("tomasz"), text, status="resolved", kind="correction", substance=True)
    assert [subject.partition(":")[0] for subject in mails(providers)][2:] == ["Correction", "Correction"]


def test_a_correction_while_it_goes_on_goes_to_whoever_had_the_first_word(
    clock: Clock, as_: As, providers: Providers
) -> None:
    incident = at_restore(clock, as_)
    told = {row.address for row in Delivery.objects.filter(kind="initial", state="sent")}
    say(
        incident, clock, as_("tomasz"), "Orders are refussed.", kind="correction"
    )  # a typo is the page's alone
    assert not Delivery.objects.filter(kind="correction").exists()
    say(incident, clock, as_("tomasz"), "Half of all orders are refused.", kind="correction", substance=True)
    assert mails(providers)[1:] == ["Correction: Orders are refused"]
    assert {row.address for row in Delivery.objects.filter(kind="correction")} == told


def test_an_all_clear_taken_back_must_be_given_again(clock: Clock, as_: As, providers: Providers) -> None:
    incident = at_restore(clock, as_)
    over(incident, clock, as_)
    # Whoever takes it back tells everybody, whatever was ticked.
    say(incident, clock, as_("tomasz"), "It is not over.", status="monitoring", substance=False)
    assert mails(providers)[-1].startswith("Correction")
    assert blocked(incident, clock) >= {"RST_ALLCLEAR", "RST_SAME_AUDIENCES"}
    publish_all_clear(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now, text="Now it is.")
    clock.advance(minutes=1)
    assert mails(providers)[-1].startswith("Solved")
    assert len(mails(providers)) == 4
    with pytest.raises(UnableToAct):
        closure.close(incident_id=incident.pk, actor=as_("ines"), at=clock.now)
