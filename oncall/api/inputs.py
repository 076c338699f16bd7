"""What the acts on a running escalation take; and a question with a name that nobody knows is refused."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from accounts.api import Named
from accounts.models import User
from accounts.moments import Moment


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """A name that is misspelt would be passed over, and the answer be to another question. Raises ValidationError."""
    understood = list(known)
    unknown = sorted(set(given) - {*understood, "format"})
    if unknown:
        raise serializers.ValidationError(
            {name: [f"“{name}” is not understood here. Ask by {', '.join(understood)}."] for name in unknown}
        )


class Somebody(serializers.Serializer[Any]):
    """A person by user name."""

    user = Named(User.objects.filter(is_active=True), by="username", pk_only=True, source="user_id")
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=300, help_text="For somebody off the path."
    )


class ToLevel(serializers.Serializer[Any]):
    """A level of the path, counted from 1."""

    level = serializers.IntegerField(min_value=1)


class Sleep(serializers.Serializer[Any]):
    """When it wakes."""

    until = Moment(help_text="In five minutes at least and four days at most.")
