"""What the pages of this room show, as data for their templates."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.urls import reverse

from accounts.actors import Actor
from incidents import addresses
from incidents.acts import Act
from incidents.models import Incident
from incidents.operations.acting import permitted
from kb.forms import WaiverForm
from kb.models import Article
from kb.operations import WRITERS
from kb.queries import Hit, Match, Shelf
from kb.rendering import rendered

Page: TypeAlias = dict[str, Any]
STATE_WORDS = {"published": "Publish", "deprecated": "Deprecate", "draft": "Back to draft"}


def may_write(actor: Actor) -> bool:
    """Whether to offer the forms."""
    return not actor.roles.isdisjoint(WRITERS)


def found(hits: Sequence[Hit], *, search: str, kind: str, everything: bool, total: int, actor: Actor) -> Page:
    """The list, with what was asked for."""
    return {
        "search": search,
        "articles": [_row(hit) for hit in hits],
        "total": total,
        "everything": everything,
        "kinds": [
            {"value": value, "words": words, "current": value == kind}
            for value, words in Article.Kind.choices
        ],
        "kind": kind,
        "new_url": reverse("kb:new") if may_write(actor) else "",
    }


def article(one: Article, incidents: Sequence[Incident], actor: Actor) -> Page:
    """One article to read, and what one may do to it."""
    return {
        "title": one.title,
        "kind": one.get_kind_display(),
        "state": one.state,
        "owner": one.owner.name if one.owner else "",
        "list_url": reverse("kb:list"),
        "changed_at": one.changed_at,
        "review_by": one.review_by_date,
        "assets": [str(asset) for asset in one.assets.all()],
        "alert_names": one.alert_names,
        "tags": one.tags,
        "body": rendered(one.body),
        "incidents": [
            {"number": incident.reference, "title": incident.title, "url": addresses.page(incident)}
            for incident in incidents
        ],
        "edit_url": reverse("kb:edit", args=[one.pk]) if may_write(actor) else "",
        "state_acts": _state_acts(one) if may_write(actor) else [],
    }


def panel(incident: Incident, shelf: Shelf, actor: Actor) -> Page:
    """What may help with an incident, and the ways to link it or to say why nothing is needed."""
    may_link = permitted("link_article", incident=incident, actor=actor)
    may_waive = permitted("close", incident=incident, actor=actor)
    return {
        "articles": [_match(match, incident, may_link) for match in shelf.matches],
        "search_url": reverse("kb:list"),
        "waiver": shelf.waiver,
        "acts": [_waive(incident)] if may_waive and not shelf.waiver else [],
    }


def _row(hit: Hit) -> Page:
    one = hit.article
    return {
        "title": one.title,
        "url": reverse("kb:article", args=[one.pk]),
        "kind": one.get_kind_display(),
        "state": one.state,
        "assets": ", ".join(str(asset) for asset in one.assets.all()),
        "changed_at": one.changed_at,
        "match": f"found {hit.words}" if hit.words else "",
    }


def _match(match: Match, incident: Incident, may_link: bool) -> Page:
    one = match.article
    url = reverse("kb:link", args=[incident.number, one.pk])
    return {
        "id": one.pk,
        "title": one.title,
        "url": reverse("kb:article", args=[one.pk]),
        "kind": one.get_kind_display(),
        "words": match.words,
        "linked": match.linked,
        "act": Act(name=f"link-{one.pk}", label="This helped, link it", url=url) if may_link else None,
    }


def _waive(incident: Incident) -> Act:
    url = reverse("kb:waive", args=[incident.number])
    return Act(name="waive-article", label="No article needed", url=url, form=WaiverForm())


def _state_acts(one: Article) -> list[Page]:
    url = reverse("kb:state", args=[one.pk])
    return [
        {"label": words, "value": value, "url": url}
        for value, words in STATE_WORDS.items()
        if value != one.state
    ]
