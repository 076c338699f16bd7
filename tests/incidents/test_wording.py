"""Words with variables: no template can do anything, and what is delivered is complete in both languages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from incidents.delivered_words import BY_LANGUAGE
from incidents.messages import Occasion, Reader, Speaker, clock_of
from incidents.plan import default_plan
from incidents.plan_rules import faults as plan_faults
from incidents.priority import Priority
from incidents.queries.wording import Wording
from incidents.word_rules import faults_of
from incidents.wording import FORMS, KINDS, READERS, Words, faults, filled
from notifications.texts import is_gsm7, segments

AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
OCCASION = Occasion(
    company="Halcyon", reference="INC-7", title="uk-prod is down", priority="P1", affected=1,
    incident_url="https://storm.example/incidents/7/", status_url="https://storm.example/status/", at=AT,
    public_title="Orders are refused", public_text="We are on it.", next_update_at=AT,
    components=(("Orders", "major_outage"), ("Reports", "operational")), report="It was the disk.",
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    ["{% load x %}", "{{ text|upper }}", "{{ text.format }}", "{{ 'x' }}", "{{ }}", "{{ text", "{{ _x() }}"],
)
def test_only_names_stand_between_the_braces(body: str) -> None:
    assert faults(readers="staff", subject="", body=body)


def test_an_unknown_variable_is_refused_with_those_there_are() -> None:
    [said] = faults(readers="customers", subject="{{ zonk }}", body="{{ text }}")
    assert said.startswith("There is no variable “zonk”. There are: company, number, title")
    [inner] = faults(readers="customers", subject="", body="{{ inner_title }}")
    assert "for colleagues only" in inner and "incident_url" not in inner
    assert not faults(readers="staff", subject="", body="{{ inner_title }}")


def test_a_line_with_an_empty_variable_is_left_out_and_values_are_not_read_again() -> None:
    assert (
        filled("a\n\nby {{ next_update }}\n\n{{ text }}", {"text": "{{ company }}"}) == "a\n\n{{ company }}"
    )


def test_text_messages_stay_plain_and_short_and_no_machine_is_named_outside() -> None:
    given = {"readers": "customers", "form": "text", "subject": "", "inner": ["uk-prod", "Orders"]}
    assert faults_of(**given, body="{{ company }} “ok” – Orders") == []  # type: ignore[arg-type]
    assert "✓" in faults_of(**given, body="Fine ✓")[0]  # type: ignore[arg-type]
    assert "uk-prod" in faults_of(**given, body="UK-PROD is down")[0]  # type: ignore[arg-type]
    assert "Too long" in faults_of(**given, body="x" * 500)[0]  # type: ignore[arg-type]


def test_what_is_delivered_may_be_kept_and_says_the_same_in_both_languages() -> None:
    assert set(BY_LANGUAGE["en"]) == set(BY_LANGUAGE["de"])
    for words in BY_LANGUAGE.values():
        for (_, readers, form), (subject, body) in words.items():
            assert not faults_of(readers=readers, form=form, subject=subject, body=body, inner=[])


@pytest.mark.parametrize("language", ["en", "de", "fr-CA"])
def test_everything_can_be_said_to_everybody(language: str) -> None:
    speaker = Speaker(OCCASION, Wording().find)
    for kind in KINDS:
        for readers in READERS:
            for channel in ("email", "sms", "manual_call"):
                to = Reader(
                    name="Vera",
                    of="Tarrant",
                    customers=("Tarrant",),
                    language=language,
                    zone="America/New_York",
                )
                said = speaker.say(kind, readers=readers, channel=channel, to=to)
                assert said.text.strip() and "{" not in said.text
                assert readers in ("staff", "account_managers") or "uk-prod" not in said.text + said.subject
                if channel == "sms" and kind in ("initial", "all_clear"):
                    assert is_gsm7(said.text) and segments(said.text) <= 2
    assert set(FORMS) == {"mail", "text", "call"}


def test_a_mail_about_what_was_never_public_has_a_subject() -> None:
    speaker = Speaker(replace(OCCASION, public_title=""), Wording().find)
    assert speaker.letter(Reader()).subject == "Halcyon: INC-7"
    assert Speaker(OCCASION, Wording().find).letter(Reader()).subject == "What happened: Orders are refused"


def test_short_words_say_in_german_too_what_the_number_counts() -> None:
    speaker = Speaker(replace(OCCASION, affected=3), Wording().find)
    for kind in ("initial", "update"):
        said = speaker.say(kind, readers="staff", channel="sms", to=Reader(language="de"))
        assert "3 Kunden betroffen." in said.text


def test_times_are_by_the_readers_clock() -> None:
    assert clock_of(AT, zone="America/New_York", today=AT) == "11:00 EDT"
    assert clock_of(AT, zone="Pacific/Auckland", today=AT) == "04:00 NZDT"
    late = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
    assert clock_of(late, zone="Europe/Berlin", today=AT) == "2026-03-11 16:00 CET"
    own = Wording(
        {"de": {("initial", "customers", "mail"): Words("{{ title }}", "{{ impact }} bis {{ next_update }}")}}
    )
    said = Speaker(OCCASION, own.find).say(
        "initial", readers="customers", channel="email", to=Reader(language="de", zone="Europe/Berlin")
    )
    assert said.text == "Orders: ausgefallen bis 16:00 CET"


def test_the_delivered_plans_can_be_carried_out() -> None:
    for priority in Priority:
        assert plan_faults(default_plan(priority), lists=["internal"], places=[]) == []
