"""Telling the public: what is written, who may, what is refused, and two people at once."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.refusals import NotPermitted, Unable
from incidents import facts
from incidents.models import Incident
from incidents.stages import Stage
from notifications.models import Delivery
from outbox.models import Entry
from statuspage import queries
from statuspage.models import ComponentSpan, Publication, PublicIncident, StatusUpdate
from statuspage.operations.republishing import republish
from statuspage.telling.publishing import UnableToPublish
from tests.statuspage.conftest import Company
from timeline.models import TimelineEntry


def test_the_first_word_goes_on_the_page_and_opens_the_way_for_the_rest(company: Company) -> None:
    update = company.publish(next_update_at=company.at + timedelta(minutes=20))

    assert (update.kind, company.state("Ordering"), company.state("Reports")) == (
        "initial",
        "major_outage",
        "operational",
    )
    document = queries.published()
    assert document["incidents"][0]["title"] == "Orders are refused"
    assert document["components"][0]["line"] == "Orders are refused"
    incident = Incident.objects.get()
    assert incident.customers_informed_at == company.at
    assert facts.ask_one("status_page_published", incident.pk) is True
    kinds = list(TimelineEntry.objects.filter(subject=incident.key).values_list("kind", flat=True))
    assert "statuspage.published" in kinds and "incident.published" in kinds


def test_the_history_begins_when_it_began_not_when_we_told(company: Company) -> None:
    company.publish()
    assert ComponentSpan.objects.get(ends_at=None).starts_at == company.incident.detected_at


def test_further_words_are_updates_and_keep_what_they_do_not_mention(company: Company) -> None:
    company.publish()
    company.advance(10)
    update = company.publish("We know the cause.", status="identified", component_states={})
    assert update.kind == "update"
    assert company.state("Ordering") == "major_outage"
    assert [told["status"] for told in queries.published()["incidents"][0]["updates"]] == [
        "identified",
        "investigating",
    ]


@pytest.mark.parametrize(
    ("given", "code", "word"),
    [
        ({"text": "  "}, "STP_TEXT", "line of text"),
        ({"title": ""}, "STP_TEXT", "line of text"),
        ({"text": "txn-db-01 is down."}, "STP_INNER_NAME", "txn-db-01"),
        ({"text": "Our PG-Primary is down."}, "STP_INNER_NAME", "PG-Primary"),
        ({"text": "Rosa Quist is working on it."}, "STP_INNER_NAME", "Rosa Quist"),
        ({"text": "Rosa is working on it."}, "STP_INNER_NAME", "Rosa"),
        ({"title": "Trouble with txn-db-01"}, "STP_INNER_NAME", "txn-db-01"),
        ({"component_states": {"nothing-such": "major_outage"}}, "STP_COMPONENT", "component"),
        ({"status": "resolved"}, "STP_STATUS", "all-clear"),
        ({"status": "calm"}, "STP_STATUS", "Choose"),
    ],
)
def test_what_may_not_be_told_is_refused_with_a_sentence(
    company: Company, given: dict[str, object], code: str, word: str
) -> None:
    with pytest.raises(UnableToPublish) as refused:
        company.publish(**given)  # type: ignore[arg-type]
    assert refused.value.codes == [code]
    assert word in str(refused.value)
    assert not StatusUpdate.objects.exists()
    assert not facts.ask_one("status_page_published", company.incident.pk)


def test_a_promise_in_the_past_is_refused(company: Company) -> None:
    with pytest.raises(UnableToPublish) as refused:
        company.publish(next_update_at=company.at - timedelta(minutes=1))
    assert refused.value.codes == ["STP_NEXT_PAST"]
    with pytest.raises(UnableToPublish) as refused:
        company.publish(next_update_at=datetime.max.replace(tzinfo=UTC))
    assert refused.value.codes == ["STP_NEXT_FAR"]


def test_an_unknown_state_of_a_component_is_refused(company: Company) -> None:
    with pytest.raises(UnableToPublish) as refused:
        company.publish(component_states={company.components["Ordering"].public_id: "purple"})
    assert refused.value.codes == ["STP_STATE"]


@pytest.mark.parametrize("stage", [Stage.DETECT, Stage.RECORD, Stage.MERGED, Stage.CANCELLED])
def test_publishing_works_from_classify_on_until_the_end(company: Company, stage: Stage) -> None:
    Incident.objects.update(stage=stage)
    with pytest.raises(UnableToPublish) as refused:
        company.publish()
    assert refused.value.codes == ["STP_STAGE"]


@pytest.mark.parametrize("role", ["csr", "im"])
def test_support_and_the_incident_manager_publish(company: Company, role: str) -> None:
    assert company.publish(actor=company.actor(role)).published_by == company.people[role].key


@pytest.mark.parametrize(
    "role", ["operator", "responder", "executive", "account_manager", "ops_manager", "admin"]
)
def test_nobody_else_publishes(company: Company, role: str) -> None:
    with pytest.raises(NotPermitted):
        company.publish(actor=company.actor(role))
    assert not StatusUpdate.objects.exists()


def test_who_did_not_see_the_newest_update_publishes_nothing(company: Company) -> None:
    company.publish(seen=0)
    with pytest.raises(Unable) as refused:
        company.publish(seen=0)
    assert refused.value.codes == ["STALE_STAGE"]
    assert StatusUpdate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_told(company: Company) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def go() -> None:
        ready.wait()
        try:
            company.publish(seen=0)
            outcomes.append("published")
        except Unable as refused:
            outcomes.extend(refused.codes)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["STALE_STAGE", "published"]
    assert PublicIncident.objects.count() == StatusUpdate.objects.count() == 1


def test_an_open_incident_stays_on_the_page_however_many_follow_it(company: Company, client: Client) -> None:
    company.publish()
    about = {"title": "Of one", "affected_only": True, "started_at": company.at, "resolved_at": company.at}
    PublicIncident.objects.bulk_create(
        PublicIncident(incident=company.incident, episode=n, **about) for n in range(2, 102)
    )
    republish(at=company.at)
    assert "We are looking into it." in client.get("/status/").content.decode()


def test_the_all_clear_waits_for_the_restoration(company: Company) -> None:
    company.publish()
    with pytest.raises(UnableToPublish) as refused:
        company.all_clear()
    assert refused.value.codes == ["ALL_CLEAR_NOT_RESTORED"]


def test_the_all_clear_makes_the_components_work_again(company: Company) -> None:
    company.publish()
    company.advance(30)
    company.restore()
    company.advance(5)
    update = company.all_clear()

    assert (update.kind, update.status, company.state("Ordering")) == ("all_clear", "resolved", "operational")
    spans = list(ComponentSpan.objects.order_by("starts_at").values_list("state", "ends_at"))
    assert spans[0] == ("major_outage", company.incident.service_restored_at)
    assert facts.ask_one("all_clear_on_status_page", company.incident.pk) is True
    assert facts.ask_one("all_clear_by", company.incident.pk) == company.people["csr"].key
    assert Incident.objects.get().resolution_informed_at == company.at
    with pytest.raises(UnableToPublish) as refused:
        company.all_clear()
    assert refused.value.codes == ["ALL_CLEAR_TWICE"]


def test_the_all_clear_may_be_corrected_and_then_no_longer_stands(company: Company) -> None:
    company.publish()
    company.restore()
    company.all_clear()
    company.advance(10)
    ordering = company.components["Ordering"].public_id
    update = company.publish("It is back after all.", component_states={ordering: "partial_outage"})
    assert update.kind == "correction"
    assert company.state("Ordering") == "partial_outage"
    assert facts.ask_one("all_clear_on_status_page", company.incident.pk) is False


def test_an_all_clear_from_before_the_service_failed_again_does_not_stand(company: Company) -> None:
    company.publish()
    company.restore()
    company.all_clear()
    company.advance(60)
    company.restore()
    assert facts.ask_one("all_clear_on_status_page", company.incident.pk) is False


def test_a_false_alarm_is_taken_back_by_a_correction(company: Company) -> None:
    company.publish()
    update = company.publish("It was our mistake, all is well.", status="resolved", kind="correction")
    assert (update.kind, company.state("Ordering")) == ("correction", "operational")
    assert facts.ask_one("all_clear_on_status_page", company.incident.pk) is False


def test_a_component_stays_down_while_another_incident_holds_it(company: Company) -> None:
    first = company.incident
    company.publish()
    company.incident = Incident.objects.create(
        title="another",
        stage=Stage.CLASSIFY,
        priority="P2",
        detected_at=company.at,
        stage_entered_at=company.at,
        created_at=company.at,
    )
    ordering = company.components["Ordering"].public_id
    company.publish("Slow.", title="Slow orders", component_states={ordering: "degraded_performance"})
    assert company.state("Ordering") == "major_outage"
    company.incident = first
    company.restore()
    company.all_clear()
    assert company.state("Ordering") == "degraded_performance"
    assert queries.published()["components"][0]["line"] == "Slow orders"


def test_the_published_copy_knows_nobody(company: Company) -> None:
    company.publish()
    text = json.dumps(Publication.objects.latest("id").document)
    for word in ("txn-db-01", "pg-primary", "Carla", "INC-", f'"{company.incident.number}"', "user:"):
        assert word not in text


def asked() -> list[str]:
    return sorted(
        Delivery.objects.filter(kind="note", channel="sms").values_list("recipient_label", flat=True)
    )


def test_people_are_asked_for_the_next_update_once_a_step(company: Company) -> None:
    company.publish(next_update_at=company.at + timedelta(minutes=20))
    company.clock.advance(minutes=14)
    assert asked() == []
    company.clock.advance(minutes=1)
    assert asked() == ["Carla Reyes"]
    company.clock.advance(minutes=5)
    assert asked() == ["Carla Reyes", "Carla Reyes", "Ines Moreau"]
    company.clock.advance(minutes=300)
    assert asked() == ["Carla Reyes"] * 3 + ["Hella Dahl"] + ["Ines Moreau"] * 2


def test_without_a_promise_the_priority_decides_when_the_next_update_is_due(company: Company) -> None:
    company.publish()
    due = Entry.objects.filter(topic="statuspage.nag").order_by("due_at").values_list("due_at", flat=True)
    assert [(moment - company.at) / timedelta(minutes=1) for moment in due] == [25, 30, 40]


def test_nobody_is_asked_for_what_was_written_meanwhile(company: Company) -> None:
    company.publish()
    company.clock.advance(minutes=24)
    company.publish("No news.")
    company.clock.advance(minutes=20)
    company.restore()
    company.all_clear()
    company.clock.advance(minutes=300)
    assert asked() == []


def test_a_page_says_what_customers_see(company: Company) -> None:
    assert facts.ask_one("page_line", company.incident.pk) == "status page green, 10 min"
    company.publish()
    company.advance(6)
    assert facts.ask_one("page_line", company.incident.pk) == "status page red, 6 min"


def test_the_customers_mail_repeats_what_the_status_page_promised(company: Company) -> None:
    company.publish()
    assert facts.ask_one("promised_at", company.incident.pk) is None
    promised = company.at + timedelta(minutes=20)
    company.publish("We know more.", next_update_at=promised)
    assert facts.ask_one("promised_at", company.incident.pk) == promised
