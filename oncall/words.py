"""The words of a page: a text message of one segment where possible, a mail with the link, what a call says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notifications.texts import fit_sms, plain, segments

TITLE_AT_LEAST = 16


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a paged person hears. `page_line` is what customers see now; `because` why this person, if it is unusual."""

    number: int
    title: str
    purpose: str
    priority: str = ""
    customers: int = 0
    page_line: str = ""
    recovered: bool = False
    level: str = ""
    pass_number: int = 1

    @property
    def reference(self) -> str:
        """How people name the incident."""
        return f"INC-{self.number}"


_BECAUSE = {
    "fallback": "Nobody on the path answered.",
    "last_resort": "Nobody has answered yet.",
    "dispatch": "Nobody has taken it.",
    "added": "You are asked to help.",
    "im": "You are asked to lead it.",
}
_ASK = {
    "im": "Reply {n}a to be Incident Manager, {n}d to decline.",
    "dispatch": "Reply {n}a to take it.",
    "reminder": "Still on it? Reply y.",
}
_TAKE = "Reply {n}a to take it, {n}d to pass on."
_KEYS = {
    "im": "Press 1 to lead it. Press 2 to decline.",
    "dispatch": "Press 1 to take it. Press 2 to pass it on.",
    "reminder": "Press 1 if you are still on it. Press 2 to hand it back.",
}
_TAKE_KEYS = "Press 1 to take it. Press 2 to pass it on. Press 3 to call the next level."
_BUTTON = {
    "im": "To lead it, open this link and press the button",
    "reminder": "To say that you are still on it, open this link and press the button",
}
_TAKE_BUTTON = "To take it, open this link and press the button"
_TAKE_OFFERS = (("1", "Acknowledge"), ("2", "Decline"), ("3", "Escalate"))
_OFFERS = {
    "im": (("1", "Lead it"), ("2", "Decline")),
    "dispatch": (("1", "Take it"), ("2", "Pass on")),
    "reminder": (("1", "Still on it"), ("2", "Hand it back")),
}
_STILL = "You took this and nothing has been heard of it since. In five minutes it goes on."
_NOT_KNOWN = "How many customers it touches is not known yet."
_SUBJECTS = {
    "im": "Will you lead? ",
    "dispatch": "Nobody has taken it: ",
    "reminder": "Still on it? ",
    "note": "",
}


def ask(told: Told) -> str:
    """What to reply."""
    return _ASK.get(told.purpose, _TAKE).format(n=told.number)


def sms(told: Told) -> str:
    """The text message; only the title is shortened to make it fit into one segment."""
    whole = _sms(told)
    title = plain(told.title)
    while segments(whole) > 1 and len(title) > TITLE_AT_LEAST:
        title = fit_sms(title, limit=max(TITLE_AT_LEAST, len(title) - 4))
        whole = _sms(replace(told, title=title))
        if len(title) <= TITLE_AT_LEAST:
            break
    return whole


def _sms(told: Told) -> str:
    head = " ".join(filter(None, [told.priority, told.reference, _stop(told.title)]))
    if told.purpose == "reminder":
        return plain(f"{head} {ask(told)}")
    parts = [_BECAUSE.get(told.purpose, ""), head, *_circumstances(told), ask(told)]
    return plain(" ".join(part for part in parts if part))


def voice(told: Told) -> str:
    """What a call says: which incident and what, then the keys. It is said again whenever no key, or 9, was pressed."""
    priority = f"Priority {told.priority.removeprefix('P')}." if told.priority else ""
    parts = [
        "This is Storm.",
        _BECAUSE.get(told.purpose, ""),
        priority,
        f"Incident {told.number}.",
        _stop(told.title),
        *_circumstances(told),
        _KEYS.get(told.purpose, _TAKE_KEYS),
        "Press 9 to hear it again.",
    ]
    return plain(" ".join(part for part in parts if part))


def chat(told: Told) -> str:
    """What a message with buttons says below its title: why this person, and what is known."""
    why = _BECAUSE.get(told.purpose) or (f"You are paged for {told.level}." if told.level else "")
    if told.purpose == "reminder":
        why = _STILL
    return plain(" ".join(filter(None, [why, *(_circumstances(told) or [_NOT_KNOWN])])))


def offers(told: Told) -> tuple[tuple[str, str], ...]:
    """What can be answered by one press: the keys of a call with their words."""
    return _OFFERS.get(told.purpose, _TAKE_OFFERS)


def subject(told: Told) -> str:
    """The mail's subject: what is asked of the reader first, so that it stands out from what only informs."""
    head = " ".join(filter(None, [told.priority, told.reference, told.title]))
    return f"{_SUBJECTS.get(told.purpose, 'You are paged: ')}{head}"


def mail(told: Told, *, who: str, link: str, company: str = "") -> str:
    """The mail: who is asked what, what customers see, and the one link. Opening the link changes nothing."""
    why = _BECAUSE.get(told.purpose) or (
        f"You are paged for {told.level}." if told.level else "You are paged."
    )
    if told.purpose == "reminder":
        why = _STILL
    lines = [
        f"{who}, {why[0].lower() + why[1:] if why.startswith(('You ', 'Nobody ')) else why}",
        "",
        " ".join(filter(None, [told.priority, told.reference, told.title])),
        *(_circumstances(told) or [_NOT_KNOWN]),
        "",
        f"{_BUTTON.get(told.purpose, _TAKE_BUTTON)}:",
        link,
        "",
        f"Or answer our text message: {ask(told)}",
    ]
    return "\n".join([*lines, "", company] if company else lines) + "\n"


def bundle(code: int, *, numbers: Sequence[int], shared: str = "") -> str:
    """One message about several open incidents, in one segment where that is possible: “5 open on Payments.”"""
    where = f" on {plain(shared)}" if shared else ""
    head, tail = f"{len(numbers)} open{where}", f"Reply {code}aa to take all, {numbers[0]}a for one."
    for shown in range(len(numbers), 0, -1):
        names = ", ".join(f"INC-{number}" for number in numbers[:shown])
        more = "" if shown == len(numbers) else ", ..."
        text = f"{head}: {names}{more}. {tail}"
        if segments(text) == 1:
            return text
    return f"{head}. {tail}"


def over(told: Told, *, what: str, link: str = "") -> str:
    """To somebody who was paged: there is nothing more to do."""
    return plain(" ".join(filter(None, [told.reference, _stop(told.title), what, link])))


def _circumstances(told: Told) -> list[str]:
    customers = ""
    if told.customers:
        customers = f"{told.customers} customer{'' if told.customers == 1 else 's'}."
    page = f"{told.page_line[0].upper()}{_stop(told.page_line[1:])}" if told.page_line else ""
    recovered = "The alerts have recovered." if told.recovered else ""
    return [part for part in (customers, page, recovered) if part]


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "...")) else f"{text}."


def was_taken(who: str, *, language: str = "en") -> str:
    """Below a message with buttons, once somebody has it."""
    return f"{who} has acknowledged."


def was_declined(*, language: str = "en") -> str:
    """Below the message to somebody who passed it on."""
    return "You declined. It has gone on to the next."


def is_over(*, language: str = "en") -> str:
    """Below a message about an incident that is over."""
    return "It is over. There is nothing more to do."
