"""The pages on which everybody, some readers or one customer read how the services are, and the keys to them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from catalog.models import Customer
from statuspage.models.stories import Component


class StatusPage(models.Model):
    """One status page. What stands on it is in its publications; a customer's page is cut from the whole when read."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Public: anybody reads it"
        PRIVATE = "private", "Private: staff, and whoever has a link"
        CUSTOMER = "customer", "One customer: only what touches it, with a link"

    class Level(models.TextChoices):
        REACTIVE = "reactive", "What we tell of open incidents, nothing else"
        PROACTIVE = "proactive", "Also how each service works now"
        FULL = "full", "Also ninety days of history"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, blank=True, help_text="Empty: the company's name.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PUBLIC)
    is_default = models.BooleanField(default=False, editable=False)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="status_pages"
    )
    components = models.ManyToManyField(
        Component, blank=True, related_name="pages", help_text="None chosen: all of them."
    )
    level = models.CharField(max_length=10, choices=Level, default=Level.FULL)
    text = models.TextField(blank=True, max_length=1000)
    contact_url = models.URLField(blank=True, help_text="Where a reader finds support.")
    languages = models.JSONField(
        default=list, help_text="Codes; the first is that of the page's own address."
    )
    zone = models.CharField(max_length=60, default="UTC")
    domain = models.CharField(
        max_length=120,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"\A[a-z0-9-]+(\.[a-z0-9-]+)+\Z", "A name such as status.example.com.")],
    )
    accent = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(
        null=True, editable=False, help_text="A PNG of ours, made from what was uploaded."
    )

    class Meta:
        ordering = ["-is_default", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_page"
            ),
            models.UniqueConstraint(fields=["customer"], name="one_page_a_customer"),
            models.CheckConstraint(
                condition=Q(kind="customer", customer__isnull=False)
                | (~Q(kind="customer") & Q(customer=None)),
                name="page_of_a_customer_has_one",
                violation_error_message="A page of one customer needs the customer, and no other page has one.",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(kind="public"), name="default_page_is_public"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"status_page:{self.pk}"

    @property
    def is_public(self) -> bool:
        """Anybody may read it, so it may lie in a folder that anybody may read."""
        return self.kind == self.Kind.PUBLIC


class PageKey(models.Model):
    """A link to a private page, for somebody. Only the sum of its secret is kept; a revoked one opens nothing."""

    page = models.ForeignKey(StatusPage, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(max_length=80)
    email = models.EmailField(blank=True, help_text="An invited reader, who may ask for a new link by mail.")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.label


class Publication(models.Model):
    """A page as published: all it shows, as one document; the newest is what its readers see.

    Without a page it is the whole: everything told, from which each customer's page is cut.
    """

    page = models.ForeignKey(StatusPage, null=True, on_delete=models.CASCADE, related_name="publications")
    document = models.JSONField()
    etag = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="publication_newest"),
            models.Index(fields=["page", "-id"], name="publication_newest_of_page"),
        ]

    def __str__(self) -> str:
        return f"published {self.published_at}"
