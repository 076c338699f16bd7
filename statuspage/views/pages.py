"""What the inside pages of this room show, as data for their templates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.actors import Actor
from accounts.refusals import Unable
from incidents import addresses
from incidents.operations.acting import permitted
from statuspage.models import StatusUpdate
from statuspage.planning.suspects import Work
from statuspage.published import presenting
from statuspage.published.presenting import Addresses
from statuspage.queries import Story
from statuspage.subscribing.standing import progress
from statuspage.telling.called_first import CalledFirst
from statuspage.telling.claims import worst
from statuspage.telling.colours import STATES

Page: TypeAlias = dict[str, Any]


def overview(stories: Sequence[Story], document: Page, where: Addresses, *, now: datetime) -> Page:
    """What customers see now, and every incident whose next update is due."""
    return {
        "front": presenting.front(document, where, now=now),
        "published_at": datetime.fromisoformat(document["published_at"])
        if document["published_at"]
        else None,
        "public_url": where.home,
        "staff_url": reverse("statuspage:overview"),
        "stories": [{**_standing(story, now), "number": story.incident.reference} for story in stories],
    }


def panel(
    story: Story, actor: Actor, called: CalledFirst | None, works: Sequence[Work], *, now: datetime
) -> Page:
    """What the public knows of one incident, whether customers were ahead of it, planned work that may be behind it,
    and the ways to tell it more.
    """
    number, links = story.incident.number, _links(story, actor)
    no_news = story.newest is not None and not story.over and bool(links)
    subscribers = progress(incident_id=story.incident.pk, newest=1)
    return {
        **_standing(story, now),
        "page_url": reverse("status:page"),
        "links": links,
        "no_news_url": reverse("statuspage:no_news", args=[number]) if no_news else "",
        "seen": len(story.updates),
        "called": called,
        "works": works,
        "ahead": called.minutes(now) if called else 0,
        "punctuality_url": reverse("seat:punctuality_of", args=[number]) if story.newest else "",
        "told": next(iter(subscribers), None),
    }


def writing(story: Story, form: Any, *, title: str, hint: str = "") -> Page:
    """The page with a form on it."""
    incident = story.incident
    return {
        "form": form,
        "title": title,
        "hint": hint,
        "incident": incident,
        "back_url": addresses.page(incident),
        "told": [_told(update) for update in reversed(story.updates)],
        "preview": "",
        "blocked_by": [],
    }


def looked_again(story: Story, form: Any) -> Page:
    """After a refusal: what others told meanwhile is shown, and what was typed may be sent once it was read."""
    form.data = form.data.copy()
    form.data["seen"] = str(len(story.updates))
    return {"told": [_told(update) for update in reversed(story.updates)]}


def preview(document: Page, at: datetime) -> str:
    """The public page as customers would read it; its links lead nowhere."""
    nowhere = Addresses(home="#", history="#", feed="#", rss="#", story=lambda public_id: "#")
    return render_to_string("statuspage/page.html", {"page": presenting.front(document, nowhere, now=at)})


def points(refused: Unable) -> list[Page]:
    """A refusal as the page lists it."""
    return [
        {"code": code, "words": words} for code, words in zip(refused.codes, refused.sentences, strict=False)
    ]


def _standing(story: Story, now: datetime) -> Page:
    fresh = story.freshness(now)
    return {
        "published": story.newest is not None,
        "words": _words(story),
        "text": story.newest.text if story.newest else "",
        "state": worst(story.claim.values()),
        "updated_at": story.newest.published_at if story.newest else None,
        "next_update_at": fresh.due_at if fresh else None,
        "overdue": fresh is not None and fresh.state in ("overdue", "escalated"),
        "title": story.public.title if story.public else story.incident.title,
        "url": addresses.page(story.incident),
        "publish_url": reverse("statuspage:publish", args=[story.incident.number]),
    }


def _words(story: Story) -> str:
    if story.newest is None:
        return "Nothing has been told in public yet."
    if story.over:
        return "Customers were told that it is over."
    state = STATES[worst(story.claim.values())]
    return f"Customers see: {state.words.lower()}, {story.newest.get_status_display().lower()}."


def _told(update: StatusUpdate) -> Page:
    return {"at": update.published_at, "label": update.get_status_display(), "text": update.text}


def _links(story: Story, actor: Actor) -> list[Page]:
    """What this person may do about the page, the likeliest first."""
    incident, found = story.incident, []
    publish_url = reverse("statuspage:publish", args=[incident.number])
    if not incident.is_open:
        return _later(story, actor)
    heard = story.newest is not None or story.through is not None
    restored = incident.service_restored_at is not None and heard and not story.cleared
    if restored and permitted("send_all_clear", incident=incident, actor=actor):
        url = reverse("statuspage:all_clear", args=[incident.number])
        found.append({"words": "Publish the all-clear", "url": url, "main": True})
    if permitted("publish_status", incident=incident, actor=actor):
        first, more = "Publish", "Publish an update"
        words = "Publish a correction" if story.over else more if story.newest else first
        found.append({"words": words, "url": publish_url, "main": not restored and not story.over})
        if story.newest and not story.over:
            found.append({"words": "Correct it", "url": f"{publish_url}?kind=correction", "main": False})
    return [*found, *_later(story, actor)]


def _later(story: Story, actor: Actor) -> list[Page]:
    """What can still be done when it is over."""
    if story.newest is None or not permitted("publish_status", incident=story.incident, actor=actor):
        return []
    url = reverse("statuspage:words", args=[story.incident.number])
    return [{"words": "Translate, or publish the report", "url": url, "main": False}]
