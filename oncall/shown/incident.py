"""What the panel of one incident shows, as plain values: who was paged, what came of it, and who is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.urls import reverse

from incidents.models import Incident
from notifications.models import Attempt, Delivery
from oncall.models import EscalationRun, Page
from oncall.paging.fates import Try, have_failed, life_of
from oncall.paths.escalation import START, Position, next_step
from oncall.paths.path import PathSnapshot
from oncall.queries import RESPONDING, latest_run, needs_nobody, pages_of
from oncall.queries.roster import of_path
from oncall.shown.live import LiveLine, calls_of

State = EscalationRun.State


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
    more_url: str = ""
    calls: Sequence[LiveLine] = ()


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
    more = reverse("oncall:steer", args=[incident.number]) if acts else ""
    if run is None:
        return Panel(pages=shown, acts=acts, more_url=more, calls=calls_of(incident))
    climbing = run.state in (State.RUNNING, State.EXHAUSTED, State.SNOOZED)
    return Panel(
        path=run.path_name,
        path_url=reverse("oncall:paths"),
        state=run.state,
        state_words=_state_words(run),
        pages=shown,
        next_at=run.next_at if climbing else None,
        next_who=next_who(run, incident, at) if climbing else "",
        acts=acts,
        more_url=more,
        calls=calls_of(incident),
    )


def stamp_of(incident: Incident) -> str:
    """A short text that changes whenever the panel would look different."""
    rows = [*incident.runs.values_list("id", "step", "state"), *incident.pages.values_list("id", "answer")]
    moves = [*_deliveries(incident).values_list("id", "state"), *_tries(incident).values_list("id", "state")]
    calls = incident.live_calls.values_list("id", "state", "recording_id")
    return sha256(repr((incident.changed, rows, moves, list(calls))).encode()).hexdigest()[:20]


def next_who(run: EscalationRun, incident: Incident, at: datetime) -> str:
    """Who is paged by the next step, if nobody acknowledges."""
    path = PathSnapshot.from_json(run.path)
    roster = of_path(path, at)
    position = START if run.state == State.SNOOZED else Position.from_json(run.position)
    empty = roster.empty_levels(path)
    step = next_step(path, position, empty=empty, priority=incident.priority or None)
    people = ", ".join(str(user) for user in roster.people(step.targets))
    groups = ", ".join(target.label for target in step.targets if target.kind == "group")
    return ", ".join(filter(None, [people, groups])) or step.name


def _state_words(run: EscalationRun) -> str:
    if run.state == State.SNOOZED:
        return f"{run.acknowledged_by} took it and put it to sleep. Then paging begins anew."
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
    if run is None or page.purpose not in RESPONDING or (page.each_acks and run.is_held):
        return ""
    if run.is_held:
        return f"no longer needed, {run.acknowledged_by} acknowledged"
    return "no longer needed" if run.state == State.ENDED else ""


def _acts(incident: Incident, run: EscalationRun | None, *, asked: bool) -> tuple[Act, ...]:
    def url(verb: str) -> str:
        return reverse(f"oncall:{verb}", args=[incident.number])

    held = run is not None and run.is_held
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
