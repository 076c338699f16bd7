"""What follows what was told: translations and the report, on the incident's page, and never an inner name."""

import pytest
from django.test import Client

from incidents.models import CustomerReport
from statuspage.models import PublicIncident, StatusPage, StatusUpdate
from statuspage.operations.afterwards import publish_report, translate, translate_report
from statuspage.telling.publishing import UnableToPublish
from tests.statuspage.conftest import Company

FOUND = "A disk was full.\n\nWe now watch how full disks are."


def over(company: Company, text: str = FOUND, state: str = "approved") -> PublicIncident:
    StatusPage.objects.filter(is_default=True).update(languages=["en", "de"])
    company.publish()
    company.advance(20)
    company.restore()
    company.all_clear()
    CustomerReport.objects.create(
        incident=company.incident, text=text, state=state, changed_at=company.at, changed_by="user:1"
    )
    return PublicIncident.objects.get()


def test_the_report_stands_on_the_incidents_page(company: Company, client: Client) -> None:
    public = over(company)
    publish_report(incident_id=company.incident.pk, actor=company.actor(), at=company.at)
    page = client.get(f"/status/incidents/{public.public_id}/").content.decode()
    assert (
        "What happened, and what we do about it" in page and "<p>We now watch how full disks are.</p>" in page
    )
    [one] = client.get("/status/api/v2/incidents.json").json()["incidents"]
    assert one["status"] == one["incident_updates"][0]["status"] == "postmortem"
    assert one["incident_updates"][0]["body"] == FOUND and one["resolved_at"]


@pytest.mark.parametrize(
    ("text", "state", "code"),
    [(FOUND, "draft", "STP_NO_REPORT"), ("txn-db-01 was full.", "approved", "STP_INNER_NAME")],
)
def test_a_draft_and_an_inner_name_stay_inside(text: str, state: str, code: str, company: Company) -> None:
    over(company, text, state)
    with pytest.raises(UnableToPublish) as refused:
        publish_report(incident_id=company.incident.pk, actor=company.actor(), at=company.at)
    assert code in refused.value.codes and not PublicIncident.objects.get().report


def test_no_report_before_it_is_over(company: Company) -> None:
    company.publish()
    with pytest.raises(UnableToPublish) as refused:
        publish_report(incident_id=company.incident.pk, actor=company.actor(), at=company.at)
    assert "STP_NO_STORY" in refused.value.codes


def test_a_translation_is_published_and_taken_back(company: Company, client: Client) -> None:
    over(company)
    first = StatusUpdate.objects.earliest("id")
    given = {
        "incident_id": company.incident.pk,
        "update_id": first.pk,
        "actor": company.actor(),
        "at": company.at,
    }
    translate(language="de", title="Bestellungen gehen nicht", text="Wir suchen.", **given)  # type: ignore[arg-type]
    page = client.get("/status/de/history/").content.decode()
    assert "Bestellungen gehen nicht" in page and "Orders are accepted again." in page
    translate(language="de", title="", text="", **given)  # type: ignore[arg-type]
    assert "Orders are refused" in client.get("/status/de/history/").content.decode()


def test_the_report_is_told_in_another_language_until_it_says_something_else(
    company: Company, client: Client
) -> None:
    public = over(company)
    given = {"incident_id": company.incident.pk, "actor": company.actor(), "at": company.at}
    with pytest.raises(UnableToPublish) as refused:
        translate_report(language="de", text="Eine Platte war voll.", **given)  # type: ignore[arg-type]
    assert "STP_NO_REPORT" in refused.value.codes
    publish_report(**given)  # type: ignore[arg-type]
    with pytest.raises(UnableToPublish) as refused:
        translate_report(language="de", text="txn-db-01 war voll.", **given)  # type: ignore[arg-type]
    assert "STP_INNER_NAME" in refused.value.codes
    translate_report(language="de", text="Eine Platte war voll.", **given)  # type: ignore[arg-type]
    german, english = f"/status/de/incidents/{public.public_id}/", f"/status/incidents/{public.public_id}/"
    assert "Eine Platte war voll." in client.get(german).content.decode()
    assert "A disk was full." in client.get(english).content.decode()
    publish_report(**given)  # type: ignore[arg-type]
    assert "Eine Platte war voll." in client.get(german).content.decode(), "the same words"
    CustomerReport.objects.update(text="Two disks were full.")
    publish_report(**given)  # type: ignore[arg-type]
    assert "Two disks were full." in client.get(german).content.decode()


def test_no_inner_name_in_any_language(company: Company) -> None:
    over(company)
    first = StatusUpdate.objects.earliest("id")
    for title, text in (("txn-db-01 steht", "x"), ("Titel", "Die Transaction database, pg-primary, steht.")):
        with pytest.raises(UnableToPublish) as refused:
            translate(
                incident_id=company.incident.pk,
                update_id=first.pk,
                language="de",
                title=title,
                text=text,
                actor=company.actor(),
                at=company.at,
            )
        assert "STP_INNER_NAME" in refused.value.codes


def test_staff_do_both_on_one_page(company: Company) -> None:
    over(company)
    client, url = company.signed_in("csr"), f"/statuspage/incidents/{company.incident.number}/words/"
    first = StatusUpdate.objects.earliest("id")
    given = {"update": first.pk, "language": "de", "title": "Titel", "text": "txn-db-01 steht"}
    refused = client.post(url, given)
    assert refused.status_code == 409 and "inner name" in refused.content.decode()
    assert client.post(url, {**given, "update": "9" * 5000}).status_code == 409
    assert client.post(url, {**given, "text": "Es steht."}).status_code == 302
    assert client.post(url, {"report": "1"}).status_code == 302
    assert "Es steht." in client.get(url).content.decode() and PublicIncident.objects.get().report == FOUND
    assert client.post(url, {"language": "de", "text": "Eine Platte war voll."}).status_code == 302
    assert "Eine Platte war voll." in client.get(url).content.decode()
    assert company.signed_in("responder").post(url, {"report": "1"}).status_code == 409


def test_programs_translate_and_publish_the_report(company: Company, client: Client) -> None:
    public = over(company)
    staff, root = company.signed_in("csr"), f"/api/v1/incidents/{company.incident.number}"
    [told] = staff.get(f"{root}/told/").json()
    assert (told["public_id"], [one["status"] for one in told["updates"]]) == (
        public.public_id,
        ["investigating", "resolved"],
    )
    first, second = (one["id"] for one in told["updates"])
    given = {"update_id": first, "language": "de", "title": "Bestellungen gehen nicht", "text": "Wir suchen."}
    assert staff.post(f"{root}/translate/", given, content_type="application/json").status_code == 200
    given = {"update_id": second, "language": "de", "text": "Es geht wieder."}
    assert staff.post(f"{root}/translate/", given, content_type="application/json").status_code == 200
    page = client.get(f"/status/de/incidents/{public.public_id}/").content.decode()
    assert all(words in page for words in ("Bestellungen gehen nicht", "Wir suchen.", "Es geht wieder."))
    inner = {**given, "text": "txn-db-01 geht wieder."}
    refused = staff.post(f"{root}/translate/", inner, content_type="application/json")
    assert refused.status_code == 409 and "STP_INNER_NAME" in refused.json()["blocked_by"]
    assert (
        staff.post(
            f"{root}/translate/", {**given, "language": "fr"}, content_type="application/json"
        ).status_code
        == 400
    )
    assert staff.post(f"{root}/publish-report/", {}, content_type="application/json").status_code == 200
    given = {"language": "de", "text": "Eine Platte war voll."}
    assert staff.post(f"{root}/translate-report/", given, content_type="application/json").status_code == 200
    [told] = staff.get(f"{root}/told/").json()
    assert (told["report"], told["reports"]) == (FOUND, {"de": "Eine Platte war voll."})
    assert (
        company.signed_in("responder")
        .post(f"{root}/publish-report/", {}, content_type="application/json")
        .status_code
        == 403
    )
    assert staff.get("/api/v1/incidents/99999/told/").status_code == 404
