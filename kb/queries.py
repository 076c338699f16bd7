"""Reads of the knowledge base: search that forgives misspellings, and what may help with an incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from catalog.models import Asset
from incidents.models import Incident
from kb.models import Article, ArticleLink
from kb.ranking import WORD, Candidate, Ranked, mended, rank, words_of

CANDIDATES = 300
TERMS = 12
SIMILAR = 0.3
VECTOR = SearchVector("title", weight="A", config="english") + SearchVector(
    "body", weight="C", config="english"
)
SAME_ALERT, SAME_ASSET = 20, 10


@dataclass(frozen=True)
class Hit:
    """An article that was found, and why."""

    article: Article
    words: str = ""


@dataclass(frozen=True)
class Match:
    """An article that may help with an incident, and why."""

    article: Article
    score: int
    words: str
    linked: bool = False


@dataclass(frozen=True)
class Shelf:
    """What an incident has of the knowledge base: linked articles first, then what matches."""

    matches: Sequence[Match] = field(default_factory=tuple)
    waiver: str = ""


def published() -> QuerySet[Article]:
    """Articles that somebody has checked; drafts and deprecated ones are left out."""
    return Article.objects.filter(state=Article.State.PUBLISHED)


def articles(*, kind: str = "", everything: bool = False) -> QuerySet[Article]:
    """The articles to look through, newest first."""
    found = Article.objects.all() if everything else published()
    if kind:
        found = found.filter(kind=kind)
    return found.prefetch_related("assets").order_by("-changed_at", "id")


def search(text: str, among: QuerySet[Article]) -> list[Hit]:
    """What the words find, in the order of `kb.ranking`; a misspelt word finds what is spelt almost like it."""
    terms = words_of(text)[:TERMS]
    if not terms:
        return []
    found = {article.pk: article for article in _likely(terms, among, tolerant=True)[:CANDIDATES]}
    return [Hit(found[one.id], ", ".join(one.words)) for one in _ranked(terms, found.values())]


def matching(incident: Incident, limit: int = 5) -> list[Match]:
    """Published articles that may help: of the same alert, of the same assets, or of similar words."""
    said = f"{incident.title}\n{incident.manifestation}\n{incident.problem_statement}"
    terms = words_of(said)[:TERMS]
    asset_ids = set(incident.assets.values_list("asset_id", flat=True))
    about = Q(assets__in=asset_ids) | Q(alert_names__overlap=WORD.findall(said))
    ids = set(published().filter(about).values_list("pk", flat=True)[:CANDIDATES])
    ids |= set(_likely(terms, published(), tolerant=False).values_list("pk", flat=True)[:CANDIDATES])
    found = {one.pk: one for one in Article.objects.filter(pk__in=ids).prefetch_related("assets")}
    by_words = {one.id: one for one in rank(terms, map(_candidate, found.values()))}
    matches = [_match(article, said, asset_ids, by_words.get(article.pk)) for article in found.values()]
    return sorted(matches, key=lambda match: (-match.score, match.article.pk))[:limit]


def shelf(incident: Incident, limit: int = 5) -> Shelf:
    """What is linked to the incident, what else may help, and the reason why nothing is needed."""
    links = list(ArticleLink.objects.filter(incident=incident).select_related("article").order_by("id"))
    linked = [Match(link.article, 0, "", linked=True) for link in links if link.article]
    held = {match.article.pk for match in linked}
    more = [match for match in matching(incident, limit + len(held)) if match.article.pk not in held]
    waivers = [link.waiver for link in links if link.waiver]
    return Shelf(tuple(linked + more[:limit]), waivers[-1] if waivers else "")


def used_in(article: Article, limit: int = 20) -> list[Incident]:
    """The incidents that the article was linked to, newest first."""
    return list(Incident.objects.filter(article_links__article=article).order_by("-number")[:limit])


def _likely(terms: Sequence[str], among: QuerySet[Article], *, tolerant: bool) -> QuerySet[Article]:
    """Articles with any of the words, or, when tolerant, with a word like one of them."""
    if not terms:
        return among.none()
    query = reduce(or_, (SearchQuery(term, config="english") for term in terms))
    wanted = Q(found_in=query) | Q(tags__overlap=list(terms))
    looked = among.annotate(found_in=VECTOR)
    if tolerant:
        looked = looked.annotate(likeness=Greatest(*_likenesses(terms)))
        wanted |= Q(likeness__gte=SIMILAR)
    return looked.filter(wanted)


def _likenesses(terms: Iterable[str]) -> list[TrigramWordSimilarity]:
    return [TrigramWordSimilarity(term, place) for term in terms for place in ("title", "body")]


def _ranked(terms: Sequence[str], found: Iterable[Article]) -> list[Ranked]:
    candidates = [_candidate(article) for article in found]
    return rank(mended(terms, candidates), candidates)


def _candidate(article: Article) -> Candidate:
    return Candidate(article.pk, article.title, article.tags, article.body)


def _match(article: Article, said: str, asset_ids: set[int], words: Ranked | None) -> Match:
    alerts = [name for name in article.alert_names if name in set(WORD.findall(said))]
    assets: list[Asset] = [asset for asset in article.assets.all() if asset.pk in asset_ids]
    reasons = [f"same alert, {alerts[0]}"] if alerts else []
    reasons += [f"same asset, {assets[0]}"] if assets else []
    reasons += [f"same words: {', '.join(words.words[:4])}"] if words and not reasons else []
    score = SAME_ALERT * bool(alerts) + SAME_ASSET * bool(assets) + (words.score if words else 0)
    return Match(article, score, "; ".join(reasons))
