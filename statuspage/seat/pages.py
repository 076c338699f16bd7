"""What the seat shows, as data for its templates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from accounts.actors import Actor
from catalog.pages import local
from incidents import addresses
from incidents.models import IncidentReport
from incidents.permissions import Circumstances, may
from statuspage.published import publications
from statuspage.seat import reading
from statuspage.seat.callers import Match
from statuspage.seat.calls import UNKNOWN, Call, approved_for, home_of, listener_of, match_of
from statuspage.seat.form import NEW, Asked
from statuspage.seat.reading import Open
from statuspage.seat.saying import Listener, Voice, may_say, not_to_say
from statuspage.telling.claims import worst
from statuspage.telling.colours import STATES

Page = dict[str, Any]


def seat(
    call: Call,
    listed: Sequence[Open],
    report: IncidentReport | None,
    *,
    voice: Voice,
    actor: Actor,
    now: datetime,
) -> Page:
    """Everything on the page but the forms. `report` is the one that is answered now, if any."""
    waits, untold = reading.waiting(at=now), may_say(UNKNOWN, Listener(), voice, now=now)
    return {
        "open": [_open(one, untold, actor) | _first(one, now) for one in listed],
        "late": sum(one.clock.state == "late" for one in listed),
        "waiting": [_waiting(row) for row in waits.reports],
        "lines": [_line(row) for row in waits.calls],
        "public_url": reverse("status:page"),
        "published_at": _published_at(),
        "caller": _caller(call, listed, voice, now) if call.asked.somebody else None,
        "report": _report(report, listed, voice, now) if report else None,
        "report_url": reverse("incidents:report"),
        "asked": call.asked,
    }


def _open(one: Open, untold: str, actor: Actor) -> Page:
    incident, story = one.incident, one.story
    leads = incident.im_accepted_at is not None and incident.im_id == actor.user_id
    ties = frozenset({"im"}) if leads else frozenset()
    publishes = may("publish_status", roles=actor.roles, relations=ties)
    around = Circumstances(quick_restored=incident.quick_restored)
    clears = may("send_all_clear", roles=actor.roles, relations=ties, around=around)
    state = worst(story.claim.values())
    return {
        "number": incident.reference,
        "title": incident.title,
        "priority": incident.priority,
        "url": addresses.page(incident),
        "clock": one.clock,
        "approved": one.approved,
        "state": state,
        "state_words": STATES[state].words,
        "status": story.newest.get_status_display() if story.newest else "",
        "told_at": story.newest.published_at if story.newest else None,
        "not_to_say": not_to_say(one.approved, one.inner),
        "untold": untold,
        "affected": one.affected,
        "calls": one.calls,
        "works": one.works,
        "seen": len(story.updates),
        "no_news_url": _to("no_news", one) if publishes and story.newest and not story.over else "",
        "publish_url": _to("publish", one) if publishes else "",
        "all_clear_url": _to("all_clear", one) if clears and _may_clear(one) else "",
    }


def _first(one: Open, now: datetime) -> Page:
    """Customers who told us before we told them."""
    return {"first": one.first, "first_minutes": one.first.minutes(now) if one.first else 0}


def _may_clear(one: Open) -> bool:
    return (
        one.incident.service_restored_at is not None
        and one.story.newest is not None
        and not one.story.cleared
    )


def _to(name: str, one: Open) -> str:
    return reverse(f"statuspage:{name}", args=[one.incident.number]) + "?back=seat"


def _caller(call: Call, listed: Sequence[Open], voice: Voice, now: datetime) -> Page:
    chosen, listener = call.chosen, listener_of(call.chosen)
    return {
        "said": call.asked.caller,
        "chosen": chosen,
        "local": local(chosen.customer, at=now) if chosen else None,
        "matches": [] if chosen else [_match(one, call.asked) for one in call.matches],
        "subjects": [_subject(one, call) for one in listed if one.clock.state != "over"]
        + [_something_else(call)],
        "decided": call.decided,
        "about": call.about.incident if call.about else None,
        "say": may_say(call.approved, listener, voice, now=now),
        "not_to_say": not_to_say(call.approved, call.about.inner if call.about else ()),
    }


def _match(one: Match, asked: Asked) -> Page:
    given = {"caller": asked.caller, "customer": str(one.customer.pk)}
    contact = {"contact": str(one.contact.pk)} if one.contact else {}
    return {"match": one, "url": "?" + urlencode({**given, **contact})}


def _subject(one: Open, call: Call) -> Page:
    return {
        "words": f"{one.incident.reference} {one.approved.title or one.incident.title}",
        "url": _about_url(call, str(one.incident.number)),
        "hurts": one in call.hurt,
        "current": one is call.about,
    }


def _something_else(call: Call) -> Page:
    current = call.about is None and call.asked.about == NEW
    return {
        "words": "Something else: a new incident",
        "url": _about_url(call, NEW),
        "hurts": False,
        "current": current,
    }


def _about_url(call: Call, about: str) -> str:
    chosen = call.chosen
    given: dict[str, str] = {
        "caller": call.asked.caller,
        "customer": str(chosen.customer.pk) if chosen else "",
        "contact": str(chosen.contact.pk) if chosen and chosen.contact else "",
        "about": about,
    }
    return "?" + urlencode({name: value for name, value in given.items() if value}) + "#caller"


def _waiting(row: IncidentReport) -> Page:
    return {
        "key": f"report-{row.pk}",
        "who": row.customer.name if row.customer else row.reporter or "unknown",
        "person": row.reporter if row.customer else "",
        "words": row.words,
        "at": row.reported_at,
        "phone": row.means != "customer_message",
        "incident": row.incident,
        "url": f"?report={row.pk}#report",
    }


def _line(row: Any) -> Page:
    asks = {"caller": row.caller or row.caller_label}
    customer = {"customer": row.customer_id} if row.customer_id else {}
    return {"who": row.who, "at": row.started_at, "url": "?" + urlencode({**asks, **customer}) + "#caller"}


def _report(row: IncidentReport, listed: Sequence[Open], voice: Voice, now: datetime) -> Page:
    home, known, listener = home_of(row, listed), approved_for(row, listed), listener_of(match_of(row))
    return {
        **_waiting(row),
        "pk": row.pk,
        "incident_url": addresses.page(row.incident),
        "say": may_say(known, listener, voice, now=now),
        "not_to_say": not_to_say(known, home.inner if home else ()),
        "others": [one for one in listed if one is not home and one.clock.state != "over"],
    }


def _published_at() -> datetime | None:
    moment = publications.published()["published_at"]
    return datetime.fromisoformat(moment) if moment else None
