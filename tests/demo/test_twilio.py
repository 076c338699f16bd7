"""The fake Twilio keeps what it took, refuses as the real one does, and speaks through its control API."""

import json
from pathlib import Path

import pytest
import requests
from twilio.request_validator import RequestValidator

from demo.twilio.rules import WORDS, judged
from demo.twilio.server import FakeTwilio
from tests.demo.conftest import NUMBER, SID, TOKEN, Product, fake_twilio

FORM = {"From": NUMBER, "To": "+447700900142", "Body": "P1 INC-12"}


def send(twilio: FakeTwilio, form: dict[str, str] = FORM, token: str = TOKEN) -> requests.Response:
    return requests.post(twilio.base_url + twilio.messages_path, data=form, auth=(SID, token), timeout=5)


def reply(twilio: FakeTwilio, body: str) -> dict[str, object]:
    asked = {"from": "+447700900142", "body": body}
    answer = requests.post(f"{twilio.base_url}/_fake/reply", json=asked, timeout=5)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def listed(twilio: FakeTwilio, query: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = requests.get(f"{twilio.base_url}/_fake/messages{query}", timeout=5).json()[
        "messages"
    ]
    return found


def test_what_was_answered_is_on_disk_and_survives_a_restart(
    twilio: FakeTwilio, tmp_path: Path, product: Product
) -> None:
    sid = send(twilio).json()["sid"]
    on_disk = [json.loads(line) for line in (tmp_path / "fake-twilio.jsonl").read_text().splitlines()]
    assert sid in [record.get("sid") for record in on_disk]
    again = fake_twilio(tmp_path, product)
    assert [text.sid for text in again.ledger.texts(to="+447700900142")] == [sid]
    again.server_close()


def test_half_a_line_of_a_killed_process_harms_nothing(tmp_path: Path, product: Product) -> None:
    first = fake_twilio(tmp_path, product)
    first.network.take(FORM)
    first.server_close()
    with (tmp_path / "fake-twilio.jsonl").open("a") as log:
        log.write('{"kind": "text", "si')
    second = fake_twilio(tmp_path, product)
    second.network.take(FORM)
    second.server_close()
    third = fake_twilio(tmp_path, product)
    assert len(third.ledger.texts(to="+447700900142")) == 2
    third.server_close()


def test_a_stranger_to_the_account_is_refused(twilio: FakeTwilio) -> None:
    answer = send(twilio, token="wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert listed(twilio) == []


@pytest.mark.parametrize(("mood", "status", "kept"), [("500", 500, 0), ("429", 429, 0), ("lying", 500, 1)])
def test_a_mood_lasts_as_long_as_asked(twilio: FakeTwilio, mood: str, status: int, kept: int) -> None:
    asked = {"mood": mood, "count": 2}
    assert requests.post(f"{twilio.base_url}/_fake/mood", json=asked, timeout=5).status_code == 200
    assert [send(twilio).status_code for _ in range(3)] == [status, status, 201]
    assert len(listed(twilio, "?to=%2B447700900142")) == 2 * kept + 1
    assert twilio.ledger.attempts == 3


def test_silence_means_no_callback(twilio: FakeTwilio, product: Product) -> None:
    form = {**FORM, "StatusCallback": "https://storm.example.com/providers/twilio/status?delivery=k"}
    twilio.network.set_mood("silent", 1)
    send(twilio, form)
    twilio.network.callbacks.settle()
    assert product.forms == []
    send(twilio, form)
    twilio.network.callbacks.settle()
    assert [fields["MessageStatus"] for _, fields, _ in product.forms] == ["sent", "delivered"]
    assert [text["delivery"] for text in listed(twilio)] == ["k", "k"]


def test_an_unknown_mood_is_explained(twilio: FakeTwilio) -> None:
    answer = requests.post(f"{twilio.base_url}/_fake/mood", json={"mood": "moody"}, timeout=5)
    assert answer.status_code == 400 and "hang" in answer.json()["message"]


def test_a_reply_is_posted_signed_and_its_answer_lands_on_the_phone(
    twilio: FakeTwilio, product: Product
) -> None:
    send(twilio)
    assert reply(twilio, "ack 12")["answers"] == ["It is yours & only yours."]
    ((url, fields, headers),) = [form for form in product.forms if "Body" in form[1]]
    assert url == "https://storm.example.com/providers/twilio/sms"
    assert RequestValidator(TOKEN).validate(url, fields, headers["X-Twilio-Signature"])
    conversation = listed(twilio, "?phone=%2B447700900142")
    assert [text["body"] for text in conversation] == ["P1 INC-12", "ack 12", "It is yours & only yours."]


def test_after_stop_nothing_gets_through_until_start(twilio: FakeTwilio) -> None:
    reply(twilio, "STOP")
    assert send(twilio).json()["code"] == 21610
    reply(twilio, "start")
    assert send(twilio).status_code == 201


def test_a_foreign_web_page_cannot_reply(twilio: FakeTwilio, product: Product) -> None:
    body = json.dumps({"from": "+447700900142", "body": "ack 12"})
    headers = {"Content-Type": "text/plain"}
    answer = requests.post(f"{twilio.base_url}/_fake/reply", data=body, headers=headers, timeout=5)
    assert answer.status_code == 404 and product.forms == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "12"}, 21211),
        ({"To": "+15005550009"}, 21614),
        ({"From": ""}, 21603),
        ({"From": "+15005550008"}, 21611),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
)
def test_refusals_are_twilio_s(change: dict[str, str], code: int) -> None:
    refusal = judged({**FORM, **change}, opted_out=())
    assert refusal is not None and refusal.code == code and refusal.body["message"] == WORDS[code]
    assert judged(FORM, opted_out=()) is None
