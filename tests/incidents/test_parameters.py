"""The numbers of the classification: read by the staff, changed by administrators, a version each time."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from incidents.models import ParameterVersion
from incidents.parameters import DEFAULTS
from incidents.queries.parameters import numbers_now
from incidents.tables import differences, filled, flat
from tests.staff import hire_everybody
from timeline.models import TimelineEntry

ADDRESS = "/settings/classification/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> Callable[[str], Client]:
    """A browser of somebody who holds only that role."""
    people: dict[str, User] = hire_everybody()

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return sign_in


def typed(**changed: object) -> dict[str, object]:
    """The form as it is shown, with some cells changed (`tier_factor__gold=0.9`) and a reason."""
    cells = {f"n.{name}": value for name, value in flat(DEFAULTS.to_json())}
    wanted = {f"n.{name.replace('__', '.')}": value for name, value in changed.items()}
    return {"seen": 0, "reason": "Gold customers complained", **cells, **wanted}


def test_a_change_is_a_new_version_with_its_reason_and_what_differs(
    signed_in: Callable[[str], Client],
) -> None:
    answer = signed_in("admin").post(ADDRESS, typed(tier_factor__gold="0.9"), follow=True)
    assert "new version" in answer.content.decode()
    now = numbers_now()
    assert (now.version, now.parameters.tier_factor["gold"]) == (1, 0.9)
    told = TimelineEntry.objects.get(kind="classification_numbers.changed")
    assert told.data["changed"] == {"tier_factor.gold": [0.85, 0.9]}
    assert ParameterVersion.objects.get().reason == "Gold customers complained"


def test_numbers_that_contradict_each_other_are_refused_with_sentences(
    signed_in: Callable[[str], Client],
) -> None:
    answer = signed_in("admin").post(ADDRESS, typed(impact_bands__0="40", peak_share="0.7"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "each limit has to lie below the one before" in page
    assert "together they have to be 1" in page
    assert numbers_now().version == 0


def test_others_read_and_are_refused_when_they_post(signed_in: Callable[[str], Client]) -> None:
    csr = signed_in("csr")
    assert csr.get(ADDRESS).status_code == 200
    assert csr.post(ADDRESS, typed(tier_factor__gold="0.9")).status_code == 403
    assert numbers_now().version == 0


def test_who_looked_at_an_old_version_is_told(signed_in: Callable[[str], Client]) -> None:
    admin = signed_in("admin")
    admin.post(ADDRESS, typed(tier_factor__gold="0.9"))
    answer = admin.post(ADDRESS, typed(tier_factor__gold="0.95"))
    assert answer.status_code == 409
    assert "Somebody changed the numbers meanwhile" in answer.content.decode()


def test_the_same_numbers_make_no_version(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("admin").post(ADDRESS, typed()).status_code == 409
    assert not ParameterVersion.objects.exists()


@pytest.mark.parametrize("wrong", ["", "nan", "1e999", "-1", "gold", "\x00"])
def test_a_cell_that_is_no_number_is_named(signed_in: Callable[[str], Client], wrong: str) -> None:
    answer = signed_in("admin").post(ADDRESS, typed(tier_factor__gold=wrong))
    assert answer.status_code == 400
    assert not ParameterVersion.objects.exists()


def test_a_table_goes_flat_and_back() -> None:
    numbers = DEFAULTS.to_json()
    assert filled(numbers, dict(flat(numbers))) == numbers
    assert differences(numbers, numbers) == {}
