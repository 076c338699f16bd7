"""Our names of the columns of each table, how else people head them, and how a table is known by its headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

_ID = ("id", "external id")

# Our name of a column, and how else it is headed. Headings are compared in small letters, without signs.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "customers": {
            "name": ("customer", "company", "account"),
            "tier": ("level", "plan"),
            "status": (),
            "arr": ("value", "value a year", "revenue", "annual recurring revenue"),
            "top10": ("top 10", "key account"),
            "segments": ("segment", "tags"),
            "account_manager": ("manager", "owner", "csm"),
            "partner": ("reseller",),
            "calendar": ("business hours", "hours"),
            "zone": ("time zone", "timezone", "tz"),
            "since_date": ("since", "customer since"),
            "external_id": ("id", "external id", "crm id"),
            "contact_name": ("contact", "contact person"),
            "contact_email": ("email", "e mail", "mail", "contact mail"),
            "contact_phone": ("phone", "telephone"),
        },
        "assets": {
            "name": ("asset", "hostname", "host", "service"),
            "kind": ("type",),
            "criticality": ("critical",),
            "owner_team": ("owner", "team", "owner team"),
            "title": ("label", "description", "display name"),
            "aliases": ("alias", "other names"),
            "likelihood": ("likelihood of failure",),
            "impact_override": ("impact",),
            "environment": ("env", "stage"),
            "location": ("site", "region"),
            "provider": ("vendor",),
            "note": ("notes", "comment"),
            "internal": (),
            "serves_nobody": ("serves nobody",),
            "external_id": ("id", "external id"),
        },
        "links": {
            "customer": ("customer name", "company", "account"),
            "customer_group": ("customer group",),
            "asset": ("asset name", "depends on", "service"),
            "asset_group": ("asset group",),
            "dependency": ("how much", "weight"),
            "function": ("purpose", "for", "used for"),
            "valid_from": ("from", "since"),
            "valid_to": ("to", "until"),
        },
        "dependencies": {
            "asset": ("asset name", "from"),
            "needs": ("depends on", "to", "needed"),
            "strength": ("how much", "weight", "kind"),
        },
        "partners": {"name": ("partner", "reseller"), "external_id": _ID},
        "groups": {
            "of": ("side", "group of"),
            "name": ("group",),
            "members": ("member",),
            "external_id": _ID,
        },
        "contacts": {
            "customer": ("company",),
            "partner": ("reseller",),
            "name": ("contact", "person"),
            "role": ("job", "position"),
            "email": ("mail", "e mail"),
            "email_verified": (),
            "phone": ("telephone",),
            "phone_verified": (),
            "is_key_contact": ("key contact",),
            "language": (),
            "opt_outs": ("does not want",),
            "external_id": _ID,
        },
        "calendars": {
            "name": ("calendar",),
            "zone": ("time zone", "timezone", "tz"),
            "days": ("working days",),
            "opens": ("from", "opening"),
            "closes": ("to", "closing"),
            "country": (),
            "subdivision": ("region",),
            "holidays": ("days of our own",),
            "is_24x7": ("24x7", "day and night"),
        },
        "terms": {
            "customer": ("company",),
            "name": ("term", "what"),
            "restore_minutes": ("minutes", "restored within"),
            "calendar": ("hours",),
            "external_id": _ID,
        },
        "redundancy": {
            "owner": ("asset",),
            "name": ("group",),
            "k": ("needed", "have to work"),
            "members": ("member",),
            "external_id": _ID,
        },
    }
)
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "customers": ("name",),
        "assets": ("name", "kind", "criticality"),
        "links": (),
        "dependencies": ("asset", "needs"),
        "partners": ("name",),
        "groups": ("of", "name", "members"),
        "contacts": ("name",),
        "calendars": ("name", "zone"),
        "terms": ("customer", "name", "restore_minutes"),
        "redundancy": ("owner", "name", "k", "members"),
    }
)


def kind_of(given: frozenset[str]) -> str:
    """Which table has these headings, in small letters; empty when they fit none."""

    def has(kind: str, *names: str) -> bool:
        return all(given & {name.replace("_", " "), *COLUMNS[kind][name]} for name in names)

    customer = bool(given & {"customer", "customer name", "customer group"})
    asset = bool(given & {"asset", "asset name", "asset group"})
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("dependencies", lambda: has("dependencies", "asset", "needs") and not customer),
        ("links", lambda: customer and asset),
        ("redundancy", lambda: has("redundancy", *NEEDED["redundancy"])),
        ("groups", lambda: has("groups", *NEEDED["groups"])),
        ("calendars", lambda: has("calendars", *NEEDED["calendars"], "opens", "closes")),
        ("terms", lambda: has("terms", *NEEDED["terms"])),
        ("contacts", lambda: "name" in given and bool(given & _WHOSE) and bool(given & _OF_PERSONS)),
        ("partners", lambda: "partner" in given and given <= {"partner", *_ID}),
        ("assets", lambda: has("assets", *NEEDED["assets"])),
        ("customers", lambda: has("customers", "name")),
    )
    return next((kind for kind, fits in tests if fits()), "")


_WHOSE = frozenset({"customer", "company", "partner", "reseller"})
_OF_PERSONS = frozenset({"role", "opt outs", "does not want", "is key contact", "key contact", "language"})
