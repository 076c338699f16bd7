"""A small company on call: operators, a DBA, a lead, a duty manager, and one path through them."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import CompanySettings, ContactMethod, User
from incidents.models import Incident
from incidents.operations.detect import open_incidents
from incidents.operations.opening import Opening
from oncall.models import EscalationLevel, EscalationPath, HuntGroup, HuntMember, Layer, LayerMember, Schedule
from tests.clock import START, Clock


@dataclass
class Company:
    """The people by name."""

    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        return self.people[name]

    def hire(self, name: str, *roles: str, reachable: bool = True) -> User:
        """A person with these roles, a phone and a mailbox."""
        number = len(self.people) + 1
        user = User.objects.create(username=name, name=name.title(), roles=list(roles), is_active=True)
        if reachable:
            for kind, address in (("sms", f"+4477009001{number:02}"), ("email", f"{name}@example.org")):
                ContactMethod.objects.create(user=user, kind=kind, address=address, verified_at=START)
        self.people[name] = user
        return user


@pytest.fixture
def company(db: None) -> Company:
    """Ann and Ben operate, Dan knows databases, Lea leads engineering, Max is duty manager, Oda manages operations."""
    CompanySettings.objects.create(name="Acme")
    found = Company()
    for name, role in (
        ("ann", "operator"),
        ("ben", "operator"),
        ("dan", "responder"),
        ("lea", "responder"),
        ("max", "im_candidate"),
        ("oda", "ops_manager"),
        ("cat", "csr"),
    ):
        found.hire(name, role)
    dispatch = HuntGroup.objects.create(name="dispatch", ring_seconds=60)
    HuntMember.objects.create(group=dispatch, user=found.cat, position=1)
    return found


@pytest.fixture
def path(company: Company) -> EscalationPath:
    """L1 operators 5 min, L2 DBA 10, L3 engineering lead 15, once again, then the duty manager."""
    made = EscalationPath.objects.create(name="DB response slow", repeat=1, fallback=company.max)
    for position, (name, minutes, user) in enumerate(
        (("operators", 5, company.ann), ("DBA", 10, company.dan), ("lead", 15, company.lea))
    ):
        level = EscalationLevel.objects.create(path=made, position=position, name=name, ack_minutes=minutes)
        level.users.add(user)
    return made


def detect(*, response: str = "page", severity: str = "critical", title: str = "Checkout down") -> Incident:
    """An incident as an alert opens it."""
    now: datetime = timezone.now()
    opening = Opening(
        title=title,
        means="internal_monitoring",
        manifestation="latency is above two seconds",
        detected_at=now,
        response=response,
        severity=severity,
        rule_name="latency",
    )
    [incident] = open_incidents([opening], at=now)
    return incident


def paged(incident: Incident, clock: Clock) -> list[tuple[float, str]]:
    """Minute and name of every page of the path, the dispatch aside."""
    pages = (
        incident.pages.exclude(purpose__in=("dispatch", "im", "reminder"))
        .select_related("user")
        .order_by("id")
    )
    return [((page.paged_at - clock.start).total_seconds() / 60, page.user.username) for page in pages]


def weekly(name: str, *users: User, anchor: datetime = START) -> Schedule:
    """A schedule of one layer, handed over every week from the anchor on."""
    schedule = Schedule.objects.create(name=name)
    layer = Layer.objects.create(schedule=schedule, name="Weekly", anchor=anchor)
    for position, user in enumerate(users):
        LayerMember.objects.create(layer=layer, user=user, position=position)
    return schedule
