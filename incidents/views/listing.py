"""The list of incidents, which is home."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import insiders_only, opens_to
from accounts.actors import Actor, actor_of
from accounts.numbers import is_number
from incidents.queries import listing as queries
from incidents.queries.listing import FILTERS, PAGE, Row, Seen
from incidents.stages import OPEN_STAGES, Stage
from incidents.views.current import list_kept_current

PANELS = (("oncall:list_panel", "On call now"), ("statuspage:list_panel", "Status page"))


@insiders_only
@require_safe
@list_kept_current
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in; for executives each incident leads to its window."""
    show = request.GET.get("show", "")
    search, stage = request.GET.get("q", "").strip()[:100], request.GET.get("stage", "")
    actor, at = actor_of(request.user), timezone.now()  # type: ignore[arg-type]  # signed in, says the mark
    page = (
        _ended(search, _before(request), actor, at)
        if show == "closed"
        else _open(show, search, stage, actor, at)
    )
    page |= {"search": search, "filter": show, "report_url": reverse("incidents:report")}
    return render(request, "incidents/list.html", {"page": page, "panels": _panels(request)})


def _open(show: str, search: str, stage: str, actor: Actor, at: datetime) -> dict[str, Any]:
    seen = queries.stand(queries.open_incidents(search=search), actor, at=at)
    rows = queries.rows_of(seen, at=at)
    wanted = [one for one in queries.kept(seen, show) if not stage or one.incident.stage == stage]
    orphans = [] if stage or show else queries.orphans_of(seen, rows, at=at)
    listed = wanted if stage or show else [one for one in wanted if not queries.is_orphan(one)]
    return {
        **_counts(seen, show, stage),
        "orphans": orphans,
        "groups": _groups(listed, rows),
        "to_close": [rows[one.incident.pk] for one in listed if one.incident.service_restored_at],
    }


def _groups(listed: list[Seen], rows: dict[int, Row]) -> list[dict[str, Any]]:
    """By stage; the stage with the most urgent incident comes first."""
    groups: dict[str, list[Row]] = {}
    for one in listed:
        if one.incident.service_restored_at is None:
            groups.setdefault(one.incident.stage, []).append(rows[one.incident.pk])
    return [{"stage": name, "label": Stage(name).label, "rows": found} for name, found in groups.items()]


def _counts(seen: list[Seen], show: str, stage: str) -> dict[str, Any]:
    by_stage = queries.counts_by_stage()
    stages = [
        {
            "stage": one.value,
            "label": one.label,
            "count": by_stage.get(one.value, 0),
            "url": f"?stage={one.value}",
        }
        for one in OPEN_STAGES
    ]
    return {
        "open": sum(by_stage.values()),
        "critical": sum(one.incident.priority == "P1" for one in seen),
        "stages": stages,
        "filters": [_filter(name, seen, show, stage) for name in FILTERS],
    }


def _filter(name: str, seen: list[Seen], show: str, stage: str) -> dict[str, Any]:
    """A filter as a link; among the closed ones nobody counts the open."""
    return {
        "words": FILTERS[name],
        "count": None if "closed" in (name, show) else len(queries.kept(seen, name)),
        "url": f"?{urlencode({'show': name})}" if name else "/",
        "current": name == show and not stage,
    }


def _ended(search: str, before: int | None, actor: Actor, at: datetime) -> dict[str, Any]:
    found = queries.ended_incidents(search=search, before=before)
    seen = queries.stand(found[:PAGE], actor, at=at)
    rows = list(queries.rows_of(seen, at=at).values())
    more: dict[str, str | int] = (
        {"show": "closed", "q": search, "before": found[PAGE - 1].number} if len(found) > PAGE else {}
    )
    group = {"stage": "closed", "label": "Closed", "rows": rows}
    return {
        **_counts([], "closed", ""),
        "groups": [group] if rows else [],
        "older_url": f"?{urlencode(more)}" if more else "",
    }


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("before", "")
    return int(asked) if is_number(asked) else None


def _panels(request: HttpRequest) -> list[dict[str, str]]:
    """What other rooms show beside the list to who looks; a room that has no such panel is left out."""
    found = []
    for name, words in PANELS:
        try:
            found.append({"url": reverse(name), "words": words})
        except NoReverseMatch:
            continue
    return [panel for panel in found if opens_to(panel["url"], request.user)]
