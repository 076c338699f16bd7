"""API tokens for REST framework: `Authorization: Bearer storm_…`."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.operations import mark_used
from accounts.queries import token_of


class TokenAuthentication(BaseAuthentication):
    """Signs a request in by its bearer token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """None without a bearer header; raises AuthenticationFailed (401) for a token that is not valid."""
        scheme, _, token = get_authorization_header(request).decode(errors="replace").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        found = token_of(token.strip(), at=now)
        if found is None:
            raise AuthenticationFailed(
                "This token is unknown, revoked or expired. Make a new one under your name."
            )
        mark_used(token=found, at=now)
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        """Makes the answer a 401 that says how to sign in."""
        return 'Bearer realm="storm"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """How the API description names this scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "storm_…"}
