"""The words in force: what the company wrote, else what was delivered; the reader's language, else English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from incidents.delivered_words import BY_LANGUAGE
from incidents.models import MessageTemplate
from incidents.wording import Words

Key: TypeAlias = tuple[str, str, str]
# Who has no words of her own for a kind reads those of …
_LIKE: Mapping[str, tuple[str, ...]] = {
    "partners": ("customers",),
    "account_managers": ("staff", "customers"),
    "staff": ("customers",),
}
_LIKE_FORM: Mapping[str, str] = {"call": "text", "text": "mail"}
# An incident that was none is corrected to those outside.
_LIKE_KIND: Mapping[str, str] = {"false_alarm": "correction"}
ENGLISH = "en"


@dataclass(frozen=True)
class Wording:
    """All words in force, read once: by language, then by kind, readers and form."""

    own: Mapping[str, Mapping[Key, Words]] = field(default_factory=dict)

    def find(self, kind: str, readers: str, form: str, language: str) -> Words:
        """The words for a message, by fallbacks that always end somewhere."""
        for key in _keys(kind, readers, form):
            for spoken in _languages(language):
                if (found := self.at(spoken, key)) is not None:
                    return found
        raise LookupError(f"No words for {kind} to {readers} as {form}")

    def at(self, language: str, key: Key) -> Words | None:
        """Exactly these words, the company's own before those delivered."""
        own = self.own.get(language, {}).get(key)
        if own is not None:
            return own
        delivered = BY_LANGUAGE.get(language, {}).get(key)
        return Words(*delivered) if delivered else None


def wording() -> Wording:
    """The words in force, in one query."""
    own: dict[str, dict[Key, Words]] = {}
    for row in newest_templates().values():
        if not row.as_delivered:
            key = (row.kind, row.readers, row.form)
            own.setdefault(row.language, {})[key] = Words(row.subject, row.body)
    return Wording(own)


def newest_templates() -> dict[tuple[str, str, str, str], MessageTemplate]:
    """The newest version of each that somebody wrote."""
    rows = MessageTemplate.objects.order_by("kind", "readers", "form", "language", "-version")
    newest = rows.distinct("kind", "readers", "form", "language")
    return {(row.kind, row.readers, row.form, row.language): row for row in newest}


def _keys(kind: str, readers: str, form: str) -> Iterator[Key]:
    """First like readers in the same form, then another form, then a like kind."""
    for said in filter(None, (kind, _LIKE_KIND.get(kind))):
        shape: str | None = form
        while shape:
            for who in (readers, *_LIKE.get(readers, ())):
                yield said, who, shape
            shape = _LIKE_FORM.get(shape)


def _languages(language: str) -> tuple[str, ...]:
    short = language.lower().partition("-")[0]
    return tuple(dict.fromkeys((language.lower(), short, ENGLISH)))
