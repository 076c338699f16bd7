"""What the guards of an incident may ask of the knowledge base."""

from collections.abc import Sequence

from incidents.facts import Provider
from kb.models import ArticleLink


def kb_linked(incident_ids: Sequence[int]) -> dict[int, bool]:
    """Whether an article was linked."""
    links = ArticleLink.objects.filter(incident__in=incident_ids).exclude(article=None)
    return dict.fromkeys(links.values_list("incident_id", flat=True), True)


def kb_waiver(incident_ids: Sequence[int]) -> dict[int, str]:
    """The reason why no article is needed, the last one given."""
    waivers = ArticleLink.objects.filter(incident__in=incident_ids, article=None).exclude(waiver="")
    return dict(waivers.order_by("id").values_list("incident_id", "waiver"))


PROVIDERS: dict[str, Provider] = {"kb_linked": kb_linked, "kb_waiver": kb_waiver}
