"""What every room's API stands on: who comes in, how a refusal looks, people by their user name, and who one is."""

from typing import Any

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.fields import empty
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor, actor_of
from accounts.models import User
from accounts.roles import STAFF, Role


class Holders(BasePermission):
    """Admits the holders of some roles, whether they come by token or by session."""

    admits: frozenset[str] = frozenset()
    message = "Your role does not open this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """401 is answered for strangers, 403 for members of staff without one of the roles."""
        return isinstance(request.user, User) and request.user.has_role(*self.admits)


class Staff(Holders):
    """Every member of staff except executives."""

    admits = STAFF


class Insiders(Holders):
    """Everybody who signs in, executives too: for reading."""

    admits = frozenset(role.value for role in Role)


def signed_in(request: Request) -> User:
    """Whose token or session it is. Raises NotAuthenticated."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def caller(request: Request) -> Actor:
    """Who acts through the API."""
    return actor_of(signed_in(request), via="api")


class Refusal(serializers.Serializer[Any]):
    """Every error has this shape. `blocked_by` and `sentences` name what stands in the way, pair by pair."""

    error = serializers.CharField(help_text="A stable code.")
    message = serializers.CharField(help_text="A sentence for people.")
    blocked_by = serializers.ListField(child=serializers.CharField())
    sentences = serializers.ListField(child=serializers.CharField())
    fields = serializers.DictField(child=serializers.JSONField(), help_text="What is wrong with which field.")  # type: ignore[assignment]


READS: dict[int, Any] = {401: Refusal, 403: Refusal, 404: Refusal}
WRITES: dict[int, Any] = {400: Refusal, **READS, 409: Refusal, 415: Refusal}


@extend_schema_field(serializers.CharField())
class Named(serializers.CharField):
    """One row by its unique name: `Named(User.objects.filter(...), by="username")`; `pk_only` gives its number."""

    default_error_messages = {"unknown": "Nothing here is called “{name}”."}

    def __init__(
        self, rows: "QuerySet[Any]", *, by: str = "name", pk_only: bool = False, **given: Any
    ) -> None:
        self.rows, self.by, self.pk_only = rows, by, pk_only
        super().__init__(**given)

    def run_validation(self, data: Any = empty) -> Any:
        """The row with this name, or a sentence. The text is looked at first: what no name can be is not asked for."""
        name = super().run_validation(data)
        if not isinstance(name, str):
            return name
        row = self.rows.all().filter(**{self.by: name}).first()
        if row is None:
            self.fail("unknown", name=name)
        return row.pk if self.pk_only else row

    def to_representation(self, value: Any) -> str:
        """The row's name."""
        return str(getattr(value, self.by)) if isinstance(value, Model) else str(value)


def person(**given: Any) -> Named:
    """An active user by user name."""
    return Named(User.objects.filter(is_active=True), by="username", **given)


class UserSketch(serializers.ModelSerializer[User]):
    """A person as the API shows one."""

    class Meta:
        model = User
        fields = ["username", "name"]
        read_only_fields = fields


class Me(serializers.ModelSerializer[User]):
    """The owner of the token or session."""

    class Meta:
        model = User
        fields = ["username", "name", "roles", "zone"]
        read_only_fields = fields


class WhoAmI(APIView):
    """Whom a token belongs to, and what that person may do by role."""

    permission_classes = [Insiders]

    @extend_schema(operation_id="me", responses={200: Me, 401: Refusal, 403: Refusal})
    def get(self, request: Request) -> Response:
        """Who I am."""
        return Response(Me(signed_in(request)).data)
