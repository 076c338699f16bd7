"""Readers come in by mail: whoever is invited, once by each link, to that page alone; and nobody learns who is."""

import re

import pytest
from django.test import Client

from catalog.models import Customer, CustomerContact
from notifications.models import Delivery
from statuspage.models import SignIn, StatusPage
from statuspage.operations.keys import make_key, revoke_key
from statuspage.operations.managing import keep_page
from statuspage.readers import signing_in
from tests.statuspage.conftest import Company
from tests.statuspage.test_several_pages import everything, make

ANN = "Ann@Example.org"


@pytest.fixture
def inner(company: Company) -> StatusPage:
    """A private page, to which Ann is invited."""
    page = make(company, "inner", kind="private", name="Very private")
    make_key(page=page, label="Ann", email=ANN, actor=company.actor(), at=company.at)
    company.publish()
    company.clock.settle()
    return page


def stranger(address: str = "198.51.100.7") -> Client:
    return Client(REMOTE_ADDR=address, enforce_csrf_checks=True)


def asks(
    company: Company,
    email: str = ANN,
    *,
    where: str = "/status/p/inner/sign-in/",
    client: Client | None = None,
) -> str:
    """What the mail says, if one came; the relay has run."""
    before = Delivery.objects.count()
    answer = (client or stranger()).post(where, {"email": email})
    assert answer.status_code == 200, answer.content
    company.clock.settle()
    return Delivery.objects.latest("id").body if Delivery.objects.count() > before else ""


def link_in(mail: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S*/sign-in/\S+)", mail)
    assert found, mail
    return found.group(1)


def signed_in(company: Company, email: str = ANN, slug: str = "inner") -> Client:
    reader = stranger()
    led = reader.post(link_in(asks(company, email, where=f"/status/p/{slug}/sign-in/")))
    assert led.status_code == 302, led.content
    return reader


def test_a_stranger_is_asked_for_her_address_and_let_in_by_one_press(
    company: Company, inner: StatusPage
) -> None:
    closed = stranger().get("/status/p/inner/")
    assert closed.status_code == 404 and b'action="/status/p/inner/en/sign-in/"' in closed.content
    reader, mail = stranger(), asks(company)
    assert Delivery.objects.latest("id").address == "ann@example.org"
    where = link_in(mail)
    shown = reader.get(where)
    assert shown.status_code == 200 and b"as ann@example.org for thirty days" in shown.content
    assert reader.get("/status/p/inner/").status_code == 404, "a program that opens links got in"
    led = reader.post(where)
    cookie = led.cookies[f"statuspage-{inner.pk}"]
    assert (led.status_code, led["Location"]) == (302, "/status/p/inner/")
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/status/p/inner/"
    page = reader.get("/status/p/inner/")
    assert page.status_code == 200 and "Signed in as ann@example.org." in page.content.decode()
    for url in everything(inner):
        assert reader.get(url).status_code == 200, url


def test_a_link_opens_once_for_half_an_hour_and_one_page(company: Company, inner: StatusPage) -> None:
    other = make(company, "other", kind="private")
    make_key(page=other, label="Ann", email=ANN, actor=company.actor(), at=company.at)
    where = link_in(asks(company))
    assert stranger().post(where.replace("/inner/", "/other/")).status_code == 404
    assert stranger().post(where).status_code == 302
    for again in (stranger().get(where), stranger().post(where)):
        assert again.status_code == 404 and b"This link holds no more" in again.content
    late = link_in(asks(company))
    company.advance(31)
    assert stranger().post(late).status_code == 404
    row = SignIn.objects.latest("id")
    assert stranger().post(late.replace(row.nonce, "another")).status_code == 404


def test_the_answer_is_the_same_for_whom_it_is_not(company: Company, inner: StatusPage) -> None:
    asked = [
        stranger().post(f"/status/p/{slug}/en/sign-in/", {"email": email})
        for slug, email in (
            ("inner", "ann@example.org"),
            ("inner", "bob@example.org"),
            ("nowhere", "ann@example.org"),
        )
    ]
    plain = {one.content.replace(b"bob@", b"ann@").replace(b"/nowhere/", b"/inner/") for one in asked}
    assert (
        len(plain) == 1
        and {one.status_code for one in asked} == {200}
        and not any(one.cookies for one in asked)
    )
    assert SignIn.objects.count() == 3, "whoever is invited costs no more than anybody"
    before = Delivery.objects.count()
    company.clock.settle()
    assert [one.address for one in Delivery.objects.order_by("id")[before:]] == ["ann@example.org"]
    assert SignIn.objects.get().email == "ann@example.org", "addresses of strangers are not kept"


def test_asking_is_limited_by_client_and_by_address(company: Company, inner: StatusPage) -> None:
    where = "/status/p/inner/sign-in/"
    answers = [
        stranger(f"203.0.113.{n}").post(where, {"email": "b@example.org"}).status_code for n in range(6)
    ]
    assert answers == [200] * 5 + [429]
    answers = [stranger().post(where, {"email": f"a{n}@example.org"}).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    assert stranger("203.0.113.99").post(where, {"email": "no mail"}).status_code == 400


def test_who_is_not_invited_any_more_is_out_at_once(company: Company, inner: StatusPage) -> None:
    reader, waiting = signed_in(company), link_in(asks(company))
    revoke_key(key_id=inner.keys.get().pk, actor=company.actor(), at=company.at)
    for url in everything(inner):
        assert reader.get(url).status_code == 404, url
    assert stranger().post(waiting).status_code == 404
    assert asks(company) == ""


def test_she_signs_out_here_and_wherever_her_cookie_was_copied_to(
    company: Company, inner: StatusPage
) -> None:
    reader, copied = signed_in(company), stranger()
    copied.cookies.load(reader.cookies)
    assert reader.get("/status/p/inner/sign-out/").status_code == 302
    assert reader.get("/status/p/inner/").status_code == copied.get("/status/p/inner/").status_code == 200
    led = reader.post("/status/p/inner/sign-out/")
    assert led.status_code == 302 and led.cookies[f"statuspage-{inner.pk}"]["max-age"] == 0
    assert reader.get("/status/p/inner/").status_code == copied.get("/status/p/inner/").status_code == 404


def test_contacts_of_a_customer_come_in_to_its_page_and_to_no_other(company: Company) -> None:
    for name in ("Globex", "Initech"):
        customer = Customer.objects.create(name=name, status="paying")
        CustomerContact.objects.create(customer=customer, name=f"Kim of {name}", email=f"Kim@{name}.example")
        StatusPage.objects.create(slug=name.lower(), kind="customer", customer=customer, languages=["en"])
    company.publish()
    company.clock.settle()
    for own, other in (("globex", "initech"), ("initech", "globex")):
        reader = signed_in(company, f"kim@{own}.example", own)
        assert reader.get(f"/status/p/{own}/").status_code == 200
        assert reader.get(f"/status/p/{other}/").status_code == 404
        assert asks(company, f"kim@{own}.example", where=f"/status/p/{other}/sign-in/") == ""
    reader = signed_in(company, "kim@globex.example", "globex")
    Customer.objects.filter(name="Globex").update(status="exited")
    assert reader.get("/status/p/globex/").status_code == 404


def test_it_is_german_for_whose_browser_is(company: Company, inner: StatusPage) -> None:
    german = stranger()
    closed = german.get("/status/p/inner/", headers={"accept-language": "de-AT,de;q=0.9"}).content.decode()
    assert (
        '<html lang="de"' in closed
        and "Ihre Mailadresse" in closed
        and "/status/p/inner/de/sign-in/" in closed
    )
    mail = asks(company, where="/status/p/inner/de/sign-in/")
    assert "öffnen Sie innerhalb einer halben Stunde" in mail and "Very private" in mail
    where = link_in(mail)
    assert "Seite öffnen" in german.get(where).content.decode()
    assert (
        "Noch nicht gesendet" in german.post("/status/p/inner/de/sign-in/", {"email": "no"}).content.decode()
    )
    inner.languages = ["en", "de"]
    keep_page(page=inner, actor=company.actor(), at=company.at)
    assert german.post(where)["Location"] == "/status/p/inner/de/"
    assert "Abmelden" in german.get("/status/p/inner/de/").content.decode()


def test_a_public_page_needs_no_sign_in(company: Company) -> None:
    make(company, "open")
    led = stranger().get("/status/p/open/sign-in/")
    assert (led.status_code, led["Location"]) == (302, "/status/p/open/")
    assert "Sign out" not in stranger().get("/status/p/open/").content.decode()


def test_below_its_own_domain_the_link_leads_there(
    company: Company, inner: StatusPage, settings: object
) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    inner.domain = "inner.halcyon.example"
    keep_page(page=inner, actor=company.actor(), at=company.at)
    reader = Client(headers={"host": "inner.halcyon.example"})
    assert b'action="/en/sign-in/"' in reader.get("/").content
    mail = asks(company, where="/en/sign-in/", client=reader)
    assert "://inner.halcyon.example/en/sign-in/" in mail
    led = reader.post(re.sub(r"^.*(/en/sign-in/\S+).*$", r"\1", mail, flags=re.DOTALL))
    assert led["Location"] == "/" and led.cookies[f"statuspage-{inner.pk}"]["path"] == "/"
    assert b"Very private" in reader.get("/").content


def test_what_nobody_used_is_forgotten(company: Company, inner: StatusPage) -> None:
    asks(company)
    reader = signed_in(company)
    company.advance(25 * 60)
    signing_in.forget(at=company.at)
    assert SignIn.objects.get().used_at and reader.get("/status/p/inner/").status_code == 200
    company.advance(30 * 24 * 60)
    assert reader.get("/status/p/inner/").status_code == 404
    signing_in.forget(at=company.at)
    assert not SignIn.objects.exists()
