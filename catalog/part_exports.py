"""Partners, groups, contacts, calendars, contract terms and redundancy as CSV that can be brought in again."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from catalog.api.part_inputs import DAYS
from catalog.models import (
    AssetGroup,
    Calendar,
    ContractTerm,
    CustomerContact,
    CustomerGroup,
    Partner,
    PartnerContact,
    RedundancyGroup,
)

Cells = list[Any]
Table = tuple[tuple[str, ...], Callable[[], Iterator[Cells]]]
AT_ONCE = 1000
YES = {True: "yes", False: "no"}


def _partners() -> Iterator[Cells]:
    for one in Partner.objects.order_by("name").iterator(AT_ONCE):
        yield [one.name, one.external_id]


def _groups() -> Iterator[Cells]:
    sides: tuple[tuple[str, Any], ...] = (("customers", CustomerGroup), ("assets", AssetGroup))
    for words, model in sides:
        for one in model.objects.order_by("name").prefetch_related("members").iterator(AT_ONCE):
            yield [words, one.name, _several(one.members.all()), one.external_id]


def _contacts() -> Iterator[Cells]:
    sides: tuple[tuple[str, Any], ...] = (("customer", CustomerContact), ("partner", PartnerContact))
    for owner, model in sides:
        for one in model.objects.select_related(owner).order_by(f"{owner}__name", "pk").iterator(AT_ONCE):
            whose = getattr(one, owner).name
            yield [
                whose if owner == "customer" else "",
                whose if owner == "partner" else "",
                one.name,
                one.role,
                one.email,
                YES[one.email_verified_at is not None],
                one.phone,
                YES[one.phone_verified_at is not None],
                YES[getattr(one, "is_key_contact", False)],
                one.language,
                ";".join(one.opt_outs),
                one.external_id,
            ]


def _calendars() -> Iterator[Cells]:
    for one in Calendar.objects.order_by("name").iterator(AT_ONCE):
        yield [
            one.name,
            one.zone,
            ";".join(DAYS[day] for day in one.days),
            f"{one.opens:%H:%M}",
            f"{one.closes:%H:%M}",
            one.country,
            one.subdivision,
            ";".join(day.isoformat() for day in one.holidays),
            YES[one.is_24x7],
        ]


def _terms() -> Iterator[Cells]:
    rows = ContractTerm.objects.select_related("customer", "calendar").order_by("customer__name", "name")
    for one in rows.iterator(AT_ONCE):
        yield [one.customer.name, one.name, one.restore_minutes, one.calendar, one.external_id]


def _redundancy() -> Iterator[Cells]:
    rows = RedundancyGroup.objects.select_related("owner").order_by("owner__name", "name")
    for one in rows.prefetch_related("members").iterator(AT_ONCE):
        yield [one.owner.name, one.name, one.k, _several(one.members.all()), one.external_id]


def _several(rows: Any) -> str:
    return ";".join(sorted(row.name for row in rows))


PART_TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "partners": (("partner", "external_id"), _partners),
        "groups": (("of", "name", "members", "external_id"), _groups),
        "contacts": (
            (
                "customer",
                "partner",
                "name",
                "role",
                "email",
                "email_verified",
                "phone",
                "phone_verified",
                "is_key_contact",
                "language",
                "opt_outs",
                "external_id",
            ),
            _contacts,
        ),
        "calendars": (
            (
                "name",
                "zone",
                "days",
                "opens",
                "closes",
                "country",
                "subdivision",
                "holidays",
                "is_24x7",
            ),
            _calendars,
        ),
        "terms": (("customer", "name", "restore_minutes", "calendar", "external_id"), _terms),
        "redundancy": (("asset", "name", "k", "members", "external_id"), _redundancy),
    }
)
