"""Readers who are let in by mail: each asking is a link that opens one page once, and afterwards the reader herself."""

from django.db import models

from accounts.models import Language
from statuspage.models.pages import StatusPage
from statuspage.models.subscribers import new_token


class SignIn(models.Model):
    """Somebody asked for a link; of whoever is not invited no row stays. The link is signed, its signature not kept."""

    page = models.ForeignKey(
        StatusPage,
        null=True,
        on_delete=models.CASCADE,
        related_name="sign_ins",
        help_text="Empty: there is none of this name.",
    )
    email = models.EmailField()
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    nonce = models.CharField(max_length=48, unique=True, default=new_token)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When she signed out.")

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="sign_in_by_age")]

    def __str__(self) -> str:
        return f"{self.email} to {self.page}"

    @property
    def key(self) -> str:
        """How messages name it."""
        return f"sign_in:{self.pk}"
