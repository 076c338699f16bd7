"""The demo company, and its people by their login."""

from collections.abc import Callable

import pytest

from accounts.actors import Actor, actor_of
from accounts.models import User
from demo.management.commands.load_demo import load


@pytest.fixture
def demo_company(db: None) -> None:
    """Halcyon Orders with its ten customers."""
    load(password="a long demo password", api_token="storm_test", source_token="test-source")


@pytest.fixture
def as_(demo_company: None) -> Callable[[str], Actor]:
    """The actor that a member of staff is: `as_("tomasz")`."""
    return lambda login: actor_of(User.objects.get(username=login))
