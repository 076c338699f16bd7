"""Mails as they are seen: the same words as in the plain text, in a frame that any mail program can draw."""

import re

import pytest

from accounts.models import CompanySettings
from notifications.amending import message_of
from notifications.letters import Part, parts_of
from notifications.models import Delivery
from statuspage.subscribing import words
from statuspage.subscribing.phrasing import worded

LINK = "https://status.example.com/status/subscribe/confirm/" + "x" * 180
# What Outlook and Gmail drop or do not load; layout never hangs on it.
UNSAFE = ("<link", "<script", "<img", "<svg", "@import", "url(", "flex", "grid", "position:", "float")
SAID = {
    "kind": "update", "status": "identified", "title": "Orders & <b>reports</b>", "titles": {},
    "text": "We know\nthe cause.", "texts": {}, "components": [("Ordering", "major_outage")],
    "told_at": "2026-03-10T14:05:00+00:00",
    "url": "https://status.example.com/incidents/abc/",
}  # fmt: skip


@pytest.fixture(autouse=True)
def company(db: None) -> None:
    CompanySettings.objects.create(name="Halcyon Orders")


def mailed(kind: str, title: str, body: str, language: str = "en") -> str:
    row = Delivery(
        kind=kind, title=title, body=body, language=language, channel="email", address="a@b.example"
    )
    html = message_of(row).html
    assert html
    return html


def test_every_mail_is_a_letter_and_a_text_message_is_none() -> None:
    for kind in ("page", "note", "initial", "rfo", "answer", "bundle"):
        assert "Halcyon Orders" in mailed(kind, "A title", "Words.")
    sms = Delivery(kind="page", title="", body="Words.", channel="sms", address="+447700900100")
    assert message_of(sms).html is None


@pytest.mark.parametrize(("language", "button"), [("en", "Open"), ("de", "Öffnen")])
def test_an_address_on_a_line_of_its_own_is_a_button(language: str, button: str) -> None:
    title, text = words.question("Halcyon Orders", LINK, "", language)
    html = mailed("note", title, text, language)
    assert (
        f'<a href="{LINK}" style="color:#ffffff;font-weight:bold;text-decoration:none;">{button}</a>' in html
    )
    assert html.count(LINK) == 1, "and is not written out besides"
    assert ">Answer<" in mailed("page", "You are paged", f"To take it:\n{LINK}")


def test_the_title_is_not_said_twice() -> None:
    html = mailed("initial", "P1 INC-1 Orders", "P1 INC-1 Orders\n\nThree customers.")
    assert html.count("P1 INC-1 Orders") == 2, "in the head of the file, and once to be read"


def test_what_somebody_typed_is_text() -> None:
    told = worded(SAID, company="Halcyon <i>", language="en", zone="UTC").html
    for html in (mailed("note", "<b>x</b>", "<script>alert(1)</script>"), told):
        assert "<script" not in html and "<b>" not in html and "<i>" not in html


def test_any_mail_program_can_draw_it() -> None:
    told = worded(SAID, company="Halcyon Orders", language="de", zone="Europe/Berlin").html
    for html in (
        told,
        mailed("note", "A title", f"Words.\n\n----------\nPass it on\n----------\n\n{LINK}\n\n-- \nUs"),
    ):
        assert not [word for word in UNSAFE if word in html]
        outer = html.partition("<body")[2]
        assert "<div" not in outer and outer.count("<table") == outer.count("</table>")
        assert '<!--[if mso]><table role="presentation" width="600"' in outer, "Outlook knows no max-width"
        assert len(re.findall(r"<table(?! role=.presentation.)", outer)) == 0, (
            "read aloud as text, not as tables"
        )
        assert len(html) < 102_000, "Gmail cuts off what is longer"
    assert "Ordering" in told and "%MANAGE%" in told and "%UNSUBSCRIBE%" in told


def test_paragraphs_and_what_is_passed_on_are_found() -> None:
    found = parts_of(
        f"One\ntwo\n{LINK}\n\n----------\nSay\n\nthis\n----------\n{LINK}\n\nhttps://x.example/ is no button"
    )
    assert found == [
        Part(("One", "two"), address=LINK),
        Part(("Say", "", "this"), fenced=True),
        Part((), address=LINK),
        Part(("https://x.example/ is no button",)),
    ]
