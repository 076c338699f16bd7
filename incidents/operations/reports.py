"""Reports: somebody told us. The first one opens an incident, every further one is attached to it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted
from catalog.models import Asset, Customer
from incidents.detection import FirstSigns, customer_discovered
from incidents.models import Incident, IncidentCustomer, IncidentReport
from incidents.models.detect import Means
from incidents.operations.acting import acting, permit, refuse_bad_time, tell
from incidents.operations.detect import open_incidents
from incidents.operations.opening import Opening
from incidents.operations.planning import decide_again
from incidents.permissions import may


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody told us: the words, how it reached us, by whom, of which customer.

    What a person writes down waits in the queue; `response` page was agreed beforehand, by the rule of that name.
    """

    words: str
    means: str = Means.CUSTOMER_CALL
    title: str = ""
    means_detail: str = ""
    customer: Customer | None = None
    reporter: str = ""
    assets: tuple[Asset, ...] = ()
    occurred_at: datetime | None = None
    detected_at: datetime | None = None
    response: str = "queue"
    severity: str = "none"
    rule_name: str = ""

    def refuse_if_wrong(self, *, at: datetime) -> None:
        """Raise Invalid for an empty report, an unknown means, or a time that cannot be."""
        if not self.words.strip() or self.means not in Means.values:
            raise Invalid("REPORT_EMPTY", sentences=["Write what was said, and choose how we came to know."])
        refuse_bad_time(self.occurred_at, at=at)
        refuse_bad_time(self.detected_at, at=at, not_before=self.occurred_at)

    def opening(self, *, at: datetime) -> Opening:
        """What an incident is opened with; a clock that is a little ahead begins now."""
        return Opening(
            title=self.title.strip() or self.words.strip().splitlines()[0][:120],
            means=self.means,
            manifestation=self.words.strip(),
            detected_at=min(self.detected_at or at, at),
            occurred_at=self.occurred_at and min(self.occurred_at, at),
            response=self.response,
            severity=self.severity,
            rule_name=self.rule_name,
            assets=self.assets,
        )


def report(*, actor: Actor, at: datetime, told: Told) -> Incident:
    """Open an incident because somebody told us. It starts in the queue like every other.

    Raises NotPermitted, Invalid (an empty report, an unknown means, a time in the future).
    """
    if not may("report", roles=actor.roles):
        raise NotPermitted(f"{actor.named.label} may not report an incident: no role for it.")
    told.refuse_if_wrong(at=at)
    with transaction.atomic():
        [incident] = open_incidents([told.opening(at=at)], at=at, actor=actor)
        signs = FirstSigns(means=told.means, customer_at=incident.detected_at)
        incident.means_detail = told.means_detail
        incident.customer_discovered = customer_discovered(signs)
        incident.save(update_fields=["means_detail", "customer_discovered"])
        _add(incident, told, actor=actor, at=at)
    return incident


def attach_report(*, incident_id: int, actor: Actor, at: datetime, told: Told) -> Incident:
    """Note that one more person told us of an incident we know; the customer counts as affected."""
    told.refuse_if_wrong(at=at)
    with acting(None, incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        permit("report", incident=incident, actor=actor)
        _add(incident, told, actor=actor, at=at)
        if incident.is_open and incident.service_restored_at is None:
            decide_again(incident, actor=actor, at=at)
    return incident


def _add(incident: Incident, told: Told, *, actor: Actor, at: datetime) -> None:
    IncidentReport.objects.create(
        incident=incident,
        customer=told.customer,
        reporter=told.reporter,
        means=told.means,
        words=told.words.strip(),
        reported_at=at,
        created_at=at,
        created_by=actor.named.key,
    )
    if told.customer is not None:
        known = {"state": "affected", "known": "report"}
        IncidentCustomer.objects.update_or_create(
            incident=incident, customer=told.customer, defaults=known, create_defaults={**known, "since": at}
        )
    who = told.reporter or (told.customer.name if told.customer else actor.named.label)
    name = told.customer.name if told.customer and told.reporter else ""
    words = told.words.strip()[:300]
    tell("incident.reported", incident, actor=actor, at=at, reporter=who, customer=name, words=words)
