"""The mails of readers: the invitation to a page, and the link to it, in their language. Pure."""

from __future__ import annotations

ENGLISH, GERMAN = "en", "de"

LINK = {
    ENGLISH: (
        "Your link to the status page {page}",
        "Somebody, we hope you, asked to read the status page {page}.\n\n"
        "If it was you, open this address within half an hour and press its one button. It opens the page once:\n"
        "{link}\n\n"
        "If it was not, do nothing: nobody gets in without this mail.\n",
    ),
    GERMAN: (
        "Ihr Link zur Statusseite {page}",
        "Jemand, hoffentlich Sie, möchte die Statusseite {page} lesen.\n\n"
        "Wenn Sie es waren, öffnen Sie innerhalb einer halben Stunde diese Adresse und drücken Sie ihren Knopf. "
        "Sie öffnet die Seite einmal:\n{link}\n\n"
        "Wenn nicht, brauchen Sie nichts zu tun: ohne diese Mail kommt niemand hinein.\n",
    ),
}

INVITATION = {
    ENGLISH: (
        "You may read the status page {page}",
        "You were invited to read the status page {page}.\n\n"
        "Open this address and write your mail address there; the link that opens the page comes at once, by mail:\n"
        "{link}\n\n"
        "On the page you can subscribe to what it tells.\n",
    ),
    GERMAN: (
        "Sie dürfen die Statusseite {page} lesen",
        "Sie sind eingeladen, die Statusseite {page} zu lesen.\n\n"
        "Öffnen Sie diese Adresse und geben Sie dort Ihre Mailadresse ein; "
        "der Link, der die Seite öffnet, kommt sofort, per Mail:\n{link}\n\n"
        "Auf der Seite können Sie abonnieren, was sie meldet.\n",
    ),
}


def link_to(page: str, link: str, language: str) -> tuple[str, str]:
    """Subject and text."""
    return _said(LINK, page, link, language)


def invitation(page: str, link: str, language: str) -> tuple[str, str]:
    """Subject and text."""
    return _said(INVITATION, page, link, language)


def _said(words: dict[str, tuple[str, str]], page: str, link: str, language: str) -> tuple[str, str]:
    subject, text = words.get(language, words[ENGLISH])
    return subject.format(page=page), text.format(page=page, link=link)
