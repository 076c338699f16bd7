"""The words of messages as a company writes them: each change is a new version, also back to those delivered."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, Unable
from catalog.models import Asset
from incidents.models import MessageTemplate
from incidents.operations.plans import SUBJECT, permit
from incidents.word_rules import faults_of, name_of_words
from incidents.wording import FORMS, KINDS, LANGUAGES, READERS
from timeline import operations as timeline

_LOCK = 6_000_003  # one change at a time


class UnableToChangeWords(Unable):
    """The words stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """For which kind of message, for whom, in which form and language the words are."""

    kind: str
    readers: str
    form: str
    language: str

    def exists(self) -> bool:
        """Whether there are such messages."""
        return (
            self.kind in KINDS
            and self.readers in READERS
            and self.form in FORMS
            and self.language in LANGUAGES
        )


def change_words(
    *, place: Place, subject: str, body: str, reason: str, actor: Actor, at: datetime, seen: int
) -> MessageTemplate:
    """Keep other words. Raises NotPermitted, Invalid with a sentence for each fault, UnableToChangeWords."""
    permit(actor)
    names = Asset.objects.values_list("name", flat=True)
    found = faults_of(readers=place.readers, form=place.form, subject=subject, body=body, inner=names)
    if found := [*found, *([] if reason.strip() else ["Say why."])]:
        raise Invalid("WORDS", sentences=found)
    return _keep(place, {"subject": subject.strip(), "body": body.strip("\r\n")}, reason, actor, at, seen)


def restore_words(*, place: Place, reason: str, actor: Actor, at: datetime, seen: int) -> MessageTemplate:
    """Go back to the words as delivered. Raises NotPermitted, Invalid, UnableToChangeWords."""
    permit(actor)
    if not reason.strip():
        raise Invalid("REASON", sentences=["Say why."])
    return _keep(place, {"as_delivered": True}, reason, actor, at, seen)


def _keep(
    place: Place, given: dict[str, str | bool], reason: str, actor: Actor, at: datetime, seen: int
) -> MessageTemplate:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        newest = MessageTemplate.objects.filter(**asdict(place)).order_by("-version").first()
        if (newest.version if newest else 0) != seen:
            raise UnableToChangeWords(
                "STALE", sentences=["Somebody changed these words meanwhile. Look again."]
            )
        kept = MessageTemplate.objects.create(
            **asdict(place),
            **given,
            version=seen + 1,
            reason=reason.strip()[:300],
            created_at=at,
            created_by=actor.named.key,
            created_by_label=actor.named.label,
        )
        data = {"words": name_of_words(**asdict(place)), "version": kept.version, "reason": kept.reason}
        timeline.record("words.changed", subject=SUBJECT, actor=actor.named, at=at, data=data)
    return kept
