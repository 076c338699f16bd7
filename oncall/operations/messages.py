"""What a page becomes: one message by each way that the person's rules name, each with the moment it leaves at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import ContactMethod
from notifications.naming import said
from notifications.operations import Outgoing
from oncall.models import Page
from oncall.paging import links, words
from oncall.paging.reaching import GATHERED_WITHIN_S, Departure, Habits, departures, urgency_of

SHORT: Mapping[str, Callable[[words.Told], str]] = {
    "sms": words.sms,
    "whatsapp": words.sms,
    "voice": words.voice,
    "slack": words.chat,
    "teams": words.chat,
    "webpush": words.chat,
}


def departures_of(
    page: Page,
    methods: Sequence[ContactMethod],
    habits: Habits,
    *,
    channels: Sequence[str] = (),
    at: datetime,
) -> tuple[Departure, ...]:
    """By which channels and when. `channels` are those a level insists on: at once, whatever the rules say."""
    kinds = [method.kind for method in methods]
    if channels:
        return tuple(Departure(kind, 0) for kind in dict.fromkeys(kinds))
    urgency = urgency_of(page.incident.priority)
    return departures(kinds, habits, urgency=urgency, at=at, rings=page.hunt_id is not None)


def messages_of(
    page: Page, told: words.Told, ways: Sequence[ContactMethod], leaving: Sequence[Departure], company: str
) -> list[Outgoing]:
    """The page's messages in the person's language; the key names page, channel and way, so that none comes twice."""
    user, link = page.user, settings.PUBLIC_URL + reverse("oncall:ack", args=[links.token_of(page)])
    with override(user.language):
        title, offers = words.subject(told), words.offers(told)
        letter = partial(words.mail, who=str(user), link=link, company=company)
        bodies = {kind: SHORT.get(kind, letter)(told) for kind in {one.kind for one in leaving}}

    def message(method: ContactMethod, departure: Departure) -> Outgoing:
        return Outgoing(
            key=f"{page.key}:{method.kind}:{method.pk}",
            kind="page",
            subject_key=page.incident.key,
            recipient=user.key,
            recipient_label=str(user),
            channel=method.kind,
            address=method.address,
            title=title,
            body=bodies[method.kind],
            link=link,
            offers=offers,
            language=user.language,
            urgent=True,
            after_seconds=departure.after_s + (GATHERED_WITHIN_S if departure.held else 0),
        )

    return [message(way, one) for one in leaving for way in ways if way.kind == one.kind]


def by_words(leaving: Sequence[Departure], *, at: datetime, zone: str) -> str:
    """“SMS and mail, then a call”; “mail, at 07:00 when quiet hours end”."""
    first = " and ".join(said(one.kind) for one in leaving if one.after_s == 0)
    then = " and ".join(f"a {said(one.kind)}" for one in leaving if one.after_s and not one.held)
    held = [one for one in leaving if one.held]
    parts = [part for part in (first, then) if part]
    if held:
        here = (at + timedelta(seconds=min(one.after_s for one in held))).astimezone(ZoneInfo(zone))
        parts.append(f"{' and '.join(said(one.kind) for one in held)} at {here:%H:%M}, after quiet hours")
    return ", then ".join(parts)
