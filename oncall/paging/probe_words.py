"""The words of a test page, in the language of whoever reads: nothing is wrong, and how to say that it came."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from notifications.texts import plain

TITLE = mark("Test page: nothing is wrong")
IT_CAME = mark("It came")
HEARD = mark("Thank you. You are reached this way.")
OF_MONTH = mark("Once a month we try every way to reach you.")
WORD = "ok"


def offers() -> tuple[tuple[str, str], ...]:
    """What can be answered by one press."""
    return (("1", _(IT_CAME)),)


def text(what: str) -> str:
    """A text message of one segment."""
    return plain(_("TEST, nothing is wrong. {what} Reply OK so that we know it came.").format(what=what))


def call(what: str) -> str:
    """What a call says."""
    said = _(
        "This is a test call from Storm. Nothing is wrong. {what} Press 1 if you hear it. Press 9 to hear it again."
    )
    return plain(said.format(what=what))


def body(channel: str, what: str, *, who: str, link: str) -> str:
    """What goes out by this channel; a letter where there is room for a link."""
    if channel == "voice":
        return call(what)
    return text(what) if channel in ("sms", "whatsapp") else letter(what, who=who, link=link)


def letter(what: str, *, who: str, link: str) -> str:
    """A mail, or a message with a link."""
    head = _("{who}, this is a test. Nothing is wrong, and nobody needs your help.").format(who=who)
    ask = _("So that we know it came, open this link and press the button:")
    return f"{head}\n\n{what}\n\n{ask}\n{link}\n"


def of_path(path: str, level: str) -> str:
    """Why the test of a path comes."""
    return _("The path {path} was tried, you are on it at {level}.").format(path=path, level=level)


def unconfirmed(ways: str) -> str:
    """What is told by another way a day later."""
    said = _(
        "Our monthly test by {ways} was not confirmed. If it did not come, you would not be reached so: "
        "look at your page and send a test."
    )
    return said.format(ways=ways)
