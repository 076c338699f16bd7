"""The colleagues whom a plan tells: lists, executives, account managers with their customers; chat channels, too."""

from collections.abc import Iterable, Mapping

from accounts.models import ContactMethod, User
from accounts.queries import holders, reachable
from catalog.models import Customer
from catalog.queries.mapping import among
from incidents.messages import Reader
from incidents.models import PlanStep
from incidents.queries.readers import Hurt, Recipient
from notifications.models import DistributionList, Place


def internal_list(hurt: Hurt, step: PlanStep) -> list[Recipient]:
    """The members of a list and its further addresses, or the chat channel or webhook of that name."""
    if step.channel == "chat":
        return [_place(place) for place in Place.objects.filter(name=step.list_name)]
    wanted = DistributionList.objects.filter(name=step.list_name).prefetch_related("members").first()
    if wanted is None:
        return []
    people = at_work(wanted.members.all(), step.channel)
    if step.channel != "email":
        return people
    return people + [further(line.strip()) for line in wanted.addresses.splitlines() if line.strip()]


def executives(hurt: Hurt, step: PlanStep) -> list[Recipient]:
    """Whoever holds the role."""
    return at_work(holders("executive"), step.channel)


def account_managers(hurt: Hurt, step: PlanStep) -> list[Recipient]:
    """Those who look after affected customers, each with the names of hers."""
    rows = Customer.objects.filter(pk__in=among(hurt.affected), account_manager__is_active=True)
    theirs: dict[int, list[str]] = {}
    for manager, name in rows.order_by("-arr", "name").values_list("account_manager_id", "name"):
        theirs.setdefault(manager, []).append(name)
    return at_work(User.objects.filter(pk__in=list(theirs)), step.channel, theirs)


def at_work(
    users: Iterable[User], channel: str, customers: Mapping[int, Iterable[str]] | None = None
) -> list[Recipient]:
    """Each at her first verified address for the channel."""
    first: dict[int, ContactMethod] = {}
    for method in reachable(user.pk for user in users):
        if method.kind == channel:
            first.setdefault(method.user_id, method)
    return [colleague(method, tuple((customers or {}).get(user_id, ()))) for user_id, method in first.items()]


def colleague(method: ContactMethod, customers: tuple[str, ...] = ()) -> Recipient:
    """A colleague at one of her addresses."""
    user = method.user
    return Recipient(
        key=user.key,
        label=str(user),
        address=method.address,
        channel=method.kind,
        reader=Reader(name=str(user), customers=customers, zone=user.zone, language=user.language),
        identities=(user.key, method.address.lower()),
    )


def further(address: str) -> Recipient:
    """An address of a list that belongs to nobody."""
    return Recipient(
        key=f"address:{address}"[:60], label=address, address=address, channel="email",
        identities=(address.lower(),),
    )  # fmt: skip


def _place(place: Place) -> Recipient:
    reader = Reader(name=place.name, language=place.language)
    return Recipient(
        key=f"place:{place.pk}", label=place.name, address=place.address, channel=place.kind, reader=reader
    )
