"""Test pages through the real channels: of a path at somebody's word, of each person once a month; and the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import ContactMethod, User
from notifications.naming import said
from notifications.operations import Outgoing, send
from oncall.models import EscalationPath, Probe
from oncall.paging import links
from oncall.paging import probe_words as words
from timeline.actors import Named
from timeline.operations import record


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One way of one person to be tried; `what` says why, in the language that is set when it is called."""

    user: User
    method: ContactMethod
    what: Callable[[], str]
    level: str = ""


def send_probes(
    trials: Sequence[Trial], *, cause: str, round: str, path: EscalationPath | None = None, at: datetime
) -> list[Probe]:
    """Write the test pages and their messages in the caller's transaction; a round tries each way once."""
    rows = [
        Probe(
            key=f"test:{round}:{trial.method.kind}:{trial.method.pk}",
            round=round,
            cause=cause,
            user=trial.user,
            method=trial.method,
            path=path,
            level=trial.level,
            sent_at=at,
        )
        for trial in trials
    ]
    known = set(Probe.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = [(row, trial) for row, trial in zip(rows, trials, strict=True) if row.key not in known]
    Probe.objects.bulk_create([row for row, _ in fresh])
    send([_message(row, trial) for row, trial in fresh], at=at)
    return [row for row, _ in fresh]


def confirm(*, probe: Probe, via: str, actor: Named, at: datetime) -> str:
    """The person says that it came; saying so twice changes nothing. Returns the words of thanks."""
    if Probe.objects.filter(pk=probe.pk, confirmed_at=None).update(confirmed_at=at, confirmed_via=via[:12]):
        data = {"by": said(probe.method.kind), "via": via}
        record("test.confirmed", subject=_subject(probe), actor=actor, at=at, data=data)
    return _(words.HEARD)


def _message(probe: Probe, trial: Trial) -> Outgoing:
    link = settings.PUBLIC_URL + reverse("oncall:confirm_probe", args=[links.probe_token_of(probe)])
    with override(probe.user.language):
        text = words.body(probe.method.kind, trial.what(), who=str(probe.user), link=link)
        title, offers = _(words.TITLE), words.offers()
    return Outgoing(
        key=probe.key,
        kind="test",
        subject_key=_subject(probe),
        recipient=probe.user.key,
        recipient_label=str(probe.user),
        channel=probe.method.kind,
        address=probe.method.address,
        title=title,
        body=text,
        link=link,
        offers=offers,
        language=probe.user.language,
        urgent=True,
    )


def _subject(probe: Probe) -> str:
    """What its facts are about: the path that was tried, so that its page hears of them, or the person."""
    return probe.path.key if probe.path else probe.user.key
