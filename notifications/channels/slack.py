"""Slack through its own client: a message with buttons, what was pressed under it, and the message written anew."""

import json
from typing import Any
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web import WebClient

from notifications.channels import slack_events, slack_words
from notifications.channels.asking import Line
from notifications.channels.protocol import (
    PROVIDER_TIMEOUT_SECONDS,
    Capability,
    ForgedCallback,
    Heard,
    Message,
    PermanentFailure,
    Press,
    Receipt,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.slack_errors import failure_for, failure_of

PROVIDER = "slack"
_ANSWERS_AT = "https://hooks.slack.com/"


class Slack:
    """One workspace's app: its bot token and its signing secret. `base_url` points the real client at another host."""

    name = "slack"
    capabilities = Capability.SUBJECT | Capability.KEYS

    def __init__(self, token: str, signing_secret: str, *, base_url: str = "") -> None:
        where = f"{base_url.rstrip('/')}/api/" if base_url else WebClient.BASE_URL
        self._client = WebClient(
            token, base_url=where, timeout=PROVIDER_TIMEOUT_SECONDS - 1, retry_handlers=[]
        )
        self._verifier = SignatureVerifier(signing_secret)
        self._answers_at = f"{base_url.rstrip('/')}/" if base_url else _ANSWERS_AT

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        if not message.text.strip():
            raise PermanentFailure("no_text", "The message has no text.")
        channel, _, thread = to.partition(":")
        where = {"channel": channel, "thread_ts": thread} if thread else {"channel": channel}
        said = self._ask("chat.postMessage", {**where, **slack_words.of(message, idempotency_key)})
        return Receipt(PROVIDER, f"{said['channel']}:{said['ts']}", state="sent")

    def amend(self, provider_id: str, message: Message) -> None:
        channel, _, ts = provider_id.partition(":")
        self._ask("chat.update", {"channel": channel, "ts": ts, **slack_words.of(message, "")})

    def read_press(self, callback: SignedForm) -> Press:
        said = self._verified(callback, callback.fields.get("payload", ""))
        actions, user = said.get("actions") or [{}], said.get("user") or {}
        action = actions[0] if isinstance(actions, list) and isinstance(actions[0], dict) else {}
        if not isinstance(user, dict) or not user.get("id"):
            raise UnreadableCallback("needed, but missing: user.id")
        digits, _, key = str(action.get("value") or "").partition(":")
        signature = {name.lower(): value for name, value in callback.headers.items()}["x-slack-signature"]
        return Press(PROVIDER, signature, str(user["id"]), key, digits, str(said.get("response_url") or ""))

    def answer_press(self, answer_to: str, words: str) -> None:
        if not answer_to.startswith(self._answers_at):
            raise PermanentFailure("elsewhere", "This is no address of Slack's.")
        status, _ = Line(answer_to).post("", json=slack_words.aside(words))
        if status >= 300:
            raise failure_for("", status=status)

    def hear(self, callback: SignedForm) -> Heard:
        return slack_events.heard(self._verified(callback, callback.body))

    def _verified(self, callback: SignedForm, payload: str | bytes) -> dict[str, Any]:
        try:
            genuine = self._verifier.is_valid_request(callback.body, dict(callback.headers))
        except ValueError:  # a moment that is no number, a body that is no text
            genuine = False
        if not genuine:
            raise ForgedCallback("the signature does not match, or is older than five minutes")
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise UnreadableCallback("the payload is no JSON") from error
        if not isinstance(said, dict):
            raise UnreadableCallback("the payload is no object")
        return said

    def _ask(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._client.api_call(method, json=body)
            return {"channel": answer["channel"], "ts": answer["ts"]}
        except SlackApiError as error:
            raise failure_of(error) from error
        except (HTTPError, SlackClientError, KeyError, ValueError) as error:
            raise TemporaryFailure(
                "unreadable", "Slack's answer cannot be read.", may_have_left=True
            ) from error
        except URLError as error:
            raise TemporaryFailure("connection", "Slack cannot be reached.") from error
        except OSError as error:  # time-outs too
            raise TemporaryFailure("timeout", "Slack did not answer.", may_have_left=True) from error
