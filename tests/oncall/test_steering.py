"""What people do to a running escalation besides answering: more hands, somebody else, another level, sleep."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor, actor_of
from accounts.models import User
from accounts.refusals import Invalid
from incidents.models import Incident
from oncall.models import EscalationPath, EscalationRun, Page
from oncall.operations import steering
from oncall.operations.answering import acknowledge, decline
from oncall.operations.audit import audit
from oncall.operations.following import follow_classification
from oncall.paths.pressing import MOST_TIMES, press
from oncall.queries import asked_of
from outbox.models import Entry
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged
from timeline.queries import story

MINUTE = timedelta(minutes=1)
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(st.dictionaries(st.integers(1, 4), st.integers(0, 12)), st.integers(0, 40))
def test_whoever_owes_an_answer_is_pressed_at_most_ten_times_and_never_early(
    times: dict[int, int], minute: int
) -> None:
    now = START + minute * MINUTE
    waiting = {user: [START + n * MINUTE for n in range(count)] for user, count in times.items()}
    due = press(waiting, wait_s=60, now=now)
    for user in due.users:
        assert max(waiting[user]) + MINUTE <= now
        assert len(waiting[user]) < MOST_TIMES
    assert due.look_again_at is None or due.look_again_at > now


def in_charge(incident: Incident, user: User) -> Actor:
    """She leads the incident."""
    incident.refresh_from_db()
    Incident.objects.filter(pk=incident.pk).update(im=user, im_accepted_at=START)
    return actor_of(user)


def run_of(incident: Incident) -> EscalationRun:
    """The newest run; whatever happened, it has exactly one unfinished entry, or needs none."""
    run = incident.runs.latest("id")
    entries = Entry.objects.filter(
        topic="oncall.escalate", payload__run=run.pk, payload__step=run.step, done_at=None
    )
    needs_one = run.state != "ended" and run.next_at is not None
    assert entries.count() == int(needs_one)
    return run


@pytest.fixture
def incident(company: Company, path: EscalationPath, clock: Clock, providers: Providers) -> Incident:
    """A P1 that has just paged Ann."""
    found = detect()
    clock.settle()
    return found


pytestmark = pytest.mark.django_db


def test_one_more_person_of_the_path_is_paged_and_the_path_goes_on(
    incident: Incident, company: Company, clock: Clock
) -> None:
    clock.advance(minutes=1)
    steering.add_responder(
        incident_id=incident.pk, user_id=company.lea.pk, actor=actor_of(company.ann), at=clock.now
    )
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (1, "lea"), (5, "dan")]
    assert "Ann had Lea paged" in [line.words for line in story(incident.key)]
    assert audit(at=clock.now) == []


def test_off_the_path_it_takes_the_incident_manager_and_a_reason(
    incident: Incident, company: Company, clock: Clock
) -> None:
    def add(actor: Actor, reason: str) -> None:
        steering.add_responder(
            incident_id=incident.pk, user_id=company.cat.pk, actor=actor, at=clock.now, reason=reason
        )

    clock.advance(minutes=1)
    refused = []
    for actor, reason in ((actor_of(company.ann), "She knows it"), (in_charge(incident, company.max), " ")):
        with pytest.raises(steering.UnableToSteer) as unable:
            add(actor, reason)
        refused += unable.value.codes
    assert refused == ["ESC_OFF_PATH_REASON", "ESC_OFF_PATH_REASON"]
    add(in_charge(incident, company.max), "She knows the customer")
    assert incident.pages.get(purpose="added").user == company.cat
    assert "off the path: She knows the customer" in story(incident.key)[0].words


def test_whoever_is_asked_to_help_after_an_acknowledgement_still_has_to_answer(
    incident: Incident, company: Company, clock: Clock
) -> None:
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=1)
    steering.add_responder(
        incident_id=incident.pk, user_id=company.dan.pk, actor=actor_of(company.ann), at=clock.now
    )
    clock.settle()
    assert [page.incident for page in asked_of(company.dan)] == [incident]
    said = acknowledge(incident_id=incident.pk, actor=actor_of(company.dan, via="sms"), at=clock.now)
    assert (said.first, said.counted, said.by) == (False, True, "Ann")
    assert incident.pages.get(purpose="added").answer == Page.Answer.ACKNOWLEDGED
    assert run_of(incident).acknowledged_by == company.ann
    assert asked_of(company.dan) == []


def test_handed_over_it_stays_with_the_first_until_the_second_takes_it_else_the_path_goes_on(
    incident: Incident, company: Company, clock: Clock
) -> None:
    ann = actor_of(company.ann)
    acknowledge(incident_id=incident.pk, actor=ann, at=clock.now)
    clock.advance(minutes=2)
    steering.reassign(incident_id=incident.pk, user_id=company.lea.pk, actor=ann, at=clock.now)
    run = run_of(incident)
    assert (run.state, run.acknowledged_by) == ("running", company.ann)
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (2, "lea"), (7, "dan")]
    acknowledge(incident_id=incident.pk, actor=actor_of(company.lea), at=clock.now)
    run = run_of(incident)
    assert (run.state, run.acknowledged_by) == ("acknowledged", company.lea)
    with pytest.raises(steering.UnableToSteer) as unable:
        steering.reassign(incident_id=incident.pk, user_id=company.lea.pk, actor=ann, at=clock.now)
    assert unable.value.codes == ["HOLDS_ALREADY"]


def test_a_level_of_ones_choice_is_paged_and_from_there_it_goes_on(
    incident: Incident, company: Company, clock: Clock
) -> None:
    clock.advance(minutes=1)
    ann = actor_of(company.ann)
    steering.escalate_to(incident_id=incident.pk, level=3, actor=ann, at=clock.now)
    clock.advance(minutes=15)
    assert paged(incident, clock) == [(0, "ann"), (1, "lea"), (16, "ann")]
    for level, code in ((4, "LEVEL_GONE"), (2, "LEVEL_EMPTY")):
        company.dan.contact_methods.all().delete()
        with pytest.raises(steering.UnableToSteer) as unable:
            steering.escalate_to(incident_id=incident.pk, level=level, actor=ann, at=clock.now)
        assert unable.value.codes == [code]


def test_it_sleeps_until_the_moment_and_then_begins_at_level_one(
    incident: Incident, company: Company, clock: Clock
) -> None:
    clock.advance(minutes=6)
    until = clock.now + timedelta(hours=2)
    steering.snooze(incident_id=incident.pk, until=until, actor=actor_of(company.dan), at=clock.now)
    run = run_of(incident)
    assert (run.state, run.acknowledged_by, run.next_at) == ("snoozed", company.dan, until)
    clock.advance(minutes=119)
    assert audit(at=clock.now) == []
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]
    clock.advance(minutes=7)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan"), (126, "ann"), (131, "dan")]
    assert run_of(incident).state == "running"


def test_a_higher_class_ends_the_sleep(incident: Incident, company: Company, clock: Clock) -> None:
    ann = actor_of(company.ann)
    steering.snooze(incident_id=incident.pk, until=clock.now + timedelta(hours=8), actor=ann, at=clock.now)
    clock.advance(minutes=10)
    follow_classification(incident_id=incident.pk, raised=True, fact=1, at=clock.now)
    assert paged(incident, clock) == [(0, "ann"), (10, "ann")]
    assert run_of(incident).state == "running"


def test_a_restored_incident_does_not_wake(incident: Incident, company: Company, clock: Clock) -> None:
    ann = actor_of(company.ann)
    steering.snooze(incident_id=incident.pk, until=clock.now + timedelta(hours=1), actor=ann, at=clock.now)
    Incident.objects.filter(pk=incident.pk).update(service_restored_at=clock.now, stage="restore")
    clock.advance(hours=2)
    assert paged(incident, clock) == [(0, "ann")]
    assert run_of(incident).state == "ended"


@pytest.mark.parametrize("minutes", [-5, 0, 4, 6000])
def test_a_sleep_that_is_too_short_or_too_long_is_refused(
    incident: Incident, company: Company, clock: Clock, minutes: int
) -> None:
    until: datetime = clock.now + timedelta(minutes=minutes)
    with pytest.raises(Invalid, match="five minutes at least and four days at most"):
        steering.snooze(incident_id=incident.pk, until=until, actor=actor_of(company.ann), at=clock.now)
    assert run_of(incident).state == "running"


def test_where_each_has_to_answer_the_others_are_paged_until_they_do(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    level = path.levels.get(position=0)
    level.each_acks = True
    level.save()
    level.users.add(company.ben, company.cat)
    incident = detect()
    clock.advance(minutes=1)
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=2)
    decline(incident_id=incident.pk, actor=actor_of(company.cat), at=clock.now)
    clock.advance(minutes=7)
    assert [row for row in paged(incident, clock) if row[0]] == [(5, "ben"), (10, "ben")]
    assert audit(at=clock.now) == []
    said = acknowledge(incident_id=incident.pk, actor=actor_of(company.ben), at=clock.now)
    assert said.counted
    clock.advance(minutes=10)
    assert paged(incident, clock)[-1] == (10, "ben")


def test_an_acknowledgement_holds_as_long_as_its_path_says(
    company: Company, path: EscalationPath, clock: Clock, providers: Providers
) -> None:
    EscalationPath.objects.filter(pk=path.pk).update(ack_minutes=10)
    incident = detect()
    clock.settle()
    acknowledge(incident_id=incident.pk, actor=actor_of(company.ann), at=clock.now)
    clock.advance(minutes=5)
    assert incident.pages.filter(purpose="reminder").count() == 1
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (10, "ann")]
    EscalationPath.objects.filter(pk=path.pk).update(ack_minutes=None)
    another = detect(title="Search down")
    clock.settle()
    acknowledge(incident_id=another.pk, actor=actor_of(company.ann), at=clock.now)
    assert run_of(another).next_at is None
    clock.advance(hours=10)
    assert len(paged(another, clock)) == 1


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_all_of_it_in_the_browser_and_over_the_api(
    incident: Incident, company: Company, clock: Clock
) -> None:
    ann, at = signed_in(company.ann), f"/oncall/incidents/{incident.number}/steer/"
    shown = ann.get(at).content.decode()
    assert "Page somebody else" in shown and "3. lead" in shown
    clock.advance(minutes=1)
    assert ann.post(f"{at}add/", {"user_id": company.dan.pk}).status_code == 302
    clock.advance(minutes=1)
    assert ann.post(f"{at}level/", {"level": "3"}).status_code == 302
    assert ann.post(f"{at}reassign/", {"user_id": company.dan.pk}).status_code == 302
    refused = ann.post(f"{at}add/", {"user_id": company.cat.pk, "reason": "Still here"})
    assert refused.status_code == 409
    assert "ESC_OFF_PATH_REASON" in refused.content.decode() and "Still here" in refused.content.decode()
    assert ann.post(f"{at}snooze/", {"minutes": "", "until": ""}).status_code == 400
    assert ann.post(f"{at}add/", {"user_id": "x"}).status_code == 400
    assert ann.post(f"{at}dance/").status_code == 404
    assert ann.post(f"{at}snooze/", {"minutes": "60"}).status_code == 302
    panel = ann.get(f"/oncall/panel/{incident.number}/").content.decode()
    assert "put it to sleep" in panel
    api, json = f"/api/v1/incidents/{incident.number}/", "application/json"
    assert ann.post(f"{api}escalate-to/", {"level": 2}, json).status_code == 200
    assert ann.post(f"{api}escalate-to/", {"level": 9}, json).json()["blocked_by"] == ["LEVEL_GONE"]
    wrong = ann.post(f"{api}add-responder/", {"user": "cat"}, json)
    assert (wrong.status_code, wrong.json()["blocked_by"]) == (409, ["ESC_OFF_PATH_REASON"])
    assert ann.post(f"{api}reassign/", {"user": "nobody"}, json).status_code == 400
    assert ann.post(f"{api}snooze/", {"until": "2026-03-10T16:00:00Z"}, json).status_code == 200
    assert run_of(incident).state == "snoozed"
