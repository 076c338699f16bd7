"""The forms and panels of staff: who comes in, what is proposed, and that nothing typed is lost."""

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.access import admitted
from catalog.models import Customer
from incidents.models import Incident
from statuspage.models import StatusPage, StatusUpdate
from tests.statuspage.conftest import PEOPLE, Company

MAY_SEE = set(PEOPLE)
MAY_OPEN_FORMS = set(PEOPLE) - {"executive"}


def publish_url(company: Company) -> str:
    return f"/statuspage/incidents/{company.incident.number}/publish/"


def clear_url(company: Company) -> str:
    return f"/statuspage/incidents/{company.incident.number}/all-clear/"


def typed(company: Company, **more: str) -> dict[str, str]:
    ordering = company.components["Ordering"].public_id
    given = {
        "title": "Orders are refused",
        "text": "We are looking into it.",
        "status": "investigating",
        "minutes": "30",
    }
    return {**given, f"component_{ordering}": "major_outage", "seen": "0", **more}


def test_a_csr_publishes_updates_and_ends(company: Company) -> None:
    csr = company.signed_in("csr")
    assert (
        csr.post(publish_url(company), typed(company)).headers["Location"]
        == f"/incidents/{company.incident.number}/"
    )
    assert company.state("Ordering") == "major_outage"
    company.advance(20)
    update = csr.get(publish_url(company))
    assert update.context["form"]["title"].value() == "Orders are refused"
    csr.post(publish_url(company), typed(company, text="Still at it.", seen="1"))
    company.restore()
    form = csr.get(clear_url(company))
    assert "Ines Moreau has to verify it" in form.content.decode()
    csr.post(clear_url(company), {"text": form.context["form"]["text"].value(), "seen": "2"})
    assert [update.kind for update in StatusUpdate.objects.order_by("id")] == [
        "initial",
        "update",
        "all_clear",
    ]
    assert company.state("Ordering") == "operational"


def test_the_form_proposes_components_from_the_assets_and_plain_words(company: Company) -> None:
    form = company.signed_in("csr").get(publish_url(company)).context["form"]
    ordering, reports = (company.components[name].public_id for name in ("Ordering", "Reports"))
    assert form[f"component_{ordering}"].value() == "major_outage"
    assert form[f"component_{reports}"].value() is None
    assert form["text"].value() == "Ordering is not working as usual since 13:50 UTC. We are looking into it."
    assert "txn-db-01" not in form["title"].value() + form["text"].value()


def test_a_correction_asks_who_is_told(company: Company) -> None:
    company.publish()
    form = company.signed_in("csr").get(f"{publish_url(company)}?kind=correction")
    assert "Also everybody who was told of it" in form.content.decode()


def test_a_preview_publishes_nothing_and_keeps_everything(company: Company) -> None:
    answer = company.signed_in("csr").post(publish_url(company), typed(company, preview="1"))
    page = answer.content.decode()
    assert answer.status_code == 200 and "Nothing is published yet" in page
    assert "Major outage, one service of three" in page and "We are looking into it." in page
    assert not StatusUpdate.objects.exists() and company.state("Ordering") == "operational"


def test_script_in_an_update_is_text_in_the_preview_and_on_the_page(company: Company) -> None:
    told = typed(company, text="<script>alert(1)</script>", title="<img src=x onerror=alert(2)>")
    page = company.signed_in("csr").post(publish_url(company), {**told, "preview": "1"}).content.decode()
    looks = html.unescape(page.partition('srcdoc="')[2].partition('"')[0])
    assert "&lt;script&gt;alert(1)" in looks and "&lt;img src=x" in looks
    assert "<script>alert" not in looks and "<img" not in looks and "<script>alert" not in page
    company.signed_in("csr").post(publish_url(company), told)
    public = Client().get("/status/").content.decode()
    assert "&lt;script&gt;alert(1)" in public and "<script>alert" not in public and "<img src=x" not in public


def test_a_preview_of_what_would_be_refused_says_so(company: Company) -> None:
    answer = company.signed_in("csr").post(
        publish_url(company), typed(company, text="txn-db-01 is out.", preview="1")
    )
    assert answer.status_code == 409 and "STP_INNER_NAME" in answer.content.decode()


def test_a_refused_form_comes_back_with_what_was_typed(company: Company) -> None:
    answer = company.signed_in("csr").post(
        publish_url(company), typed(company, text="txn-db-01 is down & <b>out</b>")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "STP_INNER_NAME" in page and "txn-db-01 is down &amp; &lt;b&gt;out&lt;/b&gt;" in page


def test_an_empty_text_is_refused_in_the_form(company: Company) -> None:
    answer = company.signed_in("csr").post(publish_url(company), typed(company, text=""))
    assert answer.status_code == 400
    assert "a colour alone says nothing" in answer.content.decode()


def test_two_people_with_the_same_form_publish_once(company: Company) -> None:
    company.signed_in("csr").post(publish_url(company), typed(company))
    answer = company.signed_in("im").post(publish_url(company), typed(company, text="Mine."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody published meanwhile" in page and "Mine." in page
    # What the other one told stands below, and what was typed may be sent once it was read.
    assert "We are looking into it." in page and answer.context["form"]["seen"].value() == "1"
    again = typed(company, text="Mine.", seen=answer.context["form"]["seen"].value())
    assert company.signed_in("im").post(publish_url(company), again).status_code == 302
    assert [update.text for update in StatusUpdate.objects.order_by("id")] == [
        "We are looking into it.",
        "Mine.",
    ]


def test_the_incident_manager_is_told_that_somebody_else_must_verify(company: Company) -> None:
    company.publish()
    company.restore()
    page = company.signed_in("im").get(clear_url(company)).content.decode()
    assert "may not verify what you sent yourself" in page


def test_the_all_clear_too_early_is_refused_with_its_code(company: Company) -> None:
    company.publish()
    answer = company.signed_in("csr").post(clear_url(company), {"text": "Over.", "seen": "1"})
    assert answer.status_code == 409 and "ALL_CLEAR_NOT_RESTORED" in answer.content.decode()


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_who_comes_in(company: Company, role: str) -> None:
    client = company.signed_in(role)
    number = company.incident.number
    for url in ("/statuspage/", f"/statuspage/panel/{number}/"):
        assert client.get(url).status_code == (200 if role in MAY_SEE else 403), url
    for url in (publish_url(company), clear_url(company)):
        assert client.get(url).status_code == (200 if role in MAY_OPEN_FORMS else 403), url
    expected = 302 if role in ("csr", "im") else 403
    assert client.post(publish_url(company), typed(company)).status_code == expected


def test_strangers_are_sent_to_sign_in(company: Company) -> None:
    for url in ("/statuspage/", publish_url(company), clear_url(company)):
        assert Client().get(url).headers["Location"].startswith("/accounts/login/")


def test_every_view_says_who_may_use_it(company: Company) -> None:
    number = company.incident.number
    for url in (
        "/status/",
        "/status/history/",
        "/status/history.atom",
        "/status/incidents/x/",
        "/statuspage/",
    ):
        assert admitted(resolve(url).func)
    for url in (publish_url(company), clear_url(company), f"/statuspage/panel/{number}/"):
        assert admitted(resolve(url).func)


def test_the_panel_offers_what_this_person_may_do_next(company: Company) -> None:
    url = f"/statuspage/panel/{company.incident.number}/"
    csr, responder = company.signed_in("csr"), company.signed_in("responder")
    assert "Nothing has been told in public yet." in csr.get(url).content.decode()
    assert "publish/" not in responder.get(url).content.decode()
    company.publish()
    company.advance(31)
    assert "Next update was due" in csr.get(url).content.decode()
    company.restore()
    assert "Publish the all-clear" in csr.get(url).content.decode()


def test_the_overview_costs_the_same_with_more_components(company: Company) -> None:
    company.publish()
    client = company.signed_in("csr")
    client.get("/statuspage/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/statuspage/").content.decode()
    assert "Orders are refused" in page
    assert len(asked) <= 8, [query["sql"] for query in asked]


def test_an_incident_nobody_knows_is_not_found(company: Company) -> None:
    assert company.signed_in("csr").get("/statuspage/incidents/99999999/publish/").status_code == 404


def test_the_list_of_incidents_shows_the_page_too(company: Company) -> None:
    company.publish()
    panel = company.signed_in("responder").get("/statuspage/panel/").content.decode()
    assert "Orders are refused" in panel and company.incident.reference in panel


def test_after_a_quick_restore_an_operator_says_that_it_is_over(company: Company) -> None:
    company.publish()
    Incident.objects.update(quick_restored=True, service_restored_at=company.at, im=None, im_accepted_at=None)
    assert (
        "An operator or the helpdesk lead"
        in company.signed_in("operator").get(clear_url(company)).content.decode()
    )
    assert company.signed_in("operator").post(clear_url(company), {"text": "Over."}).status_code == 302
    assert company.state("Ordering") == "operational"


def test_only_those_affected_read_of_it_where_customers_have_pages(company: Company) -> None:
    csr = company.signed_in("csr")
    assert "readers" not in csr.get(publish_url(company)).context["form"].fields
    globex = Customer.objects.create(name="Globex", status="paying")
    StatusPage.objects.create(slug="globex", kind="customer", customer=globex, languages=["en"])
    assert csr.get(publish_url(company)).context["form"]["readers"].value() == "everybody"
    csr.post(publish_url(company), typed(company, readers="affected"))
    assert "Orders are refused" not in Client().get("/status/").content.decode()
    csr.post(publish_url(company), typed(company, readers="everybody", seen="1"))
    assert "Orders are refused" in Client().get("/status/").content.decode()
    # What everybody has read is not taken back into a smaller round: it is not asked again.
    assert "readers" not in csr.get(publish_url(company)).context["form"].fields
