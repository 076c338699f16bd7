"""Places are told: a level posts to chat channels and webhooks beside the people it pages. It reaches nobody so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from incidents.models import Incident
from notifications.channels import registry
from notifications.models import Delivery, Place
from notifications.operations import Outgoing, send
from oncall.operations.paging import Call, tell, told_of
from oncall.paging import words
from oncall.paths.escalation import Step
from oncall.paths.path import PLACE, PathSnapshot, TargetSnapshot

POST = "post"


def told_at(path: PathSnapshot, step: Step) -> tuple[TargetSnapshot, ...]:
    """The places of a step, and those of levels that were passed over on the way to it."""
    passed = (target for place in step.skipped for target in path.levels[place.level].targets)
    return tuple(dict.fromkeys(target for target in (*passed, *step.targets) if target.kind == PLACE))


def post_to_places(call: Call, targets: Iterable[TargetSnapshot], *, at: datetime) -> None:
    """Tell them in the caller's transaction; a place whose channel is not set up here is passed over."""
    ids = [int(target.key) for target in targets]
    places = list(Place.objects.filter(pk__in=ids, kind__in=registry.set_up()).order_by("pk")) if ids else []
    if not places:
        return
    told = told_of(call)
    send([_post(call, told, place) for place in places], at=at)
    for place in places:
        tell("escalation.posted", call.incident, at=at, place=place.name, level=call.level_name)


def incident_posted(delivery_key: str) -> Incident | None:
    """The incident that a place was told of by this message; None for any other message."""
    subject = (
        Delivery.objects.filter(key=delivery_key, kind=POST).values_list("subject_key", flat=True).first()
    )
    number = (subject or "").removeprefix("incident:")
    return Incident.objects.filter(pk=int(number)).first() if number.isdecimal() else None


def _post(call: Call, told: words.Told, place: Place) -> Outgoing:
    with override(place.language):
        title, body, offers = words.heading(told), words.posted(told), words.place_offers()
    return Outgoing(
        key=f"{call.key}:place-{place.pk}:{place.kind}:{place.pk}",
        kind=POST,
        subject_key=call.incident.key,
        recipient=f"place:{place.pk}",
        recipient_label=place.name,
        channel=place.kind,
        address=place.address,
        title=title,
        body=body,
        link=f"{settings.PUBLIC_URL}/incidents/{call.incident.number}/",
        offers=offers,
        language=place.language,
        urgent=True,
    )
