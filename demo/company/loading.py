"""Writes of the demo company, each safe to repeat: what exists is left as people changed it."""

from datetime import datetime, time
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.actors import actor_of
from accounts.models import CompanySettings, ContactMethod, Team, User
from accounts.operations import make_token
from accounts.tokens import hash_of
from alerts.models import AlertRule, Source
from catalog.models import Asset, Calendar, Customer, CustomerAssetLink, CustomerContact
from demo.company.articles import ARTICLES
from demo.company.duties import around_the_sun, from_elsewhere, leave_a_gap, nights, weekly
from demo.company.portfolio import ASSETS, COMPONENTS, CUSTOMERS, SHARED, DemoCustomer
from demo.people import COMPANY, PEOPLE
from incidents.operations.defaults import write_default_plans
from kb.models import Article
from notifications.models import DistributionList
from oncall.models import (
    EscalationLevel,
    EscalationPath,
    Feed,
    HuntGroup,
    HuntMember,
    Schedule,
)
from oncall.operations.feeds import make_feed
from statuspage.models import Component
from statuspage.operations.republishing import republish

IM_SCHEDULE = "Incident Managers"
# Customers dial it; reserved for fiction, as all numbers here.
CUSTOMER_LINE = "+442079460123"
# Whoever is paged at night is also called.
CALLED = frozenset({"operator", "responder", "im_candidate", "ops_manager"})
INTERNAL_LIST_LOGINS = ("malcolm", "ruth", "tomasz", "grace", "ann")


def load_people(*, password: str, at: datetime) -> dict[str, User]:
    """The cast with verified phones and mails; the password only for accounts that are new."""
    users, hashed = {}, make_password(password)
    for person in PEOPLE:
        user, _ = User.objects.get_or_create(
            username=person.login,
            defaults={
                "name": person.name,
                "email": person.email,
                "roles": list(person.roles),
                "zone": person.zone,
                "password": hashed,
            },
        )
        ways = [("sms", person.phone), ("email", person.email)]
        ways += [("voice", person.phone)] if CALLED & set(person.roles) else []
        for position, (kind, address) in enumerate(ways):
            ContactMethod.objects.get_or_create(
                user=user, kind=kind, address=address, defaults={"verified_at": at, "position": position}
            )
        users[person.login] = user
    return users


def load_company(users: dict[str, User]) -> None:
    """The company's settings, marked as a demo, and its internal list."""
    CompanySettings.objects.get_or_create(
        only=True,
        defaults={
            "name": COMPANY,
            "zone": "Europe/London",
            "demo": True,
            "im_schedule": IM_SCHEDULE,
            "last_resort": users["malcolm"],
        },
    )
    team, _ = Team.objects.get_or_create(name="Operations")
    team.members.add(*(user for user in users.values() if user.has_role("operator", "responder")))
    internal, is_new = DistributionList.objects.get_or_create(name="internal")
    if is_new:
        internal.members.add(*(users[login] for login in INTERNAL_LIST_LOGINS))
    write_default_plans()


def load_catalog(users: dict[str, User]) -> None:
    """Assets, customers, contacts and the mapping between them."""
    owner = Team.objects.get(name="Operations")
    assets = {}
    for wanted in ASSETS:
        assets[wanted.name], _ = Asset.objects.get_or_create(
            name=wanted.name,
            defaults={
                "title": wanted.title,
                "kind": wanted.kind,
                "criticality": wanted.criticality,
                "serves_nobody": wanted.serves_nobody,
                "owner_team": owner,
            },
        )
    for customer in CUSTOMERS:
        _load_customer(customer, assets, users)


def _load_customer(wanted: DemoCustomer, assets: dict[str, Asset], users: dict[str, User]) -> None:
    customer, _ = Customer.objects.get_or_create(
        name=wanted.name,
        defaults={
            "tier": wanted.tier,
            "arr": wanted.arr,
            "top10": wanted.top10,
            "calendar": _calendar(wanted),
            "account_manager": users[wanted.manager],
        },
    )
    first, _, last = wanted.contact.lower().partition(" ")
    domain = wanted.name.lower().replace(" ", "-")
    CustomerContact.objects.get_or_create(
        customer=customer,
        email=f"{first}.{last}@{domain}.example",
        defaults={"name": wanted.contact, "is_key_contact": wanted.top10},
    )
    for name in (wanted.production, *SHARED, *wanted.further):
        CustomerAssetLink.objects.get_or_create(
            customer=customer, asset=assets[name], defaults={"function": "orders"}
        )


def _calendar(wanted: DemoCustomer) -> Calendar:
    city = wanted.zone.partition("/")[2].replace("_", " ")
    name = f"{city}, day and night" if wanted.is_24x7 else f"{city}, Monday to Friday"
    calendar, _ = Calendar.objects.get_or_create(
        name=name,
        defaults={
            "zone": wanted.zone,
            "days": [0, 1, 2, 3, 4],
            "opens": time(9),
            "closes": time(17),
            "is_24x7": wanted.is_24x7,
        },
    )
    return calendar


def load_oncall(users: dict[str, User], *, at: datetime) -> None:
    """Schedules, a hunt group, dispatch, one path and the catch-all."""
    databases = _load_schedules(users, at)
    operators = _group("operators", [users["ann"], users["bob"], users["cid"]])
    _group("dispatch", [users["tomasz"], users["grace"], users["ruth"]])
    _group(
        "customer lines",
        [users["grace"], users["ruth"], users["tomasz"]],
        policy="circular",
        wrap_up_seconds=120,
        number=CUSTOMER_LINE,
    )
    for position, name, priorities in ((10, "Production", ["P1", "P2"]), (100, "Everything else", [])):
        path, is_new = EscalationPath.objects.get_or_create(
            name=name,
            defaults={"position": position, "priorities": priorities, "fallback": users["malcolm"]},
        )
        if is_new:
            _levels(path, operators, databases, users)
    _lines_at_the_weekend(users)


def _load_schedules(users: dict[str, User], at: datetime) -> Schedule:
    """All of them; returned is that of the databases."""
    databases = weekly("databases", [users["priya"], users["jonas"]])
    weekly(IM_SCHEDULE, [users["ines"], users["samir"]])
    around_the_sun(
        "operations desk",
        [
            ("London", "06:00", "14:00", [users["ann"]]),
            ("New York", "14:00", "22:00", [users["bob"]]),
            ("Berlin", "22:00", "06:00", [users["cid"]]),
        ],
    )
    networks = weekly("networks", [users["bea"]])
    nights(networks, [users["priya"], users["jonas"]])
    from_elsewhere("security", users["malcolm"], at)
    leave_a_gap([users["bea"]], at)
    if not Feed.objects.exists():
        make_feed(schedule_id=databases.pk, actor=actor_of(users["priya"]), at=at)
    return databases


def _lines_at_the_weekend(users: dict[str, User]) -> None:
    """A path with every sort of condition: small matters of communication lines, on Saturdays and Sundays."""
    path, is_new = EscalationPath.objects.get_or_create(
        name="Lines at the weekend",
        defaults={
            "position": 20,
            "priorities": ["P3", "P4", "P5"],
            "asset_kinds": ["communication_line"],
            "signals": ["Line*"],
            "week_days": [5, 6],
            "week_opens": time(0),
            "week_closes": time(0),
            "zone": "Europe/London",
            "fallback": users["malcolm"],
        },
    )
    if is_new:
        level = EscalationLevel.objects.create(path=path, position=1, name="Networks", ack_minutes=15)
        level.users.add(users["jonas"])


def _levels(path: EscalationPath, operators: HuntGroup, databases: Schedule, users: dict[str, User]) -> None:
    first = EscalationLevel.objects.create(path=path, position=1, name="Operators", ack_minutes=5)
    first.groups.add(operators)
    second = EscalationLevel.objects.create(path=path, position=2, name="Databases on call", ack_minutes=10)
    second.schedules.add(databases)
    third = EscalationLevel.objects.create(path=path, position=3, name="Engineering", ack_minutes=15)
    third.users.add(users["jonas"], users["bea"])


def _group(name: str, members: list[User], **how: Any) -> HuntGroup:
    """Members are called although they are being called already: a page by text is no occupied line."""
    defaults = {"ring_seconds": 60, "call_waiting": True, **how}
    group, is_new = HuntGroup.objects.get_or_create(name=name, defaults=defaults)
    if is_new:
        HuntMember.objects.bulk_create(
            HuntMember(group=group, user=user, position=position)
            for position, user in enumerate(members, start=1)
        )
    return group


def load_public(*, at: datetime) -> None:
    """The components of the status page, published."""
    for position, (name, assets) in enumerate(COMPONENTS, start=1):
        component, is_new = Component.objects.get_or_create(name=name, defaults={"position": position})
        if is_new:
            component.assets.add(*Asset.objects.filter(name__in=assets))
    republish(at=at)


def load_knowledge(users: dict[str, User], *, at: datetime) -> None:
    """Five articles."""
    for wanted in ARTICLES:
        article, is_new = Article.objects.get_or_create(
            title=wanted["title"],
            defaults={
                "kind": wanted["kind"],
                "tags": wanted["tags"],
                "alert_names": wanted["alert_names"],
                "body": wanted["body"],
                "state": "published",
                "owner": users["priya"],
                "created_at": at,
                "changed_at": at,
            },
        )
        if is_new:
            article.assets.add(*Asset.objects.filter(name__in=wanted["assets"]))


def load_source(*, token: str, agreed_by: str) -> None:
    """The demo's Alertmanager, with two rules agreed beforehand: such alerts are P1 at any hour."""
    source, _ = Source.objects.get_or_create(
        name="Alertmanager", defaults={"token_hash": hash_of(token), "token_hint": token[:6]}
    )
    for name in ("OrdersRefused", "HighErrorRate"):
        AlertRule.objects.get_or_create(
            source=source,
            alert_name=name,
            defaults={"response": "page", "impact": 2, "urgency": 1, "agreed_by": agreed_by},
        )


def load_token(users: dict[str, User], *, token: str, at: datetime) -> None:
    """The API token of the demo acts as customer support."""
    make_token(user=users["tomasz"], name="demo", at=at, token=token)
