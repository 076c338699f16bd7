"""The words in which we write to subscribers about their subscription, in their language. Pure."""

from __future__ import annotations

ENGLISH, GERMAN = "en", "de"

QUESTION = {
    ENGLISH: (
        "Confirm that you want status updates of {company}",
        "Somebody, we hope you, asked that {what} be told when something is wrong at {company}.\n\n"
        "If it was you, open this page and press its one button, within three days:\n{link}\n\n"
        "If it was not, do nothing. We shall not write again unless you do.\n",
    ),
    GERMAN: (
        "Bitte bestätigen: Statusmeldungen von {company}",
        "Jemand, hoffentlich Sie, möchte, dass {what} erfährt, wenn bei {company} etwas nicht geht.\n\n"
        "Wenn Sie es waren, öffnen Sie innerhalb von drei Tagen diese Seite und drücken Sie ihren Knopf:\n{link}\n\n"
        "Wenn nicht, brauchen Sie nichts zu tun. Wir schreiben dann nicht mehr.\n",
    ),
}
THIS_MAILBOX = {ENGLISH: "this mailbox", GERMAN: "dieses Postfach"}
KNOWN = {
    ENGLISH: (
        "You already get status updates of {company}",
        "Somebody, perhaps you, asked that this mailbox be told when something is wrong at {company}. "
        "It is already.\n\nTo change what you hear of, or to hear no more:\n{link}\n",
    ),
    GERMAN: (
        "Sie erhalten schon Statusmeldungen von {company}",
        "Jemand, vielleicht Sie, möchte, dass dieses Postfach erfährt, wenn bei {company} etwas nicht geht. "
        "Das ist schon so.\n\nWas Sie erfahren, ändern oder beenden Sie hier:\n{link}\n",
    ),
}
CODE = {
    ENGLISH: "{digits} is your code for status updates of {company}. If you did not ask for it, ignore it.",
    GERMAN: "{digits} ist Ihr Code für Statusmeldungen von {company}. Falls Sie keinen wollten: nicht beachten.",
}
PAUSED = {
    ENGLISH: (
        "We can no longer reach your address for status updates",
        "For days nothing has been taken at the address that you gave us:\n{address}\n\n"
        "What it said last: {reason}\n\nWe have stopped trying. When it works again, switch it on here:\n{link}\n",
    ),
    GERMAN: (
        "Ihre Adresse für Statusmeldungen ist nicht mehr zu erreichen",
        "Seit Tagen nimmt die Adresse, die Sie uns gaben, nichts an:\n{address}\n\n"
        "Zuletzt hieß es: {reason}\n\nWir versuchen es nicht mehr. Wenn sie wieder geht, schalten Sie sie hier ein:\n"
        "{link}\n",
    ),
}


def question(company: str, link: str, address: str, language: str) -> tuple[str, str]:
    """Subject and text that ask whether it was she. `address` is a program's, empty for the mailbox itself."""
    subject, text = QUESTION[_known(language)]
    what = address or THIS_MAILBOX[_known(language)]
    return subject.format(company=company), text.format(company=company, link=link, what=what)


def known(company: str, link: str, language: str) -> tuple[str, str]:
    """Subject and text for whoever is subscribed already."""
    subject, text = KNOWN[_known(language)]
    return subject.format(company=company), text.format(company=company, link=link)


def code(digits: str, company: str, language: str) -> str:
    """The text message with a code."""
    return CODE[_known(language)].format(digits=digits, company=company)


def paused(address: str, reason: str, link: str, language: str) -> tuple[str, str]:
    """Subject and text for whoever looks after an address that has failed for days."""
    subject, text = PAUSED[_known(language)]
    return subject, text.format(address=address, reason=reason, link=link)


def _known(language: str) -> str:
    return language if language in QUESTION else ENGLISH
