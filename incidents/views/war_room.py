"""The war room for the people inside, and the window through which executives look."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import insiders_only
from accounts.actors import actor_of
from accounts.roles import STAFF
from incidents import addresses
from incidents import facts as register
from incidents.acts import KINDS, Act
from incidents.queries.incident_page import Situation, clock_faces, next_of, situation_of, steps_of
from incidents.queries.sufferers import sufferers_of
from incidents.queries.tasks import by_person, tasks_of
from incidents.queries.viewing import incident_numbered, viewer_of
from incidents.queries.war_room import is_inside, room_of
from incidents.views.acts import reading_zone
from incidents.views.current import kept_current
from incidents.views.offers import offer, panel

BACK = "room"


def looks_through_the_window(request: HttpRequest) -> bool:
    """An executive and nothing else."""
    return not set(getattr(request.user, "roles", ())) & STAFF


@insiders_only
@require_safe
@kept_current
def war_room(request: HttpRequest, number: int) -> HttpResponse:
    """Staff, and executives who were admitted."""
    found = incident_numbered(number)
    if looks_through_the_window(request) and not is_inside(found, request.user.pk or 0):
        return redirect("incidents:window", number)
    now = situation_of(found, viewer_of(found, actor_of(request.user)), at=timezone.now())  # type: ignore[arg-type]  # signed in
    with reading_zone(request):
        return render(request, "incidents/war_room.html", _context(request, now))


def _context(request: HttpRequest, now: Situation) -> dict[str, Any]:
    room, user_id = room_of(now), request.user.pk or 0
    tasks = tasks_of(now.incident, now.viewer, user_id, back=BACK)
    ahead = panel(next_of(now), now, back=BACK, inline=True)
    opened = ahead["opened"] if ahead else ""  # its form stands in the panel already
    page = {
        **room,
        "war_room_url": "",
        "next": ahead,
        "people": by_person(tasks["rows"]),
        "tasks_add": _first(_offers(now, "assign_task", {"add_task"})),
        "option_act": _first(_offers(now, "choose_option", {"option"} - {opened})),
        "finding_act": _first(_offers(now, "note", {"note"})),
        "say_acts": _offers(now, "investigate", {"problem", "suspect"} - {opened}),
        "door": _door(now, room, user_id) if now.incident.is_open else [],
        "guests": [_with(now, "admit", one) for one in room["waiting"]],
        "inside": _may_be_sent_out(now, room) if now.incident.is_open else [],
    }
    return {"page": page, "panels": addresses.panels(now.incident, "changes", "kb", "oncall", "statuspage")}


def _offers(now: Situation, action: str, names: Collection[str]) -> list[Act]:
    """Acts that ask for one permission, for who has it while the incident is open."""
    allowed = now.incident.is_open and now.viewer.may(action)
    return [offer(name, now, back=BACK) for name in sorted(names)] if allowed else []


def _first(acts: list[Act]) -> Act | None:
    return acts[0] if acts else None


def _door(now: Situation, room: dict[str, Any], user_id: int) -> list[Act]:
    """Come in or go out; open it while there is none."""
    if room["opened_at"] is None:
        return [offer("open_room", now, back=BACK, main=True)] if now.viewer.may("open_war_room") else []
    inside = any(person["id"] == user_id for person in room["present"])
    acts = [offer("leave_room" if inside else "enter_room", now, back=BACK, main=not inside)]
    return [*acts, offer("physical_room", now, back=BACK)] if now.viewer.may("open_war_room") else acts


def _may_be_sent_out(now: Situation, room: dict[str, Any]) -> list[dict[str, Any]]:
    """Everybody inside but the Incident Manager, for who may do it."""
    people = [_with(now, "remove", one) for one in room["present"] if one["id"] != now.incident.im_id]
    return [one for one in people if one["act"]]


def _with(now: Situation, name: str, person: dict[str, Any]) -> dict[str, Any]:
    """Somebody at the door or in the room, with what the reader may do about it."""
    if not now.viewer.may(KINDS[name].action):
        return {**person, "act": None}
    extra = (("user", person["id"]), ("seen", now.incident.changed))
    return {**person, "act": replace(offer(name, now, back=BACK), extra=extra)}


@insiders_only
@require_safe
@kept_current
def window(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody who signs in, executives too: read-only, with the time of the next update."""
    found = incident_numbered(number)
    now = situation_of(found, viewer_of(found, actor_of(request.user)), at=timezone.now())  # type: ignore[arg-type]  # signed in
    sufferers = sufferers_of(found, at=now.at)
    page = {
        **room_of(now),
        "steps": steps_of(now),
        "clocks": clock_faces(now, sufferers),
        "sufferers": sufferers,
        "public": found.public_words,
        "next_update_at": register.ask_one("next_update_at", found.pk),
        "page_line": register.ask_one("page_line", found.pk),
        "enter": offer("enter_room", now) if found.is_open and room_open(now) else None,
    }
    return render(request, "incidents/window.html", {"page": page})


def room_open(now: Situation) -> bool:
    """Whether there is a room to ask for."""
    return now.viewer.around.war_room_open
