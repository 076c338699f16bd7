"""The words of a page: a text message of one segment where possible, a mail with the link, what a call says. Pure.

They come in the language that is active: whoever writes to somebody activates hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.utils.translation import ngettext

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
    "fallback": mark("Nobody on the path answered."),
    "last_resort": mark("Nobody has answered yet."),
    "dispatch": mark("Nobody has taken it."),
    "added": mark("You are asked to help."),
    "im": mark("You are asked to lead it."),
}
_ASK = {
    "im": mark("Reply {n}a to be Incident Manager, {n}d to decline."),
    "dispatch": mark("Reply {n}a to take it."),
    "reminder": mark("Still on it? Reply y."),
}
_TAKE = mark("Reply {n}a to take it, {n}d to pass on.")
_KEYS = {
    "im": mark("Press 1 to lead it. Press 2 to decline."),
    "dispatch": mark("Press 1 to take it. Press 2 to pass it on."),
    "reminder": mark("Press 1 if you are still on it. Press 2 to hand it back."),
}
_TAKE_KEYS = mark("Press 1 to take it. Press 2 to pass it on. Press 3 to call the next level.")
_BUTTON = {
    "im": mark("To lead it, open this link and press the button"),
    "reminder": mark("To say that you are still on it, open this link and press the button"),
}
_TAKE_BUTTON = mark("To take it, open this link and press the button")
_TAKE_OFFERS = (("1", mark("Acknowledge")), ("2", mark("Decline")), ("3", mark("Escalate")))
_OFFERS = {
    "im": (("1", mark("Lead it")), ("2", mark("Decline"))),
    "dispatch": (("1", mark("Take it")), ("2", mark("Pass on"))),
    "reminder": (("1", mark("Still on it")), ("2", mark("Hand it back"))),
}
_STILL = mark("You took this and nothing has been heard of it since. In five minutes it goes on.")
_NOT_KNOWN = mark("How many customers it touches is not known yet.")
_PAGED = mark("You are paged: ")
_SUBJECTS = {
    "im": mark("Will you lead? "),
    "dispatch": mark("Nobody has taken it: "),
    "reminder": mark("Still on it? "),
    "note": "",
}


def ask(told: Told) -> str:
    """What to reply."""
    return _(_ASK.get(told.purpose, _TAKE)).format(n=told.number)


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
    parts = [_because(told), head, *_circumstances(told), ask(told)]
    return plain(" ".join(part for part in parts if part))


def voice(told: Told) -> str:
    """What a call says: which incident and what, then the keys. It is said again whenever no key, or 9, was pressed."""
    priority = _("Priority {n}.").format(n=told.priority.removeprefix("P")) if told.priority else ""
    parts = [
        _("This is Storm."),
        _because(told),
        priority,
        _("Incident {n}.").format(n=told.number),
        _stop(told.title),
        *_circumstances(told),
        _(_KEYS.get(told.purpose, _TAKE_KEYS)),
        _("Press 9 to hear it again."),
    ]
    return plain(" ".join(part for part in parts if part))


def chat(told: Told) -> str:
    """What a message with buttons says below its title: why this person, and what is known."""
    why = _STILL if told.purpose == "reminder" else ""
    paged = _because(told) or (_("You are paged for {level}.").format(level=told.level) if told.level else "")
    return plain(
        " ".join(filter(None, [_(why) if why else paged, *(_circumstances(told) or [_(_NOT_KNOWN)])]))
    )


def posted(told: Told) -> str:
    """What a place is told below the title: who is being paged, and what is known."""
    paged = _("“{level}” is being paged.").format(level=told.level) if told.level else ""
    return " ".join(filter(None, [paged, *(_circumstances(told) or [_(_NOT_KNOWN)])]))


def place_offers() -> tuple[tuple[str, str], ...]:
    """What anybody at a place may answer who may respond at all."""
    return (("1", _("Acknowledge")), ("3", _("Escalate")))


def heading(told: Told) -> str:
    """The title alone: nobody in particular is asked."""
    return " ".join(filter(None, [told.priority, told.reference, told.title]))


def offers(told: Told) -> tuple[tuple[str, str], ...]:
    """What can be answered by one press: the keys of a call with their words."""
    return tuple((key, _(words)) for key, words in _OFFERS.get(told.purpose, _TAKE_OFFERS))


def subject(told: Told) -> str:
    """The mail's subject: what is asked of the reader first, so that it stands out from what only informs."""
    head = " ".join(filter(None, [told.priority, told.reference, told.title]))
    begin = _SUBJECTS.get(told.purpose, _PAGED)
    return f"{_(begin) if begin else ''}{head}"


def mail(told: Told, *, who: str, link: str, company: str = "") -> str:
    """The mail: who is asked what, what customers see, and the one link. Opening the link changes nothing."""
    paged = _("You are paged for {level}.").format(level=told.level) if told.level else _("You are paged.")
    why = _(_STILL) if told.purpose == "reminder" else _because(told) or paged
    lines = [
        f"{who}, {why[0].lower() + why[1:] if why.startswith(('You ', 'Nobody ')) else why}",
        "",
        " ".join(filter(None, [told.priority, told.reference, told.title])),
        *(_circumstances(told) or [_(_NOT_KNOWN)]),
        "",
        f"{_(_BUTTON.get(told.purpose, _TAKE_BUTTON))}:",
        link,
        "",
        _("Or answer our text message: {ask}").format(ask=ask(told)),
    ]
    return "\n".join([*lines, "", company] if company else lines) + "\n"


def bundle(code: int, *, numbers: Sequence[int], shared: str = "") -> str:
    """One message about several open incidents, in one segment where that is possible: “5 open on Payments.”"""
    asset = plain(shared)
    said = _("{count} open on {asset}") if asset else _("{count} open")
    head = said.format(count=len(numbers), asset=asset)
    tail = _("Reply {code}aa to take all, {first}a for one.").format(code=code, first=numbers[0])
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


def _because(told: Told) -> str:
    why = _BECAUSE.get(told.purpose)
    return _(why) if why else ""


def _circumstances(told: Told) -> list[str]:
    customers = ""
    if told.customers:
        customers = ngettext("{n} customer.", "{n} customers.", told.customers).format(n=told.customers)
    page = f"{told.page_line[0].upper()}{_stop(told.page_line[1:])}" if told.page_line else ""
    recovered = _("The alerts have recovered.") if told.recovered else ""
    return [part for part in (customers, page, recovered) if part]


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "...")) else f"{text}."


def was_taken(who: str) -> str:
    """Below a message with buttons, once somebody has it."""
    return _("{who} has acknowledged.").format(who=who)


def was_declined() -> str:
    """Below the message to somebody who passed it on."""
    return _("You declined. It has gone on to the next.")


def is_over() -> str:
    """Below a message about an incident that is over."""
    return _("It is over. There is nothing more to do.")
