"""Writes of the knowledge base: articles written and moved through their states, and linked to incidents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import NotPermitted, Unable
from accounts.roles import STAFF, Role
from catalog.models import Asset
from incidents.models import Incident
from incidents.operations.acting import permit, tell
from kb.models import Article, ArticleLink
from timeline.operations import record

# Whoever works on incidents writes; an administrator keeps the house, an executive reads the summary.
WRITERS = STAFF - {Role.ADMIN.value}
REVIEW_AFTER = timedelta(days=180)


class UnableToKeep(Unable):
    """Nothing was written to the knowledge base."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an article says and belongs to."""

    kind: str
    title: str
    body: str
    tags: Collection[str] = ()
    alert_names: Collection[str] = ()
    assets: Collection[Asset] = ()
    review_by_date: date | None = None


def write_article(*, content: Content, actor: Actor, at: datetime) -> Article:
    """Write a new article; it is a draft until somebody publishes it. Raises UnableToKeep, NotPermitted."""
    _permit_writing(actor)
    _refuse_empty(content)
    with transaction.atomic():
        article = Article(owner_id=actor.user_id, created_at=at)
        _fill(article, content, at)
        record("kb.written", subject=article.key, actor=actor.named, at=at, data={"title": article.title})
    return article


def change_article(
    *, article_id: int, content: Content, actor: Actor, at: datetime, seen: str | None = None
) -> Article:
    """Change an article. `seen` is the time of the last change that the page showed; a newer one is not overwritten."""
    _permit_writing(actor)
    _refuse_empty(content)
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        if seen and seen != article.changed_at.isoformat():
            raise UnableToKeep(
                "STALE_STAGE", sentences=["Somebody changed it meanwhile. Look at it, then change it again."]
            )
        _fill(article, content, at)
        record("kb.changed", subject=article.key, actor=actor.named, at=at, data={"title": article.title})
    return article


def change_state(*, article_id: int, state: str, actor: Actor, at: datetime) -> Article:
    """Publish, deprecate or take back to draft. Raises UnableToKeep for a state that there is not, NotPermitted."""
    _permit_writing(actor)
    if state not in Article.State.values:
        raise UnableToKeep("KB_STATE", sentences=["An article is a draft, published or deprecated."])
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        if article.state == state:
            return article
        article.state, article.changed_at = state, at
        if state == Article.State.PUBLISHED:
            article.review_by_date = article.review_by_date or (at + REVIEW_AFTER).date()
        article.save(update_fields=["state", "changed_at", "review_by_date"])
        record("kb.state_changed", subject=article.key, actor=actor.named, at=at, data={"state": state})
    return article


def link_article(*, incident_id: int, article_id: int, actor: Actor, at: datetime) -> ArticleLink:
    """Say that an article belongs to an incident; saying it again changes nothing. Raises NotPermitted."""
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        permit("link_article", incident=incident, actor=actor)
        article = Article.objects.get(pk=article_id)
        link, is_new = ArticleLink.objects.get_or_create(
            incident=incident, article=article, defaults={"created_at": at, "created_by": actor.named.key}
        )
        if is_new:
            tell("kb.linked", incident, actor=actor, at=at, article=article.pk, title=article.title)
    return link


def waive_article(*, incident_id: int, reason: str, actor: Actor, at: datetime) -> ArticleLink:
    """Say why no article is needed; whoever may close the incident may say so. Raises UnableToKeep, NotPermitted."""
    if not reason.strip():
        raise UnableToKeep("REASON", sentences=["Say why no article is needed."])
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        permit("close", incident=incident, actor=actor)
        waiver = ArticleLink.objects.create(
            incident=incident, waiver=reason.strip()[:300], created_at=at, created_by=actor.named.key
        )
        tell("kb.waived", incident, actor=actor, at=at, reason=waiver.waiver)
    return waiver


def _permit_writing(actor: Actor) -> None:
    if actor.roles.isdisjoint(WRITERS):
        raise NotPermitted("Articles are written by those who work on incidents.")


def _refuse_empty(content: Content) -> None:
    if not content.title.strip() or not content.body.strip():
        raise UnableToKeep("KB_EMPTY", sentences=["An article needs a title and a body."])


def _fill(article: Article, content: Content, at: datetime) -> None:
    article.kind, article.title, article.body = content.kind, content.title.strip(), content.body
    article.tags, article.alert_names = list(content.tags), list(content.alert_names)
    article.review_by_date, article.changed_at = content.review_by_date, at
    article.save()
    article.assets.set(content.assets)
