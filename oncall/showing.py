"""What the pages about one incident show, as plain values: who was paged, and what a link in a page leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from incidents import facts
from incidents.models import Incident, IncidentCustomer
from notifications.models import Attempt, Delivery
from oncall.escalation import Position, next_step
from oncall.fates import Try, have_failed, life_of
from oncall.models import EscalationRun, Page
from oncall.path import PathSnapshot
from oncall.queries import RESPONDING, latest_run, needs_nobody, pages_of
from oncall.roster import of_path

State = EscalationRun.State
_BUTTONS = {"im": "Lead it", "reminder": "Still on it"}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One button: a POST to `url`."""

    name: str
    label: str
    url: str
    main: bool = False
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class PagedPerson:
    """One page as the panel shows it; `words` tell what became of each message, `tries` how, where that is worth it."""

    id: int
    at: datetime
    who: str
    level: str
    state: str
    words: str
    outcome: str
    tries: Sequence[Try] = ()


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Who has been paged for an incident, and what comes next."""

    path: str = ""
    path_url: str = ""
    state: str = ""
    state_words: str = ""
    pages: Sequence[PagedPerson] = ()
    next_at: datetime | None = None
    next_who: str = ""
    acts: Sequence[Act] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the link in a page shows before and after its one button."""

    state: str
    number: str
    title: str
    who: str
    priority: str
    detected_at: datetime
    words: str
    customers: str
    before: str
    action: str
    button: str
    then: str
    taken_by: str
    taken_at: datetime | None
    incident_url: str


def panel_of(incident: Incident, *, at: datetime, reader_id: int | None = None) -> Panel:
    """The panel of one incident, in a fixed number of queries; the reader's own open page asks loudest."""
    run = latest_run(incident)
    fates = _fates(incident)
    tries = list(_tries(incident))
    rows = pages_of(incident)
    shown = tuple(_paged(page, fates.get(page.key, []), tries, incident) for page in rows)
    asked = any(
        page.user_id == reader_id and row.state == "wait" for page, row in zip(rows, shown, strict=True)
    )
    acts = () if needs_nobody(incident) else _acts(incident, run, asked=asked)
    if run is None:
        return Panel(pages=shown, acts=acts)
    climbing = run.state in (State.RUNNING, State.EXHAUSTED)
    return Panel(
        path=run.path_name,
        path_url=reverse("oncall:paths"),
        state=run.state,
        state_words=_state_words(run),
        pages=shown,
        next_at=run.next_at if climbing else None,
        next_who=_next_who(run, incident, at) if climbing else "",
        acts=acts,
    )


def stamp_of(incident: Incident) -> str:
    """A short text that changes whenever the panel would look different."""
    rows = [*incident.runs.values_list("id", "step", "state"), *incident.pages.values_list("id", "answer")]
    moves = [*_deliveries(incident).values_list("id", "state"), *_tries(incident).values_list("id", "state")]
    return sha256(repr((incident.changed, rows, moves)).encode()).hexdigest()[:20]


def asked_by(page: Page, *, at: datetime, token: str) -> Asked:
    """Who is asked what by this page, and how the matter stands now."""
    incident, run = page.incident, latest_run(page.incident)
    taken = run if run is not None and run.state == State.ACKNOWLEDGED else None
    lead = page.purpose == Page.Purpose.IM
    customers = IncidentCustomer.objects.filter(incident=incident, state="affected").count()
    return Asked(
        state=_standing(page, run),
        number=incident.reference,
        title=incident.title,
        who=str(page.user),
        priority=incident.priority,
        detected_at=incident.detected_at,
        words=_sentence(facts.ask_one("page_line", incident.pk)),
        customers=f"{customers} customer{'' if customers == 1 else 's'} affected." if customers else "",
        before=_before(page),
        action=reverse("oncall:ack", args=[token]),
        button=_BUTTONS.get(page.purpose, "Take it"),
        then=_then(run, incident, at) if not lead else "",
        taken_by=str(taken.acknowledged_by) if taken else str(incident.helpdesk_owner or ""),
        taken_at=page.answered_at or (taken.acknowledged_at if taken else None),
        incident_url=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
    )


def _standing(page: Page, run: EscalationRun | None) -> str:
    """open, mine, taken or over."""
    incident = page.incident
    if page.answer == Page.Answer.ACKNOWLEDGED:
        return "mine"
    if page.run is not None and page.run.episode != incident.episode:
        return "over"
    if needs_nobody(incident, since=run.started_at if run else None):
        return "over"
    if page.purpose == Page.Purpose.DISPATCH:
        return "taken" if incident.helpdesk_owner_id else "open"
    if page.purpose == Page.Purpose.IM:
        asked = incident.appointments.filter(user=page.user_id, state="named").exists()
        return "open" if asked else "over"
    if run is not None and run.state == State.ACKNOWLEDGED:
        asked_again = page.purpose == Page.Purpose.REMINDER
        return ("open" if asked_again else "mine") if run.acknowledged_by_id == page.user_id else "taken"
    return "over" if run is not None and run.pk != page.run_id and run.state == State.ENDED else "open"


def _then(run: EscalationRun | None, incident: Incident, at: datetime) -> str:
    if run is None or run.next_at is None or run.state == State.ACKNOWLEDGED:
        return ""
    minutes = max(1, round((run.next_at - at).total_seconds() / 60))
    return f"If nobody takes it, {_next_who(run, incident, at)} is paged in {minutes} min."


def _before(page: Page) -> str:
    earlier = Page.objects.filter(incident=page.incident_id, run=page.run_id, pk__lt=page.pk)
    names = earlier.exclude(user=page.user_id).order_by("pk").values_list("user__name", flat=True)
    found = list(dict.fromkeys(names)) if page.run_id else []
    return f"Paged before you: {', '.join(found)}." if found else ""


def _next_who(run: EscalationRun, incident: Incident, at: datetime) -> str:
    path = PathSnapshot.from_json(run.path)
    roster = of_path(path, at)
    position = Position.from_json(run.position)
    empty = roster.empty_levels(path)
    step = next_step(path, position, empty=empty, priority=incident.priority or None)
    people = ", ".join(str(user) for user in roster.people(step.targets))
    groups = ", ".join(target.label for target in step.targets if target.kind == "group")
    return ", ".join(filter(None, [people, groups])) or step.name


def _state_words(run: EscalationRun) -> str:
    if run.state == State.ACKNOWLEDGED:
        return f"{run.acknowledged_by} acknowledged. Nobody further is paged."
    if run.acknowledged_by is not None and run.state in (State.RUNNING, State.EXHAUSTED):
        return f"{run.acknowledged_by} acknowledged; more people are called until somebody else does, too."
    if run.state == State.EXHAUSTED:
        return "Nobody on the path answered. The last resort is paged until somebody acknowledges."
    if run.state == State.ENDED:
        return "The escalation is over: nobody is paged any more."
    return "The alerts have recovered; paging goes on." if run.recovered_at else ""


def _paged(
    page: Page, deliveries: Sequence[Delivery], tries: Sequence[Attempt], incident: Incident
) -> PagedPerson:
    purposes = {"im": "to be Incident Manager", "reminder": "still on it?", "dispatch": "helpdesk"}
    mark, outcome = _outcome(page, incident, failed=have_failed(deliveries))
    life = life_of(deliveries, tries, waiting=mark == "wait")
    return PagedPerson(
        id=page.pk,
        at=page.paged_at,
        who=str(page.user),
        level=page.level_name or purposes.get(page.purpose, page.get_purpose_display()),
        state=mark,
        words=life.words,
        outcome=outcome,
        tries=life.tries,
    )


def _outcome(page: Page, incident: Incident, *, failed: bool) -> tuple[str, str]:
    """The mark of a page and the words beside it: answered, not reached, not needed any more, or awaited."""
    if page.answer:
        done = page.answer == Page.Answer.ACKNOWLEDGED
        return "done" if done else "skip", page.get_answer_display()
    if settled := _settled(page, incident):
        return "done", settled
    if failed:
        return "fail", "not reached"
    words = _not_needed(page, incident)
    return "skip" if words else "wait", words


def _settled(page: Page, incident: Incident) -> str:
    """What somebody did on the screen, who never answered the page itself."""
    if page.purpose == Page.Purpose.IM and incident.im_accepted_at and incident.im_id == page.user_id:
        return "accepted"
    took = page.purpose == Page.Purpose.DISPATCH and incident.helpdesk_owner_id == page.user_id
    return "took it" if took else ""


def _not_needed(page: Page, incident: Incident) -> str:
    """Why nobody waits for this person's answer any more; empty while somebody does."""
    if page.purpose == Page.Purpose.DISPATCH and incident.helpdesk_owner is not None:
        return f"no longer needed, {incident.helpdesk_owner} took it"
    run = page.run
    if run is None or page.purpose not in RESPONDING:
        return ""
    if run.state == State.ACKNOWLEDGED:
        return f"no longer needed, {run.acknowledged_by} acknowledged"
    return "no longer needed" if run.state == State.ENDED else ""


def _acts(incident: Incident, run: EscalationRun | None, *, asked: bool) -> tuple[Act, ...]:
    def url(verb: str) -> str:
        return reverse(f"oncall:{verb}", args=[incident.number])

    held = run is not None and run.state == State.ACKNOWLEDGED
    on = "Page the next level" if held else "Escalate now"
    return (
        Act(
            name="acknowledge",
            label="Still on it" if held else "Acknowledge",
            url=url("acknowledge"),
            main=asked and not held,
        ),
        Act(name="decline", label="Pass on", url=url("decline")),
        Act(name="escalate", label=on, url=url("escalate")),
    )


def _deliveries(incident: Incident) -> QuerySet[Delivery]:
    return Delivery.objects.filter(subject_key=incident.key, kind="page").order_by("id")


def _tries(incident: Incident) -> QuerySet[Attempt]:
    about = {"delivery__subject_key": incident.key, "delivery__kind": "page"}
    return Attempt.objects.filter(**about).order_by("delivery_id", "number")


def _fates(incident: Incident) -> dict[str, list[Delivery]]:
    """Deliveries by the key of their page, which theirs begins with."""
    found: dict[str, list[Delivery]] = {}
    for delivery in _deliveries(incident):
        found.setdefault(delivery.key.rsplit(":", 2)[0], []).append(delivery)
    return found


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
