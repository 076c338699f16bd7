"""What every channel promises, and the words in which providers' answers reach the rest of the product.

An adapter knows its provider and nothing else: no tables, no incidents, no second try. It always times out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, auto
from typing import Protocol, runtime_checkable

PROVIDER_TIMEOUT_SECONDS = 8
"""Shorter than a task's limit (15 s), which is shorter than an outbox lease (20 s)."""


class Capability(Flag):
    """What a channel can do beyond sending plain text."""

    NONE = 0
    SUBJECT = auto()
    HTML = auto()
    RECEIPTS = auto()
    REPLIES = auto()
    KEYS = auto()


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer that is one press away: the key that means it in a call, and the words on its button."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one person; a channel without subjects or HTML sends the text alone.

    `link` is where to read on. `outcome` is what has become of the matter since: then nothing is offered any more.
    `headers` are further ones of a mail, as by which it is unsubscribed.
    """

    subject: str
    text: str
    html: str | None = None
    link: str = ""
    offers: tuple[Offer, ...] = ()
    language: str = "en"
    outcome: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has taken the message over. `state` is a state of `notifications.receipts`."""

    provider: str
    provider_id: str
    state: str = "queued"
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text message somebody sent us.

    In a chat `answer_to` is where our answer goes, `under` the provider's name of our message that was answered, and
    `overheard` says that it was written among people: then only what we understand is for us, and only under ours.
    """

    provider: str
    provider_id: str
    sender: str
    recipient: str
    body: str
    answer_to: str = ""
    under: str = ""
    overheard: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What a chat tells us: words of a person, a challenge that is to be given back, or nothing that concerns us."""

    text: InboundText | None = None
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A provider's callback as it arrived: the public URL with its query, the fields, the headers, the bare body."""

    url: str
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class ChannelFailure(Exception):
    """The provider did not take the message. `code` is the provider's, `sentence` is for people."""

    def __init__(
        self, code: str, sentence: str, *, try_other: bool = False, needs_operator: bool = False
    ) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.try_other = try_other  # another provider of the same channel may succeed
        self.needs_operator = needs_operator  # our own configuration is wrong; somebody must look


class TemporaryFailure(ChannelFailure):
    """Trying again may help. After a time-out the message `may_have_left` all the same.

    `wait_s` is how long the provider asks us to wait before the next try.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        try_other: bool = True,
        may_have_left: bool = False,
        wait_s: float = 0,
    ) -> None:
        super().__init__(code, sentence, try_other=try_other)
        self.may_have_left = may_have_left
        self.wait_s = wait_s


class PermanentFailure(ChannelFailure):
    """Trying again the same way cannot help."""

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        contact_is_invalid: bool = False,
        opted_out: bool = False,
        try_other: bool = False,
        needs_operator: bool = False,
    ) -> None:
        super().__init__(code, sentence, try_other=try_other, needs_operator=needs_operator)
        self.contact_is_invalid = contact_is_invalid
        self.opted_out = opted_out


@dataclass(frozen=True, slots=True)
class ReceiptUpdate:
    """What a status callback says of a message; `error` is what sending would have raised.

    The key is ours: it names the delivery even if our process died before noting the provider's id.
    """

    provider: str
    provider_id: str
    state: str
    error: ChannelFailure | None = None
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class CallTurn:
    """One turn of a call that we made: it was answered (`turn` 0), or a key was pressed, or none in time.

    `key` is ours, of the delivery; `answered_by` is "machine" where a voicemail was heard, else empty.
    """

    provider: str
    provider_id: str
    called: str
    key: str
    turn: int = 0
    digits: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed under a message. `key` is ours, of the delivery; `digits` what the button means.

    `answer_to` is where words for the presser alone may be sent; without `digits` nothing was answered.
    """

    provider: str
    provider_id: str
    sender: str
    key: str
    digits: str = ""
    answer_to: str = ""


class ForgedCallback(Exception):
    """The signature does not belong to what was sent."""


class UnreadableCallback(Exception):
    """Genuine, but a field we cannot do without is missing."""


@runtime_checkable
class Channel(Protocol):
    """Carries one message to one address; raises TemporaryFailure or PermanentFailure."""

    name: str
    capabilities: Capability

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt: ...


@runtime_checkable
class ReadsReceipts(Protocol):
    """Verifies and reads a provider's word on what became of a message."""

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate: ...


@runtime_checkable
class ReadsReplies(Protocol):
    """Verifies and reads a person's answer, and words our answer to it: in place, or None for a message of its own."""

    def read_reply(self, callback: SignedForm) -> InboundText: ...

    def answer(self, text: str) -> tuple[str, str] | None: ...


@runtime_checkable
class Hears(Protocol):
    """Verifies and reads what people write in a chat."""

    def hear(self, callback: SignedForm) -> Heard: ...


@runtime_checkable
class TalksOnThePhone(Protocol):
    """Verifies and reads the turns of a call, and words ours: with a menu that waits for a key, or as the last."""

    def read_turn(self, callback: SignedForm) -> CallTurn: ...

    def ask(self, words: str, turn: CallTurn, *, language: str = "en") -> tuple[str, str]: ...

    def part(self, words: str, *, language: str = "en") -> tuple[str, str]: ...


@runtime_checkable
class Amends(Protocol):
    """Writes a message anew that was sent before."""

    def amend(self, provider_id: str, message: Message) -> None: ...


@runtime_checkable
class ReadsPresses(Protocol):
    """Verifies and reads a button that somebody pressed, and answers the presser alone."""

    def read_press(self, callback: SignedForm) -> Press: ...

    def answer_press(self, answer_to: str, words: str) -> None: ...
