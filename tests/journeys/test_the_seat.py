"""An evening at the support seat: customers are quicker than we are, and are told only what was published."""

from django.test import Client

from accounts.models import User
from catalog.models import CustomerContact
from incidents.models import Incident, IncidentReport
from statuspage.models import StatusUpdate
from tests.journeys.conftest import World

HEARD = "Orders in the United Kingdom are refused. We are working on it."


def read_all(world: World) -> None:
    """Everybody has read what came so far."""
    for user in User.objects.filter(contact_methods__kind="sms").distinct():
        world.expected[user.username] = len(world.providers.phone(user).texts)


def asked(world: World, login: str) -> bool:
    """Whether somebody was asked for the next word in public since everybody had read."""
    user = world.person(login)
    texts = world.providers.phone(user).texts[world.expected.get(login, 0) :]
    return any("the status page is" in text for text in texts)


def test_customers_call_before_we_post_and_support_keeps_its_promises(world: World) -> None:
    # An alert opens the incident; before anybody has published, a customer calls.
    world.alert("OrdersRefused", asset="uk-prod")
    incident = Incident.objects.get()
    number = incident.number
    seat = world.browser("tomasz")
    joan = CustomerContact.objects.filter(email__startswith="piers.langley@").get()
    world.desk("tomasz").act(number, "take")
    page = seat.get("/support/", {"caller": joan.email}).content.decode()
    assert joan.customer.name in page and "Nothing is on the status page yet" in page and HEARD not in page
    url = f"/support/?caller={joan.email}&about={number}"
    told = {"words": "We cannot send orders.", "means": "customer_call", "how": "later", "address": ""}
    assert seat.post(url, told).status_code == 302
    report = IncidentReport.objects.get()
    assert (report.customer, report.incident) == (joan.customer, incident)

    # Classified and published from the seat; the incident keeps that a customer was ahead of us.
    world.clock.advance(minutes=4)
    world.desk("tomasz").act(number, "classify", impact=2, urgency=1, assets=["uk-prod"])
    assert "called before we posted: 4 min ago" in seat.get("/support/").content.decode()
    word = {"title": "Orders in the United Kingdom are refused", "text": HEARD, "status": "investigating"}
    form = f"/statuspage/incidents/{number}/publish/?back=seat"
    assert "Nothing is published yet" in seat.post(form, {**word, "preview": "1"}).content.decode()
    assert not StatusUpdate.objects.exists()
    answer = seat.post(form, {**word, "minutes": "30"})
    assert answer.headers["Location"] == "/support/"
    assert HEARD in Client().get("/status/").content.decode()

    # Who waited is answered with the published words, by mail.
    before = len(world.mails_to(joan.email))
    assert HEARD in seat.get(f"/support/?report={report.pk}").content.decode()
    seat.post(f"/support/reports/{report.pk}/answer/", {"how": "mailed", "address": joan.email})
    world.clock.settle()
    assert "Orders in the United Kingdom are refused" in world.mails_to(joan.email)[before:]
    assert "Everybody who called or wrote has been answered" in seat.get("/support/").content.decode()

    # Nothing new: one press, in time.
    world.desk("tomasz").act(number, "name-im", user="ines")
    world.desk("ines").act(number, "accept-im")
    world.clock.advance(minutes=24)
    read_all(world)
    assert seat.post(f"/statuspage/incidents/{number}/no-news/?back=seat", {"seen": "1"}).status_code == 302
    world.clock.advance(minutes=24)
    assert not asked(world, "tomasz")

    # Then support forgets: it is asked, and when it is late the Incident Manager is, too, and sees it.
    world.clock.advance(minutes=1)
    assert asked(world, "tomasz") and not asked(world, "ines")
    world.clock.advance(minutes=7)
    assert asked(world, "ines")
    read_all(world)
    assert "The status page is late." in world.browser("ines").get(f"/incidents/{number}/").content.decode()
    assert "1 update late" in seat.get("/support/").content.decode()
    found = world.desk("ines").get(f"incidents/{number}/punctuality/")
    assert (found["on_time"], found["late"], found["words"][-1]["by"]) == (1, 1, "nobody yet")

    # Restored; the all-clear from the seat, verified by the Incident Manager, and nobody is asked any more.
    world.desk("ines").act(number, "restored")
    clear = f"/statuspage/incidents/{number}/all-clear/?back=seat"
    assert seat.post(clear, {"text": "Orders work again."}).headers["Location"] == "/support/"
    world.clock.advance(minutes=1)
    world.desk("ines").act(number, "verify", audiences=["status_page", "customers_affected"])
    read_all(world)
    world.clock.advance(minutes=60)
    assert not asked(world, "tomasz") and not asked(world, "ines")
    found = world.desk("ines").get(f"incidents/{number}/punctuality/")
    assert (found["late"], found["called_first"]["count"]) == (1, 1)
    assert "update late" not in seat.get("/support/").content.decode()
    read_all(world)
