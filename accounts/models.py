"""People of the company: users with roles, how to reach them, their tokens, and the company's own settings."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.roles import Role
from timeline.actors import Named


class Language(models.TextChoices):
    """The languages in which somebody can be paged."""

    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"


class User(AbstractUser):
    """A member of staff. Roles are company-wide; `zone` is the IANA zone in which times are shown."""

    name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(
        max_length=5,
        choices=Language,
        default=Language.ENGLISH,
        help_text="Of pages and of what we say in calls.",
    )
    first_name = None  # type: ignore[assignment]  # one name, as people write it
    last_name = None  # type: ignore[assignment]

    class Meta:
        indexes = [GinIndex(fields=["roles"], name="user_by_role")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The person's name."""
        return str(self)

    def get_short_name(self) -> str:
        """The person's name: there is no shorter one."""
        return str(self)

    @property
    def key(self) -> str:
        """How timeline, outbox and deliveries name this person."""
        return f"user:{self.pk}"

    @property
    def named(self) -> Named:
        """This person as the timeline's actor."""
        return Named(key=self.key, label=str(self))

    def has_role(self, *roles: str) -> bool:
        """True when the person holds one of the roles."""
        return bool(set(self.roles) & set(roles))


class Team(models.Model):
    """A team owns things and grants nothing."""

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    def __str__(self) -> str:
        return self.name


class ContactMethod(models.Model):
    """One way to reach a user, used only once verified."""

    class Kind(models.TextChoices):
        SMS = "sms", "SMS"
        VOICE = "voice", "Phone call"
        WHATSAPP = "whatsapp", "WhatsApp"
        EMAIL = "email", "E-mail"
        WEBPUSH = "webpush", "Push to a browser"
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        WEBHOOK = "webhook", "Webhook"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_methods")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=1000)
    label = models.CharField(
        max_length=80, blank=True, help_text="How it is called, where the address says little."
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True, help_text="When a test page was asked for.")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="The person answered STOP.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "address"], name="contact_method_once")
        ]
        indexes = [models.Index(fields=["kind", "address"], name="contact_method_by_address")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown}"

    @property
    def shown(self) -> str:
        """The address as people read it."""
        return self.label or self.address


class ContactCode(models.Model):
    """A code on its way to one contact method. Its digits are not kept: they are made from `nonce` and our secret."""

    method = models.ForeignKey(ContactMethod, on_delete=models.CASCADE, related_name="codes")
    nonce = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["method", "-sent_at"], name="contact_code_by_method")]

    def __str__(self) -> str:
        return f"Code for {self.method}"


class ApiToken(models.Model):
    """A personal token: shown once, kept as a SHA-256 hash. It can do what its user can do."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12, help_text="The token's first characters, to recognise it by.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class CompanySettings(models.Model):
    """The one company this installation serves. `demo` marks a database that demo mode may use."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120, default="Our company")
    zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, default="en")
    country = models.CharField(max_length=2, default="GB")
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    small = models.BooleanField(default=False, help_text="The preset for companies below six people.")
    demo = models.BooleanField(default=False)
    dispatch_group = models.CharField(max_length=80, default="dispatch")
    im_schedule = models.CharField(max_length=80, default="im")
    last_resort = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="company_settings_only_one")]
        verbose_name_plural = "company settings"

    def __str__(self) -> str:
        return self.name
