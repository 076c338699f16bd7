"""Who a plan's steps speak to: each person once, by the audience that knows her best."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from django.db.models import Q

from catalog.models import Customer
from catalog.queries.mapping import among
from incidents.audiences import is_external, rank_of
from incidents.models import PlanStep
from incidents.queries import colleagues
from incidents.queries.outsiders import (
    ACTIVE,
    HIGH_VALUE,
    Person,
    at_channel,
    customers_people,
    partners_people,
    spokespeople,
)
from incidents.queries.readers import Hurt, Recipient

INSIDE: Mapping[str, Callable[[Hurt, PlanStep], list[Recipient]]] = MappingProxyType(
    {
        "internal_list": colleagues.internal_list,
        "executives": colleagues.executives,
        "account_managers_of_affected": colleagues.account_managers,
    }
)
OF_AFFECTED = ("customers_affected", "customers_high_value_affected", "top10_affected")


def assigned(steps: Sequence[PlanStep], hurt: Hurt) -> dict[int, list[Recipient]]:
    """For each step by its id those whom it reaches; whoever a better audience reaches is not told again.

    Steps of one audience by several channels each reach everybody: that was asked for.
    """
    found: dict[int, list[Recipient]] = {}
    people = _People(steps, hurt)
    for external in (True, False):
        taken: dict[str, int] = {}
        for step in sorted(steps, key=lambda step: (rank_of(step.audience), step.position)):
            if is_external(step.audience) == external:
                rank = rank_of(step.audience)
                found[step.pk] = _untaken(people.reached_by(step, taken, rank), rank, taken)
    return found


def _untaken(reached: Iterable[Recipient], rank: int, taken: dict[str, int]) -> list[Recipient]:
    """Those whom no better audience has taken; each address once."""
    kept: dict[tuple[str, str], Recipient] = {}
    for one in reached:
        if all(taken.get(name, rank) >= rank for name in one.identities):
            kept.setdefault((one.channel, one.address.lower()), one)
    for one in kept.values():
        taken.update(dict.fromkeys(one.identities, rank))
    return list(kept.values())


class _People:
    """The people of all audiences, each kind read once however many steps ask for it."""

    def __init__(self, steps: Iterable[PlanStep], hurt: Hurt) -> None:
        self.hurt = hurt
        asked = {step.audience for step in steps}
        wanted = Q(customer_id__in=among(hurt.affected))
        if "customers_all" in asked:
            wanted |= ACTIVE
        customers = customers_people(wanted) if asked & {*OF_AFFECTED, "customers_all"} else []
        affected = [person for person in customers if person.of_id in hurt.affected]
        worth = [one for one in affected if one.tier in HIGH_VALUE and one.of_id in hurt.badly]
        self.by_audience: dict[str, list[Person]] = {
            "customers_all": customers,
            "customers_affected": affected,
            "customers_high_value_affected": spokespeople(worth),
            "top10_affected": spokespeople(one for one in affected if one.top10),
        }
        if "partners_affected" in asked:
            theirs = Q(partner_id__in=Customer.objects.filter(pk__in=among(hurt.affected)).values("partner"))
            self.by_audience["partners_affected"] = partners_people(theirs, hurt=hurt)
        if "partners_all" in asked:
            self.by_audience["partners_all"] = partners_people(Q(), hurt=hurt)

    def reached_by(self, step: PlanStep, taken: Mapping[str, int], rank: int) -> list[Recipient]:
        """Everybody of the step's audience who can be reached; of those outside whom no better audience has taken."""
        if step.audience in INSIDE:
            return INSIDE[step.audience](self.hurt, step)
        people = (
            at_channel(person, step.channel)
            for person in self.by_audience.get(step.audience, ())
            if taken.get(person.key, rank) >= rank
        )
        return [one for one in people if one is not None]
