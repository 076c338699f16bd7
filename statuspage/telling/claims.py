"""How components fare when several incidents touch them: the worst that any open incident says of it counts.

An incident's claim is component → state, whole: what an update does not mention stays as the one before it said.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from statuspage.telling.colours import OPERATIONAL, STATES, page_state

Claim: TypeAlias = Mapping[str, str]


def worst(states: Iterable[str]) -> str:
    """The worst of some states; operational when there are none."""
    return page_state(STATES[state] for state in states).name


def carried_on(before: Claim, now: Claim) -> dict[str, str]:
    """An incident's claim after an update."""
    return {**before, **now}


def all_well(before: Claim) -> dict[str, str]:
    """What an incident that is over claims of every component it touched."""
    return dict.fromkeys(before, OPERATIONAL.name)


def effective(components: Iterable[str], claims: Iterable[Claim]) -> dict[str, str]:
    """Each component's state while these claims stand together."""
    held = list(claims)
    return {one: worst(claim[one] for claim in held if one in claim) for one in components}
