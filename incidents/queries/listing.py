"""The list of incidents: who waits for whom, by stage, the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import NullIf

from accounts.actors import Actor
from accounts.numbers import is_number
from catalog.business_hours import is_open
from catalog.models import Calendar
from catalog.queries import hours_of
from incidents import addresses
from incidents import facts as register
from incidents.detection import CUSTOMER_MEANS, UNOWNED_MINUTES
from incidents.guards import blocked_by
from incidents.models import Appointment, CustomerReport, Incident, IncidentCustomer, IncidentReport, Task
from incidents.next_action import NextAction, Viewer, Where, next_action
from incidents.permissions import Circumstances
from incidents.queries.standing import gather, strictness
from incidents.stages import OPEN_STAGES, Stage

MOST_OPEN = 200
PAGE = 50
MEANS_ICONS = {"customer_call": "phone", "vendor_call": "phone", "customer_message": "mail"}
FILTERS = {
    "": "All open",
    "mine": "Mine",
    "waiting": "Waiting for me",
    "severe": "P1 and P2",
    "customer": "Customer found it first",
    "closed": "Closed",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One incident in the list."""

    number: str
    title: str
    url: str
    priority: int | None
    provisional: bool
    stage: str
    customers: str
    what: str
    blocked: int
    mine: bool
    owner: str
    since_at: datetime
    restored: bool
    page_late: bool


@dataclass(frozen=True)
class Seen:
    """An incident with where it stands, for one reader."""

    incident: Incident
    action: NextAction | None
    codes: tuple[str, ...]
    involved: bool


def open_incidents(*, search: str = "") -> list[Incident]:
    """Open ones, the most urgent first, then the oldest."""
    rows = Incident.objects.filter(_matching(search), stage__in=OPEN_STAGES).select_related(
        "im", "helpdesk_owner"
    )
    unjudged_last = F("rank").asc(nulls_last=True)
    return list(
        rows.annotate(rank=NullIf("priority", Value(""))).order_by(unjudged_last, "detected_at")[:MOST_OPEN]
    )


def ended_incidents(*, search: str = "", before: int | None = None) -> list[Incident]:
    """Ended ones, the newest first, one more than a page holds."""
    rows = Incident.objects.filter(_matching(search)).exclude(stage__in=OPEN_STAGES)
    rows = rows.filter(number__lt=before) if before else rows
    return list(rows.select_related("im", "helpdesk_owner").order_by("-number")[: PAGE + 1])


def _matching(search: str) -> Q:
    words = search.strip()
    number = words.upper().removeprefix("INC-")
    if is_number(number):
        return Q(number=int(number)) | Q(title__icontains=words)
    wanted = Q()
    for word in words.split():
        wanted &= Q(title__icontains=word)
    return wanted


def stand(incidents: Sequence[Incident], actor: Actor, *, at: datetime) -> list[Seen]:
    """Where each stands for this reader; the number of queries does not grow."""
    ids = [one.pk for one in incidents]
    facts, strict = gather(incidents, at=at), strictness()
    about = _About.read(ids, actor)
    found = []
    for one in incidents:
        codes = tuple(blocked_by(one.stage, facts[one.pk], strict)) if one.is_open else ()
        viewer = about.viewer(one, actor, war_room_open=facts[one.pk].war_room is not None)
        where = Where(
            stage=one.stage,
            codes=codes,
            im=str(one.im or ""),
            im_accepted=one.im_accepted_at is not None,
            report_state=about.reports.get(one.pk, ""),
        )
        involved = bool(viewer.relations) or one.pk in about.tasks or viewer.asked_to_lead
        found.append(Seen(one, next_action(where, viewer), codes, involved))
    return found


@dataclass(frozen=True)
class _About:
    """What ties one reader to many incidents."""

    paged: dict[int, Any]
    tasks: set[int]
    asked: set[int]
    reports: dict[int, str]

    @classmethod
    def read(cls, ids: list[int], actor: Actor) -> "_About":
        tasks = Task.objects.filter(incident__in=ids, assignee=actor.user_id, state__in=("open", "doing"))
        asked = Appointment.objects.filter(incident__in=ids, user=actor.user_id, state="named")
        reports = CustomerReport.objects.filter(incident__in=ids).values_list("incident_id", "state")
        return cls(
            paged=register.ask("paged", ids),
            tasks=set(tasks.values_list("incident_id", flat=True)),
            asked=set(asked.values_list("incident_id", flat=True)),
            reports=dict(reports),
        )

    def viewer(self, incident: Incident, actor: Actor, *, war_room_open: bool) -> Viewer:
        """The reader as the permissions of this incident see them."""
        held = {
            "im": incident.im_id == actor.user_id and incident.im_accepted_at is not None,
            "helpdesk_owner": incident.helpdesk_owner_id == actor.user_id,
            "responder_paged": actor.user_id in self.paged[incident.pk],
        }
        around = Circumstances(
            stage=incident.stage,
            im_accepted=incident.im_accepted_at is not None,
            quick_restored=incident.quick_restored,
            war_room_open=war_room_open,
        )
        relations = frozenset(name for name, holds in held.items() if holds)
        return Viewer(actor.roles, relations, around, incident.pk in self.asked)


def is_mine(one: Seen) -> bool:
    """Somebody has a part in it: leads it, owns it, was paged, or holds a task."""
    return one.involved


def waits_for_me(one: Seen) -> bool:
    """The next action is this reader's."""
    return one.action is not None and (one.action.mine or one.action.who == "you")


def is_severe(one: Seen) -> bool:
    """P1 or P2, provisional or not."""
    return one.incident.priority in ("P1", "P2")


def customer_first(one: Seen) -> bool:
    """A customer told us before we knew."""
    return one.incident.customer_discovered or one.incident.means in CUSTOMER_MEANS


KEEPS = {"mine": is_mine, "waiting": waits_for_me, "severe": is_severe, "customer": customer_first}


def kept(seen: Iterable[Seen], show: str) -> list[Seen]:
    """Those that the filter lets through."""
    keep = KEEPS.get(show)
    return [one for one in seen if keep is None or keep(one)]


def rows_of(seen: Sequence[Seen], *, at: datetime) -> dict[int, Row]:
    """Each incident as a row, by its id."""
    ids = [one.incident.pk for one in seen]
    suffering, due = _suffering(ids, at), register.ask("next_update_at", ids)
    late = {number for number, due_at in due.items() if due_at is not None and due_at <= at}
    return {
        one.incident.pk: _row(one, suffering.get(one.incident.pk, ""), one.incident.pk in late)
        for one in seen
    }


def _row(one: Seen, customers: str, page_late: bool) -> Row:
    incident, action = one.incident, one.action
    ended = f"{Stage(incident.stage).label}"
    lead = incident.im if incident.im_accepted_at else incident.helpdesk_owner
    return Row(
        number=incident.reference,
        title=incident.title,
        url=addresses.page(incident),
        priority=int(incident.priority[1:]) if incident.priority else None,
        provisional=bool(incident.provisional and incident.priority and incident.is_open),
        stage=incident.stage,
        customers=customers,
        what=action.title if action else ended,
        blocked=len(action.in_turn[0]) if action else 0,
        mine=waits_for_me(one),
        owner=str(lead or incident.helpdesk_owner or ""),
        since_at=incident.detected_at,
        restored=incident.service_restored_at is not None,
        page_late=page_late,
    )


def _suffering(ids: list[int], at: datetime) -> dict[int, str]:
    """For each incident how many customers suffer and how many of them are at work."""
    working = {row.pk: is_open(hours_of(row), at) for row in Calendar.objects.all()}
    counts: dict[int, list[int]] = {}
    rows = IncidentCustomer.objects.filter(incident__in=ids, state="affected").order_by()
    for number, calendar, count in rows.values_list("incident_id", "customer__calendar").annotate(
        n=Count("id")
    ):
        whole = counts.setdefault(number, [0, 0])
        whole[0] += count
        whole[1] += count if working.get(calendar, True) else 0
    return {number: _many(*both) for number, both in counts.items()}


def _many(whole: int, open_now: int) -> str:
    words = f"{whole} customer{'s' if whole != 1 else ''}"
    if whole == 1:
        return f"{words}, {'open' if open_now else 'closed'} now"
    return f"{words}, {'all' if open_now == whole else open_now or 'none'} open now"


def orphans_of(seen: Sequence[Seen], rows: dict[int, Row], *, at: datetime) -> list[dict[str, Any]]:
    """Those that nobody has taken, the longest waiting first."""
    unowned = [one.incident for one in seen if is_orphan(one)]
    takes = {one.incident.pk for one in seen if one.action is not None and one.action.mine}
    said = _callers([incident.pk for incident in unowned])
    limit = UNOWNED_MINUTES * 60
    found = []
    for incident in sorted(unowned, key=lambda one: one.created_at):
        spent = int((at - incident.created_at).total_seconds())
        found.append(
            {
                "number": incident.reference,
                "title": incident.title,
                "url": addresses.page(incident),
                "priority": rows[incident.pk].priority,
                "since_at": incident.created_at,
                "limit_s": limit,
                "spent_s": min(spent, limit),
                "late": spent >= limit,
                "means": MEANS_ICONS.get(incident.means, "machine"),
                "customer": said.get(incident.pk, "") or rows[incident.pk].customers,
                "take_url": addresses.act("take", incident) if incident.pk in takes else "",
                "changed": incident.changed,
            }
        )
    return found


def is_orphan(one: Seen) -> bool:
    """Nobody at the helpdesk has taken it."""
    return one.incident.stage == Stage.DETECT and one.incident.helpdesk_owner_id is None


def _callers(ids: list[int]) -> dict[int, str]:
    reports = IncidentReport.objects.filter(incident__in=ids).exclude(customer=None).order_by("-id")
    return dict(reports.values_list("incident_id", "customer__name"))


def counts_by_stage() -> dict[str, int]:
    """How many are open in each stage; restored ones wait to be closed and count there."""
    rows: QuerySet[Any] = Incident.objects.filter(stage__in=OPEN_STAGES).order_by()
    return dict(rows.values_list("stage").annotate(n=Count("id")))
