"""Who is told: the steps of the plan as they run, each with its messages by count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from catalog.models import CustomerContact
from incidents import addresses
from incidents.audiences import CALL, CHANNELS, IN_APP
from incidents.models import Incident, StepRun, Task
from incidents.next_action import Viewer
from incidents.places import ALL_CLEAR, PUBLISH
from incidents.plan import CONDITION_WORDS, REASON_WORDS
from incidents.queries.standing import UNSETTLED
from incidents.step_names import name_of
from notifications.models import Delivery

MARKS = {
    "pending": "wait",
    "blocked": "wait",
    "sending": "part",
    "done": "done",
    "failed": "fail",
    "skipped": "skip",
    "suppressed": "skip",
    "cancelled": "skip",
    "waived": "waive",
}
MOST_UNREACHABLE = 20
REACHED = ("sent", "delivered")
_ORDER = ("delivered", "sent", "pending", "held", "failed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One audience."""

    id: str
    audience: str
    how: str
    state: str
    state_words: str
    at: datetime | None = None
    why: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Group:
    """Audiences that are told together."""

    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Plan:
    """All audiences of the plan in force. `unreachable`: those affected of whose addresses one is known to be none."""

    words: str
    groups: tuple[Group, ...]
    unreachable: tuple[str, ...] = ()


def plan_of(incident: Incident, viewer: Viewer) -> Plan | None:
    """The plan of the present episode; None before it opened."""
    runs = list(
        StepRun.objects.filter(incident=incident, episode=incident.episode)
        .select_related("step", "classification")
        .order_by("step__position", "id")
    )
    counts = _counts(incident)
    if not runs:
        return None
    groups = [
        Group("Inside, at once", _rows(runs, False, counts, viewer, incident)),
        Group("Outside, status page first", _rows(runs, True, counts, viewer, incident)),
        Group("When it was over", tuple(_the_end(counts))),
    ]
    newest = max(run.classification.version for run in runs)
    words = f"plan {incident.priority}, version {newest} of the classification"
    if incident.suppressed:
        words += "; nothing goes outside for now, nobody can notice"
    return Plan(words, tuple(group for group in groups if group.rows), unreachable(incident))


def unreachable(incident: Incident) -> tuple[str, ...]:
    """The contacts of affected customers of whose addresses one is known not to exist, with what is wrong."""
    marked = ~Q(email_refused="") | ~Q(phone_refused="")
    hurt = incident.customers.filter(state="affected").values("customer")
    rows = CustomerContact.objects.filter(marked, customer__in=hurt).select_related("customer").order_by("pk")
    wrong = [(row, row.mail_comes_back, row.phone_is_dead) for row in rows[:MOST_UNREACHABLE]]
    words = {True: "mail comes back", False: "the number is none"}
    return tuple(f"{row}: {words[mail]}" for row, mail, phone in wrong if mail or phone)


def _counts(incident: Incident) -> dict[str, Counter[str]]:
    """For each step, and for each kind of message, how many people stand where; of several tries the best counts."""
    best: dict[tuple[str, str], str] = {}
    messages = Delivery.objects.filter(subject_key=incident.key).exclude(kind__in=("page", "reply", "note"))
    for key, kind, stands, recipient, address, held in messages.values_list(
        "key", "kind", "state", "recipient", "address", "held_until"
    ):
        state = "held" if held and stands == "pending" else stands
        name = ":".join(key.split(":")[:2]) if key.startswith("step:") else kind
        person = name, recipient or address
        best[person] = min(best.get(person, state), state, key=_ORDER.index)
    calls = incident.tasks.exclude(call="").values_list("call", "run_id", "contact", "state", "outcome")
    for call, run, contact, state, outcome in calls:
        name = f"step:{run}" if call == Task.Call.INITIAL else call
        best.setdefault((name, contact), _of_call(state, outcome))
    counts: dict[str, Counter[str]] = {}
    for (name, _), state in best.items():
        counts.setdefault(name, Counter())[state] += 1
    return counts


def _of_call(state: str, outcome: str) -> str:
    if outcome in (Task.Outcome.REACHED, Task.Outcome.LEFT_WORD):
        return "delivered"
    return "pending" if state in (Task.State.OPEN, Task.State.DOING) else "failed"


def _rows(
    runs: Iterable[StepRun],
    external: bool,
    counts: dict[str, Counter[str]],
    viewer: Viewer,
    incident: Incident,
) -> tuple[Row, ...]:
    wanted = (run for run in runs if run.step.external == external)
    return tuple(_row(run, counts.get(f"step:{run.pk}", Counter()), viewer, incident) for run in wanted)


def _row(run: StepRun, count: Counter[str], viewer: Viewer, incident: Incident) -> Row:
    url, label = _way(run, viewer, incident)
    waits = run.state in UNSETTLED
    return Row(
        id=str(run.pk),
        audience=name_of(run.step.code, run.step.audience),
        how=_how(run, count),
        state=MARKS[run.state],
        state_words=run.get_state_display(),
        at=run.done_at or (None if waits else run.started_at),
        why=REASON_WORDS.get(run.reason, run.reason)
        or ("" if run.step.mandatory else CONDITION_WORDS.get(run.step.condition, "")),
        url=url,
        label=label,
    )


def _how(run: StepRun, count: Counter[str]) -> str:
    channel = CHANNELS.get(run.step.channel, run.step.channel)
    if run.step.channel == IN_APP and run.state == StepRun.State.DONE:
        return f"{channel}, shown to {run.recipients} customer{'s' if run.recipients != 1 else ''}"
    if not count:
        return f"{channel}, {run.get_state_display()}"
    reached = sum(count[state] for state in REACHED)
    failed = f", {count['failed']} not reached" if count["failed"] else ""
    said = "told" if run.step.channel == CALL else "sent"
    return f"{channel}, {reached} of {sum(count.values())} {said}{failed}{_waiting(count)}"


def _waiting(count: Counter[str]) -> str:
    return f", {count['held']} when quiet hours end" if count["held"] else ""


def _way(run: StepRun, viewer: Viewer, incident: Incident) -> tuple[str, str]:
    if run.state not in UNSETTLED:
        return "", ""
    if run.step.channel == "status_page":
        url = addresses.place(PUBLISH, incident) if viewer.may("publish_status") else ""
        return url, "Write it"
    if run.step.mandatory and viewer.may("waive_step") and run.state != StepRun.State.SENDING:
        return addresses.act("waive_step", incident, run.pk), "Waive"
    return "", ""


def _the_end(counts: dict[str, Counter[str]]) -> Iterable[Row]:
    names = {
        "all_clear": "The all-clear",
        "correction": "The correction",
        "false_alarm": "That nothing was wrong",
        "rfo": "The report to customers",
    }
    for kind, words in names.items():
        if count := counts.get(kind):
            reached, whole = sum(count[state] for state in REACHED), sum(count.values())
            state = "done" if reached == whole else "fail" if count["failed"] else "part"
            how = f"{reached} of {whole} sent{_waiting(count)}"
            said = {"done": "done", "fail": "not all reached", "part": "being sent"}[state]
            yield Row(id=kind, audience=words, how=how, state=state, state_words=said)


def all_clear_url(incident: Incident, viewer: Viewer) -> str:
    """Where the all-clear is written, for who may."""
    return addresses.place(ALL_CLEAR, incident) if viewer.may("send_all_clear") else ""
