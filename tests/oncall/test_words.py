"""A page fits into one text message, whatever the incident is called."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.texts import is_gsm7, segments
from oncall.paging import words
from oncall.paging.words import Told

TOLD = Told(
    number=12,
    title="UK production down",
    purpose="level",
    priority="P1",
    customers=3,
    page_line="status page green, 6 min",
    level="DBA",
)


def test_a_page_says_what_who_and_how_to_answer() -> None:
    assert words.sms(TOLD) == (
        "P1 INC-12 UK production down. 3 customers. Status page green, 6 min. Reply 12a to take it, 12d to pass on."
    )


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("im", "Reply 12a to be Incident Manager, 12d to decline."),
        ("dispatch", "Reply 12a to take it."),
        ("reminder", "Still on it? Reply y."),
        ("last_resort", "Reply 12a to take it, 12d to pass on."),
    ],
)
def test_each_purpose_asks_its_own_question(purpose: str, expected: str) -> None:
    told = replace(TOLD, purpose=purpose)
    assert words.sms(told).endswith(expected)
    assert expected in words.mail(told, who="Ann", link="https://storm.example/x")


def test_the_mail_holds_the_link_and_the_person() -> None:
    mail = words.mail(TOLD, who="Ann", link="https://storm.example/oncall/ack/1.x/", company="Acme")
    assert mail.startswith("Ann, you are paged for DBA.\n")
    assert "\nhttps://storm.example/oncall/ack/1.x/\n" in mail
    assert words.subject(TOLD) == "You are paged: P1 INC-12 UK production down"


def test_a_recovered_alert_is_said() -> None:
    assert "The alerts have recovered." in words.sms(replace(TOLD, recovered=True))


@given(
    title=st.text(
        alphabet=st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), min_size=1, max_size=200
    ),
    purpose=st.sampled_from(["level", "im", "dispatch", "reminder", "last_resort", "fallback"]),
    customers=st.integers(0, 9999),
)
def test_one_segment_for_every_title(title: str, purpose: str, customers: int) -> None:
    told = replace(TOLD, title=title, purpose=purpose, customers=customers)
    text = words.sms(told)
    assert segments(text) == 1 or not is_gsm7(text) or any(mark in title for mark in "^{}\\[~]|")
    assert words.ask(told) in text
