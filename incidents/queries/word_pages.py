"""The words of messages as their pages show them: all of them, one to change, and how it reads on a real incident."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.queries import company
from incidents.delivered_words import BY_LANGUAGE
from incidents.messages import FORM_OF, Occasion, Reader, Speaker
from incidents.models import Incident, MessageTemplate
from incidents.queries.wording import Wording, newest_templates, wording
from incidents.wording import EXTERNAL, FORMS, KINDS, LANGUAGES, READERS, Words
from notifications.texts import fit_sms, segments

RECENT = 30
CHANNEL_OF = {form: channel for channel, form in FORM_OF.items()} | {"text": "sms"}


@dataclass(frozen=True)
class WordRow:
    """One kind of message for its readers in one form; by language whose words they are."""

    kind: str
    readers: str
    form: str
    name: str
    languages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Preview:
    """How it reads; for an SMS how many characters and how many parts."""

    words: Words
    about: str
    length: int = 0
    parts: int = 0


def all_words() -> list[WordRow]:
    """Everything that can be said, in one query."""
    own = newest_templates()
    return [
        WordRow(
            kind,
            readers,
            form,
            f"{KINDS[kind]}: {READERS[readers].lower()}, {FORMS[form].lower()}",
            tuple(
                (code, name, _whose(own.get((kind, readers, form, code)), code, (kind, readers, form)))
                for code, name in LANGUAGES.items()
            ),
        )
        for kind, readers, form in _places()
    ]


def _places() -> Iterator[tuple[str, str, str]]:
    delivered = set(BY_LANGUAGE["en"])
    order = [list(KINDS), list(READERS), list(FORMS)]
    yield from sorted(
        delivered, key=lambda key: tuple(names.index(one) for names, one in zip(order, key, strict=True))
    )


def _whose(row: MessageTemplate | None, language: str, key: tuple[str, str, str]) -> str:
    if row is not None and not row.as_delivered:
        return f"yours, version {row.version}"
    return "as delivered" if key in BY_LANGUAGE.get(language, {}) else "in English"


def words_at(kind: str, readers: str, form: str, language: str) -> tuple[Words, list[MessageTemplate]]:
    """The words in force there, and their versions, newest first."""
    versions = MessageTemplate.objects.filter(kind=kind, readers=readers, form=form, language=language)
    return wording().find(kind, readers, form, language), list(versions.order_by("-version")[:20])


def preview(
    words: Words, *, kind: str, readers: str, form: str, language: str, occasion: Occasion
) -> Preview:
    """How these words read, whether they are kept or not, to somebody at a customer, a partner or inside."""
    trial = Wording({language: {(kind, readers, form): words}})
    to = Reader(
        name="Vera Tarrant" if readers in EXTERNAL else "Leila Novak",
        of="Tarrant Hollis Group",
        customers=("Tarrant Hollis Group", "Wexcombe Rail Freight"),
        zone=company().zone,
        language=language,
    )
    said = Speaker(occasion, trial.find).say(kind, readers=readers, channel=CHANNEL_OF[form], to=to)
    if form != "text":
        return Preview(said, occasion.reference)
    text = fit_sms(said.text)
    return Preview(Words("", text), occasion.reference, len(text), segments(text))


def recent_incidents() -> list[Incident]:
    """What a preview may be made of."""
    return list(Incident.objects.order_by("-detected_at")[:RECENT])
