"""Decides whether words may be kept: known variables only, plain and short for SMS, no inner names outside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from incidents.wording import EXTERNAL, FORMS, KINDS, LANGUAGES, READERS, Unreadable, faults, parsed
from notifications.texts import is_gsm7, plain

MOST_TEXT, MOST_SUBJECT, MOST_BODY = 480, 160, 8_000
SHORTEST_NAME = 4
# What looks like the name of a machine and not like a word.
_INNER = re.compile(r"[-_.\d]")


def faults_of(*, readers: str, form: str, subject: str, body: str, inner: Iterable[str]) -> list[str]:
    """Why these words cannot be kept: a sentence each."""
    found = faults(readers=readers, subject=subject, body=body)
    if not found and form == "mail" and not subject.strip():
        found.append("A mail needs a subject.")
    if len(subject) > MOST_SUBJECT or len(body) > (MOST_TEXT if form == "text" else MOST_BODY):
        found.append(f"Too long: an SMS has room for {MOST_TEXT} characters, a mail for {MOST_BODY}.")
    if form == "text" and (odd := odd_characters(body)):
        found.append(f"Not in a text message, they halve its room: {' '.join(odd)}")
    if readers in EXTERNAL:
        found += [
            f"“{name}” is a name of ours; nobody outside reads it."
            for name in inner_names(f"{subject}\n{body}", inner)
        ]
    return found


def odd_characters(body: str) -> list[str]:
    """The characters outside the alphabet of SMS that no plain one can replace."""
    return sorted({letter for letter in plain(_literal(body)) if not is_gsm7(letter)})


def inner_names(body: str, names: Iterable[str]) -> list[str]:
    """The names of machines that stand in the words."""
    said = body.casefold()
    long = (name for name in names if len(name) >= SHORTEST_NAME and _INNER.search(name))
    return sorted({name for name in long if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", said)})


def name_of_words(*, kind: str, readers: str, form: str, language: str) -> str:
    """How words are called on pages: Solved, to customers, mail, English."""
    return f"{KINDS[kind]}, to {READERS[readers].lower()}, {FORMS[form]}, {LANGUAGES[language]}"


def _literal(body: str) -> str:
    """What stands between the variables."""
    try:
        return "\n".join("".join(part for part in line if isinstance(part, str)) for line in parsed(body))
    except Unreadable:
        return body
