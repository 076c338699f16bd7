"""The mail with the link to a page, in the language in which it was asked for. Pure."""

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


def link_to(page: str, link: str, language: str) -> tuple[str, str]:
    """Subject and text."""
    subject, text = LINK.get(language, LINK[ENGLISH])
    return subject.format(page=page), text.format(page=page, link=link)
