"""Who a plan's step speaks to: addresses with names, one message for each person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import ContactMethod, User
from accounts.queries import reachable
from catalog.queries import contacts_of
from incidents.models import Incident, PlanStep
from notifications.models import DistributionList


@dataclass(frozen=True)
class Recipient:
    """One person at one address."""

    key: str
    label: str
    address: str


def recipients(incident: Incident, step: PlanStep) -> list[Recipient]:
    """The people of the step's audience who can be reached by its channel, each once, by key."""
    find = AUDIENCES[step.audience]
    return list({recipient.address: recipient for recipient in find(incident, step)}.values())


def _staff(users: Iterable[User], channel: str) -> list[Recipient]:
    first: dict[int, ContactMethod] = {}
    for method in reachable(user.pk for user in users):
        if method.kind == channel:
            first.setdefault(method.user_id, method)
    return [Recipient(method.user.key, str(method.user), method.address) for method in first.values()]


def _internal_list(incident: Incident, step: PlanStep) -> list[Recipient]:
    wanted = DistributionList.objects.filter(name=step.list_name).prefetch_related("members").first()
    if wanted is None:
        return []
    further = [line.strip() for line in wanted.addresses.splitlines() if line.strip()]
    people = _staff(wanted.members.all(), step.channel)
    if step.channel != "email":
        return people
    return people + [Recipient(f"address:{address}", address, address) for address in further]


def _executives(incident: Incident, step: PlanStep) -> list[Recipient]:
    return _staff(User.objects.filter(is_active=True, roles__contains=["executive"]), step.channel)


def _account_managers(incident: Incident, step: PlanStep) -> list[Recipient]:
    suffering = incident.customers.filter(state="affected").values("customer")
    managers = User.objects.filter(customers__in=suffering, is_active=True).distinct()
    return _staff(managers, step.channel)


def _affected_customers(incident: Incident, step: PlanStep) -> list[Recipient]:
    suffering = incident.customers.filter(state="affected").values_list("customer_id", flat=True)
    contacts = contacts_of(suffering, kind="initial")
    return [Recipient(contact.key, str(contact), contact.email) for contact in contacts]


AUDIENCES: dict[str, Callable[[Incident, PlanStep], list[Recipient]]] = {
    "internal_list": _internal_list,
    "executives": _executives,
    "account_managers_of_affected": _account_managers,
    "customers_affected": _affected_customers,
}
