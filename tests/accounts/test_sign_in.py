"""Coming in and going out: by user name or mail address, never by signing up."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User

PASSWORD = "correct horse battery"  # at least ten characters
LOGIN = "/accounts/login/"


@pytest.fixture
def maria(db: None) -> User:
    user = User.objects.create(username="maria", name="Maria", email="maria@example.org", roles=["csr"])
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("login", ["maria", "maria@example.org"])
def test_a_member_of_staff_signs_in(maria: User, login: str) -> None:
    browser = Client()
    answer = browser.post(LOGIN, {"login": login, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert browser.get("/").status_code == 200


def test_after_signing_in_one_is_where_one_wanted_to_be(maria: User) -> None:
    browser = Client()
    asked = browser.get("/accounts/profile/")
    assert asked.headers["Location"] == "/accounts/login/?next=/accounts/profile/"
    answer = browser.post(asked.headers["Location"], {"login": "maria", "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/profile/"


def test_a_foreign_address_is_not_gone_to(maria: User) -> None:
    answer = Client().post(f"{LOGIN}?next=https://evil.example", {"login": "maria", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_so(maria: User) -> None:
    answer = Client().post(LOGIN, {"login": "maria", "password": "wrong"})
    assert answer.status_code == 200
    assert b"Not signed in" in answer.content
    assert b"No account has this name" in answer.content


def test_guessing_is_slowed_down(maria: User) -> None:
    browser = Client()
    for _ in range(6):
        browser.post(LOGIN, {"login": "maria", "password": "wrong"})
    answer = browser.post(LOGIN, {"login": "maria", "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert browser.get("/").status_code == 302


def test_signing_out_ends_the_session(maria: User) -> None:
    browser = Client()
    browser.force_login(maria)
    assert browser.get("/accounts/logout/").status_code == 200  # a GET asks first
    assert browser.get("/").status_code == 200
    assert browser.post("/accounts/logout/").headers["Location"] == LOGIN
    assert browser.get("/").status_code == 302


def test_a_former_colleague_stays_out(maria: User) -> None:
    User.objects.filter(pk=maria.pk).update(is_active=False)
    browser = Client()
    browser.post(LOGIN, {"login": "maria", "password": PASSWORD})
    assert browser.get("/").status_code == 302


def test_the_password_is_changed(maria: User) -> None:
    browser = Client()
    browser.force_login(maria)
    new = "another long password"
    wrong = browser.post(
        "/accounts/password/change/", {"oldpassword": "wrong", "password1": new, "password2": new}
    )
    assert wrong.status_code == 200
    right = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/accounts/password/change/", right).status_code == 302
    maria.refresh_from_db()
    assert maria.check_password(new)
    assert maria.password.startswith("argon2")


def test_nobody_signs_up(db: None) -> None:
    fields = {"username": "eve", "email": "eve@example.org", "password1": PASSWORD}
    for answer in (Client().get("/accounts/signup/"), Client().post("/accounts/signup/", fields)):
        assert b"Accounts are made by an administrator" in answer.content
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path", ["email/", "password/reset/", "password/set/", "confirm-email/", "reauthenticate/"]
)
def test_what_is_not_offered_is_not_there(maria: User, path: str) -> None:
    browser = Client()
    browser.force_login(maria)
    assert browser.get(f"/accounts/{path}").status_code == 404


def test_an_executive_lands_on_something_she_may_see(maria: User) -> None:
    User.objects.filter(pk=maria.pk).update(roles=["executive"])
    browser = Client()
    landed = browser.post(LOGIN, {"login": "maria", "password": PASSWORD}, follow=True)
    assert landed.status_code == 200


def test_the_administration_makes_users_with_hashed_passwords(maria: User) -> None:
    User.objects.filter(pk=maria.pk).update(is_superuser=True)
    browser = Client()
    browser.force_login(User.objects.get(pk=maria.pk))
    fields = {
        "username": "new",
        "name": "Newcomer",
        "email": "new@example.org",
        "roles": ["responder"],
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = browser.post("/admin/accounts/user/add/", fields)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    made = User.objects.get(username="new")
    assert made.roles == ["responder"]
    assert made.check_password(PASSWORD)
    assert browser.get(f"/admin/accounts/user/{made.pk}/change/").status_code == 200


def try_to_sign_in(password: str, *, address: str = "192.0.2.1") -> int:
    """As a new browser at this address; the status of the answer."""
    form = {"login": "maria", "password": password}
    return Client(REMOTE_ADDR=address).post(LOGIN, form).status_code


def test_whoever_guesses_is_stopped_wherever_the_guesses_arrive(maria: User) -> None:
    """Counted in the database, not in the process: other web processes know, and a new one does not begin anew."""
    assert [try_to_sign_in(f"guess {n}") for n in range(5)] == [200] * 5
    assert try_to_sign_in(PASSWORD, address="192.0.2.2") == 200  # the name is locked, not only the address
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_attempts")
    assert try_to_sign_in(PASSWORD, address="192.0.2.2") == 302
