"""Reading and carrying on incidents through the API."""

from collections.abc import Callable

import pytest

from incidents.models import Incident
from tests.api.conftest import WORDS, Caller, at_stage

Calling = Callable[[str], Caller]


def test_a_reported_incident_waits_in_detect_and_says_what_blocks_it(calling: Calling, reported: int) -> None:
    shown = calling("csr").get(f"incidents/{reported}/").json()
    assert shown["stage"] == "detect"
    assert [blocker["code"] for blocker in shown["blocked_by"]] == ["DET_HELPDESK_OWNER"]
    assert shown["blocked_by"][0]["sentence"].startswith("Take the incident")
    assert shown["reference"] == f"INC-{reported}"
    assert shown["manifestation"] == WORDS


def test_an_act_answers_with_the_incident_as_it_stands_then(calling: Calling, reported: int) -> None:
    answer = calling("csr").act(reported, "take")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["stage"] == "classify"  # the report filled the record
    assert shown["helpdesk_owner"]["username"]
    assert {question["code"] for question in shown["how_soon"]} >= {"q1_find_out", "q8", "restore_time"}


def test_a_refusal_names_every_code_and_its_sentence(calling: Calling, reported: int) -> None:
    answer = calling("csr").act(reported, "advance")
    assert answer.status_code == 409
    body = answer.json()
    assert body["blocked_by"] == ["DET_HELPDESK_OWNER"]
    assert len(body["sentences"]) == 1
    assert body["error"] == "DET_HELPDESK_OWNER"


def test_who_looks_at_an_old_state_is_refused(calling: Calling, reported: int) -> None:
    caller = calling("csr")
    seen = caller.get(f"incidents/{reported}/").json()["changed"]
    assert caller.act(reported, "take", seen=seen).status_code == 200
    stale = caller.act(reported, "false-alarm", seen=seen, reason="A test of the monitor.")
    assert (stale.status_code, stale.json()["error"]) == (409, "STALE_STAGE")
    assert at_stage(reported) == "classify"


def test_the_same_act_again_is_refused_and_changes_nothing(calling: Calling, reported: int) -> None:
    calling("csr").act(reported, "take")
    changed = Incident.objects.get(number=reported).changed
    again = calling("csr").act(reported, "take")
    assert (again.status_code, again.json()["error"]) == (409, "ALREADY_TAKEN")
    assert Incident.objects.get(number=reported).changed == changed


def test_classifying_brings_customers_and_a_plan(calling: Calling, reported: int) -> None:
    calling("csr").act(reported, "take")
    answer = calling("csr").act(
        reported, "classify", impact=2, urgency=2, assets=["txn-db-01"], reason="Half of them"
    )
    shown = answer.json()
    assert answer.status_code == 200, shown
    assert (shown["priority"], shown["stage"]) == ("P2", "notify")
    assert {customer["name"] for customer in shown["customers"]} == {"Globex", "Initech"}
    assert {step["code"] for step in shown["steps"]} >= {"email_ops", "status_page"}
    assert shown["blocked_by"][0]["code"] == "NTF_STATUS_FIRST"


def test_a_wrong_role_is_told_so_in_a_sentence(calling: Calling, reported: int) -> None:
    answer = calling("csr").act(reported, "close")
    assert answer.status_code == 403
    assert "may not close" in answer.json()["message"]


def test_an_administrator_reads_and_does_nothing(calling: Calling, reported: int) -> None:
    admin = calling("admin")
    assert admin.get(f"incidents/{reported}/").status_code == 200
    assert admin.act(reported, "take").status_code == 403


def test_an_executive_reads_the_list_and_no_more(calling: Calling, reported: int) -> None:
    executive = calling("executive")
    assert executive.get("incidents/").status_code == 200
    assert executive.get(f"incidents/{reported}/").status_code == 403
    assert executive.act(reported, "note", text="Is it fixed?").status_code == 403


def test_an_assignee_of_nothing_is_named_in_the_answer(calling: Calling, reported: int) -> None:
    calling("csr").act(reported, "take")
    answer = calling("csr").act(reported, "add-task", title="Look", assignee="nobody-of-this-name")
    assert answer.status_code == 400
    assert answer.json()["fields"]["assignee"] == ["Nothing here is called “nobody-of-this-name”."]


def test_the_story_is_read_newest_first(calling: Calling, reported: int) -> None:
    calling("csr").act(reported, "take")
    page = calling("operator").get(f"incidents/{reported}/timeline/").json()
    kinds = [line["kind"] for line in page["results"]]
    assert page["count"] == len(kinds)
    assert kinds[-1] == "incident.detected"
    assert "incident.taken" in kinds
    assert all(line["words"] for line in page["results"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 2),
        ({"stage": "detect"}, 1),
        ({"open": "true"}, 1),
        ({"open": "false"}, 1),
        ({"q": "orders nobody"}, 0),
        ({"q": "place an order"}, 1),
        ({"customer": "No such company"}, 0),
        ({"priority": "P1"}, 0),
    ],
)
def test_the_list_is_filtered(calling: Calling, reported: int, query: dict[str, str], expected: int) -> None:
    csr = calling("csr")
    other = csr.post("incidents/", {"words": "The printer smokes.", "means": "internal_staff"}).json()[
        "number"
    ]
    csr.act(other, "take")
    assert csr.act(other, "false-alarm", reason="It was a cigarette.").status_code == 200
    page = csr.get("incidents/", **query).json()
    assert page["count"] == expected


def test_an_incident_is_found_by_what_people_call_it(calling: Calling, reported: int) -> None:
    found = calling("csr").get("incidents/", q=f"inc-{reported}").json()["results"]
    assert [row["number"] for row in found] == [reported]


def test_the_list_comes_in_pages(calling: Calling, reported: int) -> None:
    csr = calling("csr")
    csr.post("incidents/", {"words": "The second report.", "means": "customer_call"})
    first = csr.get("incidents/", page_size=1, ordering="number").json()
    assert (first["count"], len(first["results"])) == (2, 1)
    assert "page=2" in first["next"]
    assert csr.get("incidents/", page=99).status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_many(
    calling: Calling, reported: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    csr = calling("csr")
    for number in range(12):
        csr.post("incidents/", {"words": f"Report number {number}.", "means": "customer_call"})
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        assert csr.get("incidents/").json()["count"] == 13


def test_one_incident_takes_a_fixed_number_of_questions(
    calling: Calling, reported: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    csr = calling("csr")
    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        assert csr.get(f"incidents/{reported}/").status_code == 200
