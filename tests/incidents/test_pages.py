"""The pages of incidents: what they say first, who may do what, what a refusal keeps, and what they cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.actors import Actor
from accounts.models import User
from catalog.models import Asset, Customer, CustomerAssetLink, CustomerContact
from incidents.models import Incident
from incidents.operations import classify, detect, escalate
from incidents.operations.classify import Judgement
from incidents.operations.opening import Opening
from tests.clock import Clock
from tests.pages import Page, read

pytestmark = pytest.mark.django_db
As = Callable[[str], Actor]
SIGNED_IN = 2  # the session and its user


def opened(
    clock: Clock, title: str = "Orders are refused", *, asset: str = "uk-prod", response: str = "page"
) -> Incident:
    opening = Opening(
        title=title,
        means="internal_monitoring",
        manifestation="Orders of the UK are refused",
        detected_at=clock.now,
        occurred_at=clock.now - timedelta(minutes=3),
        response=response,
        severity="critical",
        assets=(Asset.objects.get(name=asset),),
        rule_name="OrdersRefused",
        agreed_by="Malcolm Tse",
    )
    return detect.open_incidents([opening], at=clock.now)[0]


def judged(incident: Incident, clock: Clock, actor: Actor, impact: int = 1, urgency: int = 1) -> None:
    detect.take(incident_id=incident.pk, actor=actor, at=clock.now)
    assets = [row.asset for row in incident.assets.select_related("asset")]
    judgement = Judgement(impact=impact, urgency=urgency, assets=assets, reason="As the test wants it")
    classify.classify(incident_id=incident.pk, actor=actor, at=clock.now, judgement=judgement)


def browser(login: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


def look(login: str, path: str) -> Page:
    return read(browser(login), path)


def test_nobody_owns_it_so_it_stands_on_top_until_somebody_takes_it(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    home = look("tomasz", "/")
    assert "Nobody owns these" in home.text and "Waiting for me 1" in home.text
    assert "Take it" in home.text and "Take it" not in look("hana", "/").text
    page = home.send("/take/")
    assert "Confirm P1" in page.text and "It is yours." in page.text
    assert Incident.objects.get(pk=incident.pk).helpdesk_owner == User.objects.get(username="tomasz")
    assert "Nobody owns these" not in look("tomasz", "/").text


def test_a_small_incident_ends_in_three_presses(clock: Clock, as_: As) -> None:
    incident = opened(clock, asset="cache-node-2", response="page")
    incident.classifications.update(impact=4, urgency=3, priority="P4")
    Incident.objects.filter(pk=incident.pk).update(priority="P4")
    incident.customers.all().delete()
    CustomerAssetLink.objects.filter(asset__name="cache-node-2").delete()
    page = look("bob", f"/incidents/{incident.number}/")
    page = page.send("/take/").send("/classify/")
    assert "Classified." in page.text, page.text
    page = page.send("/quick-restore/")
    assert Incident.objects.get(pk=incident.pk).stage == "closed", page.text


def test_the_second_of_two_who_press_at_once_is_told_so_and_loses_nothing(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    first, second = (
        look("tomasz", f"/incidents/{incident.number}/"),
        look("ann", f"/incidents/{incident.number}/"),
    )
    first.send("/take/")
    refused = second.send("/take/", status=409)
    assert "STALE_STAGE" in refused.text and "Nothing was changed" in refused.text
    form = look("tomasz", f"/incidents/{incident.number}/record/")
    Incident.objects.filter(pk=incident.pk).update(changed=40)
    refused = form.send(
        "/record/", status=409, manifestation="Every order of the last ten minutes was refused"
    )
    assert (
        "Every order of the last ten minutes was refused"
        in refused.form("/record/").fields["manifestation"][0]
    )
    assert refused.form("/record/").fields["seen"] == ["40"]


@pytest.mark.parametrize(
    ("act", "typed", "words"),
    [
        ("record", {"manifestation": "short"}, "at least 10 characters"),
        ("record", {"occurred_at": "yesterday"}, "Enter a date and a time"),
        ("record", {"means": "other"}, "Say in words how we came to know"),
        ("classify", {"impact": "9"}, "Select a valid choice"),
        ("classify", {"assets": [], "component_unknown": None}, "Choose the affected assets"),
        ("classify", {"include": "No Such Company"}, "No customer is called"),
        ("call", {"words": ""}, "Write it down first."),
        ("merge", {"into": ""}, "Choose the other incident"),
        ("false-alarm", {"reason": ""}, "Write it down first."),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    clock: Clock, as_: As, act: str, typed: dict[str, object], words: str
) -> None:
    incident = opened(clock)
    detect.take(incident_id=incident.pk, actor=as_("tomasz"), at=clock.now)
    page = look("tomasz", f"/incidents/{incident.number}/{act}/").send(f"/{act}/", status=400, **typed)
    assert words in page.text


def test_who_may_not_is_told_who_may(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    page = look("leila", f"/incidents/{incident.number}/")
    assert "Next, for customer support" in page.text and not page.offers("/take/")
    refused = look("leila", f"/incidents/{incident.number}/take/").send("/take/", status=403)
    assert "may not take an incident" in refused.text


def test_the_one_who_was_named_accepts_or_declines(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    judged(incident, clock, as_("tomasz"))
    Incident.objects.filter(pk=incident.pk).update(do_not_publish_reason="only inside")
    incident.steps.update(state="done")
    look("tomasz", f"/incidents/{incident.number}/").send("/advance/")
    look("tomasz", f"/incidents/{incident.number}/manager/name/").send(
        "/manager/name/", user=str(User.objects.get(username="ines").pk)
    )
    waiting = look("tomasz", f"/incidents/{incident.number}/")
    assert "Wait for Ines Okafor to accept" in waiting.text and not waiting.offers("/manager/accept/")
    hers = look("ines", f"/incidents/{incident.number}/")
    assert hers.offers("/manager/decline/")
    hers.send("/manager/accept/")
    assert Incident.objects.get(pk=incident.pk).im_accepted_at is not None


def test_executives_read_through_the_window_and_nothing_else(clock: Clock, as_: As) -> None:
    incident = opened(clock)
    judged(incident, clock, as_("tomasz"))
    escalate.name_im(
        incident_id=incident.pk, actor=as_("ines"), at=clock.now, user=User.objects.get(username="ines")
    )
    hana = browser("hana")
    for place in ("", "war-room/"):
        answer = hana.get(f"/incidents/{incident.number}/{place}")
        assert answer.status_code == 302 and answer["Location"].endswith("/window/")
    assert hana.get(f"/incidents/{incident.number}/classify/").status_code == 403
    page = read(hana, f"/incidents/{incident.number}/window/")
    asked = page.send("/room/enter/", status=409)
    assert "WR_ADMIT" in asked.text
    room = look("ines", f"/incidents/{incident.number}/war-room/")
    assert "Hana Brandt , Executive, asks to come in" in room.text
    room.send("/room/admit/")
    assert hana.get(f"/incidents/{incident.number}/war-room/").status_code == 200
    look("ines", f"/incidents/{incident.number}/war-room/").send("/room/remove/")
    assert hana.get(f"/incidents/{incident.number}/war-room/").status_code == 302


def test_a_call_written_down_by_hand_starts_in_the_queue(clock: Clock, as_: As) -> None:
    form = look("tomasz", "/incidents/report/")
    refused = form.send("/report/", status=400, words="Nothing goes through", customer="e")
    assert (
        "could be several customers" in refused.text
        and "Nothing goes through" in refused.form("/report/").fields["words"][0]
    )
    page = form.send(
        "/report/", words="Nothing goes through", customer="tarrant hollis group", reporter="Mr Hollis"
    )
    assert "Nothing goes through" in page.text and "Mr Hollis, Tarrant Hollis Group" in page.text
    assert Incident.objects.get().customer_discovered
    assert "Customer found it first 1" in look("tomasz", "/").text
    assert (
        look("dora", "/incidents/report/").send("/report/", status=403, words="A page is slow").status == 403
    )


def test_the_list_is_filtered_by_links(clock: Clock, as_: As) -> None:
    incident, other = opened(clock), opened(clock, "Mail is late", asset="email-out", response="queue")
    judged(incident, clock, as_("tomasz"))
    assert "Orders are refused" in look("tomasz", "/?show=mine").text
    assert "Mail is late" not in look("tomasz", "/?show=severe").text
    assert "Mail is late" in look("tomasz", "/?stage=detect").text
    for find in (f"INC-{other.number}", "mail late", str(other.number)):
        assert "Mail is late" in read(browser("ann"), f"/?q={find.replace(' ', '+')}").text
    assert "Nothing matches" in look("ann", "/?q=zzz").text
    assert "Nothing matches" in look("ann", "/?show=closed").text


def test_a_page_that_is_still_current_costs_two_queries(
    clock: Clock, as_: As, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    incident = opened(clock)
    ann, path = browser("ann"), f"/incidents/{incident.number}/"
    tag = ann.get(path)["ETag"]
    with django_assert_num_queries(SIGNED_IN + 2):
        answer = ann.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    ann.post(f"{path}notes/", {"text": "Looked at it"})
    assert ann.get(path, headers={"If-None-Match": tag}).status_code == 200


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_list_asks_as_often_for_twenty_as_for_two(clock: Clock, as_: As) -> None:
    ann = browser("ann")
    for number in range(2):
        judged(opened(clock, f"Number {number}"), clock, as_("tomasz"), impact=2 + number % 2)
    few = queries(ann, "/")
    for number in range(18):
        judged(opened(clock, f"Further {number}"), clock, as_("tomasz"), impact=2 + number % 2)
    assert queries(ann, "/") == few
    assert few < 45


def test_a_page_asks_as_often_for_thirty_customers_as_for_three(clock: Clock, as_: As) -> None:
    found = []
    for many in (3, 30):
        asset = Asset.objects.create(name=f"for-{many}")
        for number in range(many):
            customer = Customer.objects.create(name=f"Customer {many} {number}", status="paying", arr=1000)
            CustomerContact.objects.create(customer=customer, name="Them", email=f"{many}-{number}@c.example")
            CustomerAssetLink.objects.create(customer=customer, asset=asset)
        incident = opened(clock, asset=asset.name)
        judged(incident, clock, as_("tomasz"))
        found.append(
            [
                queries(browser("tomasz"), f"/incidents/{incident.number}/{place}")
                for place in ("", "war-room/")
            ]
        )
    assert found[0] == found[1]
