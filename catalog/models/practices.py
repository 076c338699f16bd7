"""Who talks to a customer, what we promised them, and how they would go on without us."""

from django.db import models

from accounts.models import User
from catalog.models.customers import Customer, CustomerContact
from catalog.models.external import external_id


class TouchPoint(models.Model):
    """One of us spoke with one of them."""

    class Department(models.TextChoices):
        SUPPORT = "support", "support"
        SALES = "sales", "sales"
        ACCOUNTS = "accounts", "account management"
        OPERATIONS = "operations", "operations"
        ENGINEERING = "engineering", "engineering"
        FINANCE = "finance", "finance"
        EXECUTIVES = "executives", "executives"

    class Channel(models.TextChoices):
        CALL = "call", "call"
        MAIL = "mail", "mail"
        MEETING = "meeting", "meeting"
        VISIT = "visit", "visit"
        CHAT = "chat", "chat"
        TICKET = "ticket", "ticket"
        OTHER = "other", "other"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="touch_points")
    external_id = external_id()
    contact = models.ForeignKey(
        CustomerContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="touch_points"
    )
    department = models.CharField(max_length=12, choices=Department)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.CALL)
    talked_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-talked_at"], name="touch_point_newest")]

    def __str__(self) -> str:
        return f"{self.get_department_display()}, {self.get_channel_display()}"


class Promise(models.Model):
    """A feature or a fix that a customer was promised by a day, and when we told them that it slips."""

    class Kind(models.TextChoices):
        FEATURE = "feature", "feature"
        FIX = "fix", "fix"
        OTHER = "other", "other"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="promises")
    external_id = external_id()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEATURE)
    promised_date = models.DateField()
    slip_announced_date = models.DateField(null=True, blank=True)
    new_date = models.DateField(null=True, blank=True)
    kept_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="promise_once"),
            models.CheckConstraint(
                condition=models.Q(new_date=None) | models.Q(slip_announced_date__isnull=False),
                name="promise_moves_when_announced",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Continuity(models.Model):
    """How a customer's work goes on if we do not."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="continuity")
    escrow = models.BooleanField(default=False)
    export_format = models.CharField(max_length=120, blank=True)
    last_export_test_date = models.DateField(null=True, blank=True)
    notice_days = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return "continuity"
