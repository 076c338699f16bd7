"""One's own page: ways to be reached, and tokens that are shown once."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, ContactMethod, User


@pytest.fixture
def maria(db: None) -> User:
    return User.objects.create(username="maria", name="Maria", roles=["responder"])


@pytest.fixture
def browser(maria: User) -> Client:
    client = Client()
    client.force_login(maria)
    return client


def test_a_token_is_shown_once_and_opens_the_api(browser: Client, maria: User) -> None:
    answer = browser.post("/accounts/profile/tokens/", {"name": "deploy script"})
    found = re.search(r"storm_[\w-]{30,}", answer.content.decode())
    assert found
    token = found.group()
    assert (
        Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {token}"}).json()["username"]
        == "maria"
    )
    again = browser.get("/accounts/profile/").content.decode()
    assert token not in again
    assert "deploy script" in again


def test_a_revoked_token_opens_nothing(browser: Client, maria: User) -> None:
    answer = browser.post("/accounts/profile/tokens/", {"name": "old"}).content.decode()
    token = re.search(r"storm_[\w-]{30,}", answer).group()  # type: ignore[union-attr]
    browser.post(f"/accounts/profile/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_number_is_added_in_one_form_and_not_used_before_it_is_verified(
    browser: Client, maria: User
) -> None:
    fields = {"kind": "sms", "address": "+44 (7700) 900-123"}
    assert browser.post("/accounts/profile/contacts/", fields).status_code == 302
    method = maria.contact_methods.get()
    assert (method.address, method.verified_at) == ("+447700900123", None)
    again = browser.post("/accounts/profile/contacts/", fields)
    assert again.status_code == 400
    assert "already" in again.content.decode()


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("sms", "0800 HELP"),
        ("sms", "12"),
        ("email", "nobody"),
        ("fax", "+447700900123"),
        ("webhook", "ftp://a.example"),
        ("webhook", "https://"),
        ("", ""),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(browser: Client, kind: str, address: str) -> None:
    answer = browser.post("/accounts/profile/contacts/", {"kind": kind, "address": address})
    assert answer.status_code == 400
    assert not ContactMethod.objects.exists()


def test_the_last_verified_way_is_not_removed(browser: Client, maria: User) -> None:
    now = timezone.now()
    first = ContactMethod.objects.create(user=maria, kind="sms", address="+447700900001", verified_at=now)
    second = ContactMethod.objects.create(
        user=maria, kind="email", address="m@example.org", verified_at=now, position=1
    )
    assert browser.post(f"/accounts/profile/contacts/{second.pk}/prefer/").status_code == 302
    assert list(maria.contact_methods.all()) == [second, first]
    assert browser.post(f"/accounts/profile/contacts/{first.pk}/remove/").status_code == 302
    refused = browser.post(f"/accounts/profile/contacts/{second.pk}/remove/")
    assert refused.status_code == 409
    assert "last way" in refused.content.decode()


def test_what_belongs_to_others_is_not_there(browser: Client) -> None:
    other = User.objects.create(username="other", name="Other", roles=["csr"])
    method = ContactMethod.objects.create(user=other, kind="sms", address="+447700900009")
    token = ApiToken.objects.create(user=other, name="theirs", hash="x", hint="x", created_at=timezone.now())
    assert browser.post(f"/accounts/profile/contacts/{method.pk}/remove/").status_code == 404
    assert browser.post(f"/accounts/profile/contacts/{method.pk}/prefer/").status_code == 404
    assert browser.post(f"/accounts/profile/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
