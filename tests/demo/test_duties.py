"""The demo shows the newer parts of on-call: a number to dial, a calendar from elsewhere, one on somebody's phone."""

import pytest

from demo.management.commands.load_demo import load
from oncall.models import Feed, HuntGroup, Layer
from oncall.queries import duties
from tests.clock import Clock


@pytest.mark.django_db
def test_the_demo_has_a_number_a_calendar_from_elsewhere_and_a_feed(clock: Clock) -> None:
    for _ in range(2):
        load(password="a long demo password", api_token="storm_demo", source_token="demo-source")
    assert HuntGroup.objects.get(name="customer lines").number == "+442079460123"
    layer = Layer.objects.get(brought_from="security.ics")
    assert {row.user.username for row in layer.shifts.select_related("user")} == {"jonas", "priya"}
    [security] = [duty for duty in duties(clock.now) if duty.schedule.name == "security"]
    assert [person.username for person in security.people] == ["jonas"]
    assert Feed.objects.get().user.username == "priya"
