"""What the pages about single points of failure show, put together for their templates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.actors import Actor
from catalog.forms.spof import BANDS, CARES
from catalog.models import Asset, Mitigation, SpofAnalysis, SpofFinding
from catalog.operations.editing import may_edit
from catalog.operations.mitigations import may_change
from catalog.operations.spof_review import SIGNER
from catalog.queries import spof as queries
from catalog.queries.spof_finding import Fallen
from catalog.spof.risk import band_of
from timeline.queries import story

MARKS = {
    "critical": ("fail", "bad"),
    "high": ("late", "part"),
    "medium": ("wait", "warn"),
    "low": ("todo", "dim"),
}
UNJUDGED = {"band": "not judged", "mark": "todo", "tone": "warn", "score": None}
HISTORY, CHANGES_NAMED = 20, 30


def risk(score: int | None) -> dict[str, Any]:
    """A score as a sign: shape, word and colour."""
    if score is None:
        return UNJUDGED
    mark, tone = MARKS[band_of(score)]
    return {"band": band_of(score), "mark": mark, "tone": tone, "score": score}


def standing(actor: Actor, *, today: date) -> dict[str, Any]:
    """Where the review stands: the latest analysis, the one that runs, what is due, what is missing."""
    latest, running, last = queries.latest_finished(), queries.running(), queries.last_signed()
    lacking = queries.incomplete(latest).count() if latest else 0
    return {
        "latest": latest,
        "running": running,
        "last_signed": last,
        "review": queries.review(today),
        "lacking": lacking,
        "late": queries.late_mitigations(today),
        "may_start": may_edit(actor) and running is None,
        "may_sign": SIGNER in actor.roles and latest is not None and latest.signed_at is None,
        "difference": _difference(latest, last),
    }


def _difference(latest: SpofAnalysis | None, last: SpofAnalysis | None) -> dict[str, Any] | None:
    """What was signed, or what signing would say now."""
    if latest is None or (last is None and latest.signed_at is None):
        return None
    said = latest.difference if latest.signed_at else queries.difference_between(last, latest)
    words = (("new", "New", "fail"), ("gone", "Gone", "done"), ("still_open", "Still open", "wait"))
    parts = [
        {
            "words": label,
            "mark": mark,
            "count": len(said[name]),
            "names": [asset for _, asset in said[name][:CHANGES_NAMED]],
            "more": max(0, len(said[name]) - CHANGES_NAMED),
        }
        for name, label, mark in words
    ]
    since = latest.compared_with if latest.signed_at else last
    return {"parts": parts, "since": since.signed_at if since else None}


def rows(found: Sequence[Any], *, today: date) -> list[dict[str, Any]]:
    """The findings of one page of the register, each with what is done about it."""
    cared = queries.mitigations_of([row.asset_id for row in found if row.asset_id])
    return [
        {
            "finding": row,
            "name": str(row.asset or row.asset_name),
            "risk": risk(row.score),
            "share": max(row.count_share, row.value_share) * 100,
            "care": _foremost(cared.get(row.asset_id or 0, []), today),
        }
        for row in found
    ]


def _foremost(found: Sequence[Mitigation], today: date) -> dict[str, Any] | None:
    """The mitigation that says most about an asset: one that is late, else one under way, else any that holds."""
    held = [one for one in found if one.status != Mitigation.Status.DROPPED]
    ranked = sorted(
        held, key=lambda one: (not queries.is_late(one, today), one.status == "done", one.due_date)
    )
    return (
        {"one": ranked[0], "late": queries.is_late(ranked[0], today), "more": len(held) - 1}
        if ranked
        else None
    )


def filters(given: QueryDict, analysis: SpofAnalysis) -> list[dict[str, Any]]:
    """The filters as links; those by risk say how many there are."""
    counts = queries.band_counts(analysis)
    by_band: dict[str, int] = {}
    for score, count in counts.items():
        band = band_of(int(score)) if score else "unjudged"
        by_band[band] = by_band.get(band, 0) + count
    everything = [
        {"words": "Single points", "url": _url(given, show=""), "current": given.get("show") != "all"}
    ]
    everything += [
        {"words": "All assets", "url": _url(given, show="all"), "current": given.get("show") == "all"}
    ]
    return [
        {"name": "risk", "links": _links(given, "band", {"": "Any risk", **BANDS}, by_band)},
        {"name": "what is done", "links": _links(given, "care", {"": "Whatever is done", **CARES}, {})},
        {"name": "what is shown", "links": everything},
    ]


def _links(
    given: QueryDict, name: str, values: dict[str, str], counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The first value stands for any."""
    chosen = given.get(name, "") if given.get(name, "") in values else ""
    return [
        {
            "words": words,
            "url": _url(given, **{name: value}),
            "current": chosen == value,
            "count": counts.get(value, 0) if counts and value else None,
        }
        for value, words in values.items()
    ]


def _url(given: QueryDict, **changes: str) -> str:
    asked = {name: given.get(name, "")[:100] for name in ("q", "band", "kind", "care", "show")} | changes
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def query(given: QueryDict) -> str:
    """What was asked for, to go on to another page of it."""
    return _url(given).removeprefix("?")


def finding(row: Any, fallen: Fallen, actor: Actor, *, today: date) -> dict[str, Any]:
    """One finding: who would be lost by which way, what it is worth, what is done about it."""
    asset: Asset | None = row.asset
    cared = queries.mitigations_of([asset.pk]).get(asset.pk, []) if asset else []
    return {
        "finding": row,
        "headline": headline(row),
        "asset": asset,
        "name": str(asset or row.asset_name),
        "risk": risk(row.score),
        "factors": getattr(asset, "risk_factors", None) if asset else None,
        "fallen": fallen,
        "mitigations": [
            {
                "one": one,
                "late": queries.is_late(one, today),
                "risk": risk(one.residual),
                "url": _change_url(one, actor),
            }
            for one in cared
        ],
        "may_edit": may_edit(actor) and asset is not None,
        "is_latest": row.analysis == queries.latest_finished(),
        "history": story(f"asset:{asset.pk}", limit=HISTORY) if asset else [],
    }


def _change_url(one: Mitigation, actor: Actor) -> str:
    return reverse("catalog:spof_mitigation", args=[one.pk]) if may_change(one, actor) else ""


def headline(row: SpofFinding) -> str:
    """What its loss costs, in one sentence."""
    if not row.customers_lost:
        return "If it fails alone, nobody is lost."
    people = "customer is" if row.customers_lost == 1 else "customers are"
    return (
        f"If it fails alone, {row.customers_lost} {people} lost: {100 * row.count_share:.0f} % of the customers, "
        f"{100 * row.value_share:.0f} % of what they are worth."
    )
