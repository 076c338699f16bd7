"""The knowledge base in the API: linking an article to an incident, or saying why none is needed."""

from collections.abc import Mapping
from typing import Any

from django.urls import path
from rest_framework import serializers

from incidents.api.acting import Row, act_view
from incidents.api.inputs import ReasonAlone
from kb import operations
from kb.models import Article


class Link(serializers.Serializer[Any]):
    """The article, by its id."""

    article = serializers.PrimaryKeyRelatedField(queryset=Article.objects.all())


def _link(*, article: Article, **given: Any) -> None:
    operations.link_article(article_id=article.pk, **given)


ACTS: Mapping[str, Row] = {
    "link-article": Row(Link, _link, "Say that an article belongs to it"),
    "waive-article": Row(ReasonAlone, operations.waive_article, "Say why no article is needed"),
}
urlpatterns = [
    path(f"incidents/<int:number>/{name}/", act_view(name, row), name=f"incident-{name}")
    for name, row in ACTS.items()
]
