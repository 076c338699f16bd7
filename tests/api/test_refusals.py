"""Whatever is sent, the answer has one shape, and it is never a 500."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.operations import make_token, revoke_token
from tests.api.conftest import Caller

Calling = Callable[[str], Caller]
SHAPE = {"error", "message", "blocked_by", "sentences", "fields"}


def assert_shape(answer: Any, status: int, code: str) -> None:
    assert answer.status_code == status, answer.content
    body = answer.json()
    assert set(body) == SHAPE
    assert body["error"] == code
    assert body["message"]


def test_a_stranger_is_told_how_to_come_in(db: None) -> None:
    answer = Client().get("/api/v1/incidents/")
    assert_shape(answer, 401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer storm_unknown", "Bearer ", "Bearer \xff\xfe", "Bearer x y z"])
def test_a_wrong_token_is_said_to_be_wrong(db: None, header: str) -> None:
    answer = Client().get("/api/v1/incidents/", headers={"Authorization": header})
    assert_shape(answer, 401, "AUTHENTICATION_FAILED")


def test_a_revoked_or_expired_token_and_one_of_a_former_colleague_open_nothing(calling: Calling) -> None:
    user = User.objects.filter(roles__contains=["csr"])[0]
    now = timezone.now()
    revoked = make_token(user=user, name="revoked", at=now)
    revoke_token(user=user, token_id=ApiToken.objects.get(name="revoked").pk, at=now)
    expired = make_token(user=user, name="old", at=now, expires_at=now - timedelta(seconds=1))
    for token in (revoked, expired):
        answer = Client().get("/api/v1/incidents/", headers={"Authorization": f"Bearer {token}"})
        assert_shape(answer, 401, "AUTHENTICATION_FAILED")
    caller = calling("csr")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert_shape(caller.get("incidents/"), 401, "AUTHENTICATION_FAILED")


def test_tokens_are_kept_hashed(calling: Calling) -> None:
    user = User.objects.filter(roles__contains=["csr"])[0]
    token = make_token(user=user, name="kept", at=timezone.now())
    kept = ApiToken.objects.get(name="kept")
    assert token not in {str(value) for value in vars(kept).values()}
    assert len(kept.hash) == 64


def test_the_session_of_the_browser_is_taken_but_not_without_its_form_protection(calling: Calling) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.filter(roles__contains=["csr"])[0])
    assert browser.get("/api/v1/me/").status_code == 200
    answer = browser.post("/api/v1/incidents/", data={}, content_type="application/json")
    assert_shape(answer, 403, "PERMISSION_DENIED")


def test_a_user_without_a_role_is_refused(calling: Calling) -> None:
    nobody = User.objects.create(username="nobody", name="Nobody")
    token = make_token(user=nobody, name="none", at=timezone.now())
    answer = Client().get("/api/v1/incidents/", headers={"Authorization": f"Bearer {token}"})
    assert_shape(answer, 403, "PERMISSION_DENIED")


def test_malformed_json_is_answered_with_a_sentence(calling: Calling) -> None:
    caller = calling("csr")
    for body in (b"{", b'{"words": NaN}', b"\xff\xfe", b"[1"):
        answer = caller.client.post(
            "/api/v1/incidents/", data=body, content_type="application/json", headers=caller.headers
        )
        assert answer.status_code == 400, body
        assert set(answer.json()) == SHAPE


@pytest.mark.parametrize("body", [[], "text", 7, None, {"words": {"a": 1}}, {"words": None}, {"means": []}])
def test_json_of_another_shape_is_refused(calling: Calling, body: object) -> None:
    caller = calling("csr")
    answer = caller.client.post(
        "/api/v1/incidents/", data=json.dumps(body), content_type="application/json", headers=caller.headers
    )
    assert_shape(answer, 400, "INVALID")


def test_another_media_type_is_refused(calling: Calling) -> None:
    caller = calling("csr")
    answer = caller.client.post("/api/v1/incidents/", data={"words": "x"}, headers=caller.headers)
    assert_shape(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_method_that_is_not_there_is_refused(calling: Calling, reported: int) -> None:
    caller = calling("csr")
    answer = caller.client.delete(f"/api/v1/incidents/{reported}/", headers=caller.headers)
    assert_shape(answer, 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    "path", ["incidents/99999/", "incidents/99999999999999999999/", "nonsense/", "incidents/x/"]
)
def test_an_address_that_is_not_there_is_404_in_the_same_shape(calling: Calling, path: str) -> None:
    assert_shape(calling("csr").get(path), 404, "NOT_FOUND")


def test_an_act_on_an_unknown_incident_is_404(calling: Calling, reported: int) -> None:
    assert_shape(calling("csr").act(99999, "take"), 404, "NOT_FOUND")
    assert_shape(calling("csr").act(reported, "merge", into=99999), 404, "NOT_FOUND")


def test_the_stage_can_not_be_written(calling: Calling, reported: int) -> None:
    calling("csr").act(reported, "take", stage="closed")
    calling("csr").act(reported, "record", stage="closed", title="Another title")
    shown = calling("csr").get(f"incidents/{reported}/").json()
    assert (shown["stage"], shown["title"]) == ("classify", "Another title")


@pytest.mark.parametrize(
    "body",
    [
        {"words": "a\x00b", "means": "customer_call"},
        {"words": "x", "means": "customer_call", "customer": "a\x00b"},
        {"words": "\ud800", "means": "customer_call"},
        {"words": "x", "means": "customer_call", "title": "t" * 201},
        {"words": "x", "means": "customer_call", "occurred_at": "99999-01-01T00:00:00Z"},
        {"words": "x", "means": "customer_call", "occurred_at": "2400-01-01T00:00:00Z"},
        {"words": "x", "means": "customer_call", "occurred_at": "0001-01-01T00:00:00+14:00"},
        {"words": "", "means": "customer_call"},
        {"words": "x", "means": "other", "assets": [[]]},
    ],
)
def test_what_cannot_be_stored_is_refused(calling: Calling, body: dict[str, Any]) -> None:
    answer = calling("csr").post("incidents/", body)
    assert answer.status_code == 400, answer.content
    assert set(answer.json()) == SHAPE


@pytest.mark.parametrize("asked", ["at", "deadline_at"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:00Z", "2100-01-01T00:00:00Z"])
def test_a_question_outside_the_calendar_is_refused(calling: Calling, asked: str, moment: str) -> None:
    answer = calling("csr").post("what-if/", {"assets": [], "component_unknown": True, asked: moment})
    assert answer.status_code == 400, answer.content
    assert answer.json()["fields"][asked] == ["Give a moment after 2000 and before 2100."]


def test_a_body_nested_without_end_is_refused(calling: Calling) -> None:
    csr = calling("csr")
    answer = csr.client.generic(
        "POST", "/api/v1/incidents/", "[" * 200_000, "application/json", headers=csr.headers
    )
    assert_shape(answer, 400, "PARSE_ERROR")
