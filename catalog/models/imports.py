"""Files that were brought in: kept as they came, with a line of report for each row."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class CatalogImport(models.Model):
    """One file. It is looked at first, without writing; somebody who may edit the catalog then lets it in."""

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", "customers"
        ASSETS = "assets", "assets"
        LINKS = "links", "who depends on what"
        DEPENDENCIES = "dependencies", "what needs what"
        PARTNERS = "partners", "partners"
        GROUPS = "groups", "groups and their members"
        CONTACTS = "contacts", "contacts"
        CALENDARS = "calendars", "calendars"
        TERMS = "terms", "contract terms"
        REDUNDANCY = "redundancy", "what stands in for what"
        BACKSTAGE = "backstage", "Backstage catalog"

    class State(models.TextChoices):
        LOOKING = "looking", "being looked at"
        LOOKED = "looked", "looked at"
        APPLYING = "applying", "being let in"
        APPLIED = "applied", "let in"
        UNDOING = "undoing", "being taken back"
        UNDONE = "undone", "taken back"
        UNREADABLE = "unreadable", "not readable"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    content = models.BinaryField()
    why_not = models.JSONField(default=list, help_text="Sentences: why it could not be read.")
    ignored = models.JSONField(default=list, help_text="Columns that mean nothing to us.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="catalog_imports")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How facts name it."""
        return f"catalog_import:{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether rows are being worked on."""
        return self.state in (self.State.LOOKING, self.State.APPLYING, self.State.UNDOING)


class ImportLine(models.Model):
    """One row of a file: what it says, and what that does or would do."""

    class Action(models.TextChoices):
        ADDED = "added", "new"
        CHANGED = "changed", "changed"
        SAME = "same", "as it is"
        REFUSED = "refused", "refused"
        UNDONE = "undone", "taken back"
        KEPT = "kept", "stays"

    catalog_import = models.ForeignKey(CatalogImport, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(help_text="The line in the file.")
    kind = models.CharField(max_length=12, choices=CatalogImport.Kind)
    given = models.JSONField()
    about = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=8, choices=Action, blank=True)
    sentence = models.TextField(blank=True)
    undo = models.JSONField(default=list, help_text="What it wrote, and what stood there before.")

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["catalog_import", "position"], name="import_line_once"),
        ]
        indexes = [
            models.Index(
                fields=["catalog_import", "position"],
                condition=Q(action="refused"),
                name="import_line_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.catalog_import_id}, line {self.number}"
