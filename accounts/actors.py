"""Who acts, as operations take it: a name for the timeline and the roles that permissions ask about."""

from dataclasses import dataclass, field

from accounts.models import User
from timeline.actors import SYSTEM, Named


@dataclass(frozen=True)
class Actor:
    """`user_id` is None for the system; `via` says through what (web, api, sms, mail link)."""

    named: Named
    user_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    via: str = "web"

    @property
    def is_system(self) -> bool:
        """True for background work, which never decides by itself."""
        return self.user_id is None


SYSTEM_ACTOR = Actor(named=SYSTEM, roles=frozenset({"system"}), via="system")


def actor_of(user: User, *, via: str = "web") -> Actor:
    """The actor that a signed-in user is."""
    return Actor(named=user.named, user_id=user.pk, roles=frozenset(user.roles), via=via)
