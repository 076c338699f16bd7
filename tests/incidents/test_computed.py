"""The computed classification in use: proposed with its reasons, overridden with one, computed again as time passes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor, actor_of
from accounts.models import User
from accounts.refusals import Unable
from catalog.models import Asset, AssetDependency, Customer, CustomerAssetLink
from catalog.operations.change_requests import record_change
from incidents.models import Classification, Incident, Suggestion
from incidents.operations import classify, detect, escalate
from incidents.operations.classify import Judgement
from incidents.operations.parameters import change_parameters
from incidents.parameters import DEFAULTS
from incidents.queries.judging import Situation, judge
from tests.catalog.changing import content
from tests.clock import Clock
from tests.incidents.test_road import opened
from timeline.queries import story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("providers")]
As = Callable[[str], Actor]
EVENING = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)


@pytest.fixture
def evening(clock: Clock, as_: As) -> Incident:
    """UK production fails at 19:30 in London; customer support has taken it."""
    clock.advance(seconds=(EVENING - clock.now).total_seconds())
    incident = opened(clock, asset="uk-prod", response="queue")
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    return Incident.objects.get(pk=incident.pk)


def judged(incident: Incident, actor: Actor, at: datetime, **given: object) -> Classification:
    assets = [Asset.objects.get(name="uk-prod")]
    judgement = Judgement(assets=assets, **given)  # type: ignore[arg-type]  # as each test gives it
    classify.classify(incident_id=incident.pk, actor=actor, at=at, judgement=judgement)
    return incident.classifications.latest("version")


def told(incident: Incident) -> str:
    return "\n".join(line.words for line in story(incident.key))


def test_it_is_proposed_with_its_reasons_and_confirmed_in_one_press(
    evening: Incident, client: Client, clock: Clock
) -> None:
    client.force_login(User.objects.get(username="tomasz"))
    page = client.get(f"/incidents/{evening.number}/classify/").content.decode()
    assert "P3: UK production is down for 3 of 10 customers, all of them closed until 09:00 London" in page
    assert "in 13.5 hours" in page
    assert "(63.0)" in page and "(20.0)" in page
    asset = Asset.objects.get(name="uk-prod").pk
    answer = client.post(
        f"/incidents/{evening.number}/classify/",
        {"seen": evening.changed, "assets": asset, "saw": "2/4", "customer_visible": "on"},
    )
    assert answer.status_code == 302
    kept = evening.classifications.latest("version")
    assert (kept.impact, kept.urgency, kept.priority, kept.affected) == (2, 4, "P3", 3)
    assert kept.proposal["impact"]["score"] == 63.0
    assert set(evening.customers.values_list("severity", flat=True)) == {1.0}
    why = client.get(f"/incidents/{evening.number}/").content.decode()
    assert "How it was computed" in why and "closed until 09:00 London" in why


def test_another_grade_needs_a_reason_and_the_computed_one_stays_beside_it(
    evening: Incident, as_: As, clock: Clock
) -> None:
    tomasz = as_("tomasz")
    with pytest.raises(Unable) as refused:
        judged(evening, tomasz, clock.now, urgency=2)
    assert refused.value.codes == ["REASON"]
    kept = judged(evening, tomasz, clock.now, urgency=2, reason="They close their books tonight")
    assert (kept.priority, kept.proposal["proposed"]["urgency"]) == ("P2", 4)


def test_two_grades_down_need_the_incident_manager(evening: Incident, as_: As, clock: Clock) -> None:
    with pytest.raises(Unable) as refused:
        judged(evening, as_("tomasz"), clock.now, impact=4, reason="Looks harmless")
    assert refused.value.codes == ["CLS_OVERRIDE_IM"]
    ines = as_("ines")
    escalate.name_im(incident_id=evening.pk, actor=ines, at=clock.now, user=User.objects.get(username="ines"))
    kept = judged(evening, ines, clock.now, impact=4, reason="A planned test of theirs")
    assert kept.impact == 4


def test_who_is_left_out_or_added_by_hand_needs_a_reason(evening: Incident, as_: As, clock: Clock) -> None:
    left = Customer.objects.filter(links__asset__name="uk-prod").latest("arr")
    with pytest.raises(Unable):
        judged(evening, as_("tomasz"), clock.now, exclude=[left])
    kept = judged(evening, as_("tomasz"), clock.now, exclude=[left], reason="They moved to Germany")
    assert (kept.affected, evening.customers.get(customer=left).state) == (2, "excluded")


def test_when_the_clock_moved_what_was_looked_at_nothing_is_written(
    evening: Incident, as_: As, clock: Clock
) -> None:
    clock.advance(seconds=13 * 3600)
    with pytest.raises(Unable) as refused:
        judged(evening, as_("tomasz"), clock.now, saw=(2, 4))
    assert refused.value.codes == ["CLS_MOVED"]


def test_as_it_becomes_morning_another_priority_is_suggested_and_never_set(
    evening: Incident, as_: As, clock: Clock, client: Client
) -> None:
    judged(evening, as_("tomasz"), clock.now)
    clock.advance(seconds=13 * 3600 + 60)
    standing = Suggestion.objects.get(incident=evening, ended_at=None)
    evening.refresh_from_db()
    assert (standing.before, standing.priority, evening.priority) == ("P3", "P1", "P3")
    assert "Computed again: P1: UK production is down" in told(evening)
    client.force_login(User.objects.get(username="tomasz"))
    page = client.get(f"/incidents/{evening.number}/").content.decode()
    assert "Computed again it is P1" in page and "Keep the priority" in page

    answer = client.post(
        f"/incidents/{evening.number}/keep-priority/",
        {"seen": evening.changed, "reason": "All three switched over"},
    )
    assert answer.status_code == 302
    assert "Keep the priority" not in client.get(f"/incidents/{evening.number}/").content.decode()
    clock.advance(seconds=1800)
    assert not Suggestion.objects.filter(ended_at=None).exists()
    assert Suggestion.objects.filter(priority="P1").count() == 1


def test_taking_the_suggestion_ends_it(evening: Incident, as_: As, clock: Clock) -> None:
    judged(evening, as_("tomasz"), clock.now)
    clock.advance(seconds=13 * 3600 + 60)
    kept = judged(evening, as_("tomasz"), clock.now, reason="They are at work now")
    assert (kept.priority, Suggestion.objects.get(priority="P1").outcome) == ("P1", "taken")
    clock.advance(seconds=3600)
    assert not Suggestion.objects.filter(ended_at=None).exists()


def test_what_is_down_hurts_over_what_it_takes_with_it(as_: As, clock: Clock, evening: Incident) -> None:
    storage = Asset.objects.create(name="storage-1", title="Storage array", criticality=4)
    AssetDependency.objects.create(asset=Asset.objects.get(name="uk-prod"), needs=storage)
    judgement = Judgement(assets=[storage])
    classify.classify(incident_id=evening.pk, actor=as_("tomasz"), at=clock.now, judgement=judgement)
    kept = evening.classifications.latest("version")
    assert kept.affected == 3
    assert "needs Storage array" in kept.proposal["customers"][0]["why"]


def test_the_provisional_class_is_computed_where_the_mapping_knows(clock: Clock, as_: As) -> None:
    known = opened(clock, asset="uk-prod", severity="error")
    assert known.priority == "P1"
    lone = Asset.objects.create(name="lone", criticality=4)
    assert lone.links.count() == 0
    unknown = opened(clock, asset="lone", severity="error")
    assert unknown.priority == "P3"


def test_past_incidents_keep_the_numbers_they_were_computed_with(
    evening: Incident, as_: As, clock: Clock
) -> None:
    first = judged(evening, as_("tomasz"), clock.now)
    numbers = DEFAULTS.to_json() | {"impact_bands": [60, 40, 20]}
    admin = next(iter(User.objects.filter(roles__contains=["admin"])))
    change_parameters(numbers=numbers, reason="Stricter", actor=as_(admin.username), at=clock.now, seen=0)
    second = judged(evening, as_("tomasz"), clock.now, reason="Judge it anew")
    first.refresh_from_db()
    assert (first.numbers, first.impact, second.numbers, second.impact) == (0, 2, 1, 1)


def test_what_if_answers_without_an_incident(as_: As, client: Client, clock: Clock) -> None:
    client.force_login(User.objects.get(username="tomasz"))
    asset = Asset.objects.get(name="uk-prod").pk
    query = {"assets": asset, f"how-{asset}": "down", "when": "2026-03-10T19:30"}
    page = client.get("/what-if/", query).content.decode()
    assert "UK production is down for 3 of 10 customers" in page
    assert not Incident.objects.exists()
    assert client.get("/what-if/", {"assets": "٣", "when": "soon", "eta_minutes": "-1"}).status_code == 200


def test_what_if_answers_while_nobody_knows_what_is_affected(as_: As, client: Client) -> None:
    client.force_login(User.objects.get(username="tomasz"))
    page = client.get("/what-if/", {"component_unknown": "on"}).content.decode()
    assert "No computed proposal: it is not known yet what is affected" in page
    assert not Incident.objects.exists()


def test_the_changes_before_it_stand_on_the_page_and_in_the_war_room(
    evening: Incident, client: Client, clock: Clock
) -> None:
    asset = Asset.objects.get(name="uk-prod").pk
    change = record_change(
        content=content(kind="standard", asset_ids=(asset,), starts_at=None, ends_at=None),
        implemented_at=clock.now - timedelta(hours=2),
        actor=actor_of(User.objects.get(username="jonas")),
        at=clock.now,
    )[0]
    client.force_login(User.objects.get(username="tomasz"))
    panel = f"/incidents/{evening.number}/changes/"
    for place in ("", "war-room/"):
        assert panel in client.get(f"/incidents/{evening.number}/{place}").content.decode(), place
    assert f"/changes/{change.pk}/" in client.get(panel).content.decode()


def test_judging_asks_as_often_for_thirty_customers_as_for_three(as_: As, clock: Clock) -> None:
    asset = Asset.objects.get(name="uk-prod")

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            judge(Situation(own={asset.pk: "down"}, detected_at=clock.now), at=clock.now)
        return len(asked)

    before = questions()
    for number in range(27):
        customer = Customer.objects.create(name=f"Customer {number}", status="paying", arr=10)
        CustomerAssetLink.objects.create(customer=customer, asset=asset)
    assert questions() == before <= 10
