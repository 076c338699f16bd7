"""The demo company, and its people by their login."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor, actor_of
from accounts.models import User
from tests.clock import Clock
from tests.halcyon import halcyon


@pytest.fixture
def demo_company(db: None, clock: Clock) -> None:
    """Halcyon Orders with its ten customers, on the clock's first minute."""
    halcyon(api_token="storm_test", source_token="test-source")


@pytest.fixture
def as_(demo_company: None) -> Callable[[str], Actor]:
    """The actor that a member of staff is: `as_("tomasz")`."""
    return lambda login: actor_of(User.objects.get(username=login))
