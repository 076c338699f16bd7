"""A rehearsal of the plan: what would go to whom if these assets failed now. Nothing is written and nobody is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.queries import company
from catalog.models import Asset, Customer
from catalog.queries.mapping import among
from incidents.audiences import CALL, CHANNELS, IN_APP, STATUS_PAGE, readers_of
from incidents.messages import Occasion, Speaker
from incidents.models import NotificationPlan, PlanStep
from incidents.plan import REASON_WORDS, DueStep, Situation, StepState, steps_due
from incidents.queries.audiences import assigned
from incidents.queries.feeling import felt
from incidents.queries.judging import Judged
from incidents.queries.outsiders import HIGH_VALUE
from incidents.queries.plans import best_plan, line_of
from incidents.queries.readers import BADLY, Hurt, Recipient
from incidents.queries.wording import wording
from incidents.step_names import name_of

SAMPLES, NAMES = 3, 8
STATES = {
    StepState.NOW: ("done", "at once"),
    StepState.BLOCKED: ("wait", "as soon as the status page is published"),
    StepState.CONDITIONAL: ("skip", "not now, only"),
    StepState.SKIPPED: ("skip", "left out"),
    StepState.SUPPRESSED: ("skip", "held back"),
}
PUBLIC_TITLE = "(the title that you publish)"
PUBLIC_TEXT = "(What you publish on the status page stands here, word for word.)"


@dataclass(frozen=True)
class Sample:
    """One message as one reader would get it, in her language and by her clock."""

    to: str
    channel: str
    language: str
    zone: str
    subject: str
    text: str


@dataclass(frozen=True)
class Rehearsed:
    """One step: whether it would go, to how many, and some of the messages."""

    name: str
    channel: str
    mark: str
    state: str
    why: str
    count: int
    of: str
    names: tuple[str, ...]
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Rehearsal:
    """The whole plan. `messages` leave by themselves, `calls` are made by people."""

    plan: NotificationPlan | None
    steps: tuple[Rehearsed, ...]
    messages: int
    calls: int


def rehearse(judged: Judged, *, priority: str, states: dict[int, str], at: datetime) -> Rehearsal:
    """What this plan would do for such a failure, classified so."""
    assets = list(Asset.objects.filter(pk__in=list(states)))
    plan = best_plan(priority, [(asset.pk, asset.environment) for asset in assets])
    if plan is None:
        return Rehearsal(None, (), 0, 0)
    steps = list(plan.steps.all())
    harms = {int(str(one.customer.key)): one.s for one in judged.proposal.assessment.customers}
    hurt = Hurt(frozenset(harms), frozenset(number for number, harm in harms.items() if harm >= BADLY))
    due = steps_due([line_of(step) for step in steps], _situation(judged, states, hurt, at))
    going = {one.line.code for one in due if one.state in (StepState.NOW, StepState.BLOCKED)}
    people = assigned([step for step in steps if step.code in going], hurt)
    speaker = Speaker(_occasion(judged, assets, priority, at), wording().find)
    shown = [
        _step(step, one, people.get(step.pk, []), speaker, hurt) for step, one in zip(steps, due, strict=True)
    ]
    calls = sum(len(people.get(step.pk, [])) for step in steps if step.channel == CALL)
    return Rehearsal(plan, tuple(shown), sum(len(found) for found in people.values()) - calls, calls)


def _situation(judged: Judged, states: dict[int, str], hurt: Hurt, at: datetime) -> Situation:
    suffering = Customer.objects.filter(pk__in=among(hurt.affected))
    rows = list(suffering.values_list("pk", "tier", "top10", "partner_id"))
    shown = felt(states, at=at)
    return Situation(
        affected=len(hurt.affected),
        reach=judged.proposal.assessment.impact.reach,
        high_value_affected=any(tier in HIGH_VALUE and number in hurt.badly for number, tier, _, _ in rows),
        top10_affected=any(top10 for _, _, top10, _ in rows),
        partners_affected=any(partner for _, _, _, partner in rows),
        app_down=shown.app_down,
        internal_only=shown.internal_only,
    )


def _occasion(judged: Judged, assets: Iterable[Asset], priority: str, at: datetime) -> Occasion:
    names = ", ".join(str(asset) for asset in assets)
    return Occasion(
        company=company().name,
        reference="INC-0",
        title=f"Rehearsal: {names}" if names else "Rehearsal",
        priority=priority,
        affected=len(judged.affected),
        incident_url=f"{settings.PUBLIC_URL}/incidents/0/",
        status_url=f"{settings.PUBLIC_URL}/status/",
        at=at,
        public_title=PUBLIC_TITLE,
        public_text=PUBLIC_TEXT,
        next_update_at=at,
    )


def _step(step: PlanStep, due: DueStep, people: list[Recipient], speaker: Speaker, hurt: Hurt) -> Rehearsed:
    mark, words = STATES[due.state]
    goes = due.state in (StepState.NOW, StepState.BLOCKED)
    if goes and step.channel not in (STATUS_PAGE, IN_APP) and not people:
        mark, words = "skip", "reaches nobody"
    if goes and step.channel == STATUS_PAGE:
        mark, words = "wait", "as soon as somebody has written it"
    count = len(hurt.affected) if step.channel == IN_APP and goes else len(people)
    return Rehearsed(
        name=name_of(step.code, step.audience),
        channel=CHANNELS.get(step.channel, step.channel),
        mark=mark,
        state=words,
        why=REASON_WORDS.get(due.reason, due.reason)
        if due.state in (StepState.CONDITIONAL, StepState.SKIPPED)
        else "",
        count=count,
        of="customers" if step.channel == IN_APP else "calls" if step.channel == CALL else "people",
        names=tuple(one.label for one in people[:NAMES]),
        samples=tuple(_sample(one, step, speaker) for one in _different(people)),
    )


def _different(people: Iterable[Recipient]) -> list[Recipient]:
    """A few readers who read it differently: another language or another clock."""
    found: dict[tuple[str, str, str], Recipient] = {}
    for one in people:
        found.setdefault((one.channel, one.reader.language, one.reader.zone), one)
    return list(found.values())[:SAMPLES]


def _sample(to: Recipient, step: PlanStep, speaker: Speaker) -> Sample:
    words = speaker.say("initial", readers=readers_of(step.audience), channel=to.channel, to=to.reader)
    return Sample(
        to.label,
        CHANNELS.get(to.channel, to.channel),
        to.reader.language,
        to.reader.zone,
        words.subject,
        words.text,
    )
