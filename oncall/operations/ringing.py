"""The rings of a hunt: who is called, who hears that somebody else was quicker, the managers if nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from incidents.models import Incident
from oncall.models import HuntCall, HuntMember, Page
from oncall.operations.paging import Call, page_people, send_note, tell
from oncall.queries import roster as rosters


def ring(hunt: HuntCall, incident: Incident, user_ids: Sequence[int], *, at: datetime) -> None:
    """Call these members, in the caller's transaction."""
    _page(hunt, incident, user_ids, key=hunt.ring_key.rstrip(":"), at=at)


def leave_word(hunt: HuntCall, incident: Incident, user_ids: Sequence[int], *, at: datetime) -> None:
    """Quiet hours passed them over: their page waits until morning, and leaves if it is still wanted then."""
    key = f"hunt:{hunt.pk}:quiet"
    told = set(hunt.pages.filter(key__startswith=f"{key}:").values_list("user", flat=True))
    left = [user for user in user_ids if user not in told]
    if left:
        _page(hunt, incident, left, key=key, at=at)


def _page(hunt: HuntCall, incident: Incident, user_ids: Sequence[int], *, key: str, at: datetime) -> None:
    said = hunt.snapshot
    call = Call(
        incident=incident,
        purpose=Page.Purpose.DISPATCH if hunt.purpose == "dispatch" else Page.Purpose.HUNT,
        key=key,
        run=hunt.run,
        hunt=hunt,
        level=said.get("level"),
        level_name=said.get("level_name") or hunt.group_name,
        pass_number=said.get("pass_number") or 1,
        channels=tuple(said.get("channels") or ()),
    )
    people = User.objects.in_bulk(list(user_ids))
    methods = rosters.by_channels(rosters.methods_of(user_ids), call.channels)
    page_people(call, [people[user] for user in user_ids if user in people], methods, at=at)


def ringing(hunt: HuntCall) -> list[int]:
    """Who is being called at this moment and has not answered."""
    waiting = hunt.pages.filter(key__startswith=hunt.ring_key, answer="").order_by("pk")
    return list(waiting.values_list("user", flat=True))


def tell_others(hunt: HuntCall, incident: Incident, who: User, *, at: datetime) -> list[int]:
    """Whoever else was being called hears that it is taken; their ids."""
    others = [user for user in ringing(hunt) if user != who.pk]
    people = list(User.objects.filter(pk__in=others).order_by("pk"))
    methods = rosters.methods_of(others)
    send_note(incident, people, methods, key=f"hunt:{hunt.pk}:taken", what=f"{who} took it.", at=at)
    return others


def tell_paused(member: HuntMember, hunt: HuntCall, incident: Incident, *, at: datetime) -> None:
    """Whoever missed too many calls in a row is paused, and hears so."""
    user, group = member.user, member.group.name
    tell("hunt.logged_out", incident, at=at, group=group, user_label=str(user), missed=member.missed)
    what = paused_words(member)
    key = f"hunt:{hunt.pk}:paused"
    send_note(incident, [user], rosters.methods_of([user.pk]), key=key, what=what, at=at)


def paused_words(member: HuntMember) -> str:
    """What somebody hears who was paused."""
    missed, group = member.missed, member.group.name
    return f"You missed {missed} calls of {group} and are paused there. Say when you are back."


def call_managers(incident: Incident, *, key: str, at: datetime, hunt: HuntCall | None = None) -> None:
    """Nobody at dispatch: the operations managers are asked to see that somebody takes the incident."""
    managers = rosters.managers()
    methods = rosters.methods_of([user.pk for user in managers])
    call = Call(
        incident=incident, purpose=Page.Purpose.DISPATCH, key=key, hunt=hunt, level_name="operations manager"
    )
    page_people(call, managers, methods, at=at)
