"""What we know: articles that somebody can follow at three in the morning, and their links to incidents."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from accounts.models import User
from catalog.models import Asset
from incidents.models import Incident


class Article(models.Model):
    """One thing known. The body is Markdown: symptom, check, do, verify."""

    class Kind(models.TextChoices):
        HOW_TO = "how_to", "How-to"
        TIP = "tip", "Tip"
        KNOWN_PROBLEM = "known_problem", "Known problem"
        KNOWN_SOLUTION = "known_solution", "Known solution"

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        DEPRECATED = "deprecated", "deprecated"

    kind = models.CharField(max_length=16, choices=Kind)
    title = models.CharField(max_length=200)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    body = models.TextField()
    assets = models.ManyToManyField(Asset, blank=True, related_name="articles")
    alert_names = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    review_by_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(
                SearchVector("title", weight="A", config="english")
                + SearchVector("body", weight="C", config="english"),
                name="article_search",
            ),
            GinIndex(fields=["alert_names"], name="article_by_alert"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"article:{self.pk}"


class ArticleLink(models.Model):
    """An article that belongs to an incident, or, without an article, the reason why none is needed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="article_links")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="incident_links")
    waiver = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "article"], name="article_link_once")]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.article_id or self.waiver}"
