"""The words of a plan's messages. To the outside: public words only, no inner host, nobody's name of ours."""

from dataclasses import dataclass
from datetime import datetime

EXTERNAL = {"customers_affected", "customers_all", "partners_affected"}
FOR_INFORMATION = "For your information: whoever has to act is paged. How it stands:"
SIGNED = "\n\n-- \n{company}\n{status_url}\n"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What the words are made from. `public_title` and `public_text` are what the status page says."""

    company: str
    reference: str
    title: str
    priority: str
    affected: int
    incident_url: str
    status_url: str
    public_title: str = ""
    public_text: str = ""
    next_update_at: datetime | None = None


@dataclass(frozen=True)
class Words:
    """A subject (empty for SMS) and a text."""

    subject: str
    text: str


def internal(occasion: Occasion, *, channel: str) -> Words:
    """To colleagues: what, how bad, who suffers, where to read on."""
    customers = f"{occasion.affected} customer{'s' if occasion.affected != 1 else ''} affected"
    head = f"{occasion.priority} {occasion.reference} {occasion.title}"
    if channel == "sms":
        return Words("", f"{head[:100]}. {customers}. {occasion.incident_url}")
    return Words(head, f"{head}\n\n{customers}.\n\n{FOR_INFORMATION}\n{occasion.incident_url}\n")


def to_account_manager(occasion: Occasion, *, channel: str) -> Words:
    """Before the customer calls them."""
    words = internal(occasion, channel=channel)
    if channel == "sms":
        return words
    lead = (
        "Customers of yours are affected: the page of the incident says which. The status page speaks first."
    )
    return Words(f"Your customers: {words.subject}", f"{lead}\n\n{words.text}")


def to_customer(occasion: Occasion) -> Words:
    """The first mail to an affected customer: what the status page says, and when the next word comes."""
    due = ""
    if occasion.next_update_at:
        when = f"{occasion.next_update_at:%H:%M} UTC"
        due = f"\n\nWe write again on the status page by {when}, also if there is nothing new."
    return _signed(occasion, occasion.public_title, f"{occasion.public_text}{due}")


def all_clear(occasion: Occasion) -> Words:
    """The end, to everybody who was told of the beginning."""
    return _signed(occasion, f"Solved: {occasion.public_title}", occasion.public_text)


def correction(occasion: Occasion) -> Words:
    """What we said was over is not."""
    return _signed(occasion, f"Correction: {occasion.public_title}", occasion.public_text)


def customer_report(occasion: Occasion, *, text: str) -> Words:
    """The letter that says what happened and why."""
    return _signed(occasion, f"What happened: {occasion.public_title}", text)


def internal_end(occasion: Occasion, *, channel: str) -> Words:
    """The end, to colleagues."""
    head = f"Over: {occasion.reference} {occasion.title}"
    if channel == "sms":
        return Words("", f"{head[:110]}. {occasion.incident_url}")
    return Words(head, f"{head}\n\nThe service is restored.\n\nRead on: {occasion.incident_url}\n")


def internal_correction(occasion: Occasion, *, channel: str) -> Words:
    """What colleagues were told of the end was not right."""
    head = f"Correction: {occasion.reference} {occasion.title}"
    if channel == "sms":
        return Words("", f"{head[:110]}. {occasion.incident_url}")
    said = f"Customers read now: {occasion.public_text}" if occasion.public_text else "It failed again."
    return Words(head, f"{head}\n\n{said}\n\nRead on: {occasion.incident_url}\n")


def internal_false_alarm(occasion: Occasion, *, channel: str) -> Words:
    """Nothing was wrong, to colleagues."""
    head = f"False alarm: {occasion.reference} {occasion.title}"
    if channel == "sms":
        return Words("", f"{head[:110]}. {occasion.incident_url}")
    return Words(head, f"{head}\n\nNothing was wrong.\n\nRead on: {occasion.incident_url}\n")


def _signed(occasion: Occasion, subject: str, text: str) -> Words:
    tail = SIGNED.format(company=occasion.company, status_url=occasion.status_url)
    return Words(subject, f"{text}{tail}")
