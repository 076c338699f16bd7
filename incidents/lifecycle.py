"""All arrows of an incident on one page: which stage may follow which, and what each arrow asks first.

The operation sets `facts` (or `request`) before it takes an arrow; an incident that was not asked goes nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.db import models
from django_fsm import FSMField, transition

from incidents.guards import GUARDS, TEAM, StageFacts, Strictness, blocked_by, quick_restore_blocked_by
from incidents.sentences import SENTENCES
from incidents.stages import BEFORE_RESTORE, OPEN_STAGES, QUICK_RESTORE_FROM, Stage, next_stage
from incidents.transitions import FalseAlarm, Merging, QuickRestore, Reopening, RestoreFailed

__all__ = ["Stage", "StagedIncident", "draw", "next_stage", "page"]


class Request(Protocol):
    """What an arrow outside the ordinary road was asked for (see `incidents.transitions`)."""

    def refusals(self) -> list[str]: ...


def _may_pass(incident: StagedIncident) -> bool:
    return not incident.blocked_by()


def _may_restore_quickly(incident: StagedIncident) -> bool:
    return not quick_restore_blocked_by(incident.stage, incident.facts)


def _request_granted(incident: StagedIncident) -> bool:
    return incident.request is not None and not incident.request.refusals()


class StagedIncident(models.Model):
    """The stage of an incident and nothing else; only a transition may change it."""

    stage = FSMField(default=Stage.DETECT, choices=Stage.choices, protected=True, max_length=16)

    facts: StageFacts | None = None
    request: Request | None = None
    strictness: Strictness = TEAM

    class Meta:
        abstract = True

    def blocked_by(self) -> list[str]:
        """The codes that keep this incident in its stage."""
        return blocked_by(self.stage, self.facts, self.strictness)

    def pass_stage(self) -> None:
        """Take the arrow that leaves the present stage along the ordinary road."""
        arrow: Callable[[], None] = getattr(self, f"leave_{self.stage}")
        arrow()

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Forget the stage first: a protected field refuses to be written over, even by the database."""
        if fields is None or "stage" in fields:
            self.__dict__.pop("stage", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    @transition(stage, source=Stage.DETECT, target=Stage.RECORD, conditions=[_may_pass])
    def leave_detect(self) -> None: ...

    @transition(stage, source=Stage.RECORD, target=Stage.CLASSIFY, conditions=[_may_pass])
    def leave_record(self) -> None: ...

    @transition(stage, source=Stage.CLASSIFY, target=Stage.NOTIFY, conditions=[_may_pass])
    def leave_classify(self) -> None: ...

    @transition(stage, source=Stage.NOTIFY, target=Stage.ESCALATE, conditions=[_may_pass])
    def leave_notify(self) -> None: ...

    @transition(stage, source=Stage.ESCALATE, target=Stage.INVESTIGATE, conditions=[_may_pass])
    def leave_escalate(self) -> None: ...

    @transition(stage, source=Stage.INVESTIGATE, target=Stage.RESTORE, conditions=[_may_pass])
    def leave_investigate(self) -> None: ...

    @transition(stage, source=Stage.RESTORE, target=Stage.CLOSED, conditions=[_may_pass])
    def leave_restore(self) -> None: ...

    @transition(
        stage, source=list(QUICK_RESTORE_FROM), target=QuickRestore.target, conditions=[_may_restore_quickly]
    )
    def quick_restore(self) -> None: ...

    @transition(stage, source=Stage.RESTORE, target=RestoreFailed.target, conditions=[_request_granted])
    def restore_failed(self) -> None: ...

    @transition(stage, source=list(BEFORE_RESTORE), target=FalseAlarm.target, conditions=[_request_granted])
    def false_alarm(self) -> None: ...

    @transition(stage, source=list(OPEN_STAGES), target=Merging.goal, conditions=[_request_granted])
    def merge_into(self) -> None: ...

    @transition(stage, source=Stage.CLOSED, target=Reopening.target, conditions=[_request_granted])
    def reopen(self) -> None: ...


def arrows() -> Iterable[tuple[str, str, str]]:
    """Every arrow as (from, to, name), read from the transitions themselves, in the order of the stages."""
    order = {stage.value: place for place, stage in enumerate(Stage)}
    found = [
        (str(source), str(arrow.target), name)
        for name, method in vars(StagedIncident).items()
        if (meta := getattr(method, "_django_fsm", None)) is not None
        for source, arrow in meta.transitions.items()
    ]
    return sorted(found, key=lambda arrow: (order[arrow[0]], order[arrow[1]], arrow[2]))


def draw() -> str:
    """The diagram of the lifecycle as Mermaid text."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.DETECT.value}"]
    lines += [f"    {source} --> {target}: {name.replace('_', ' ')}" for source, target, name in arrows()]
    lines += [f"    {stage.value} --> [*]" for stage in (Stage.CLOSED, Stage.CANCELLED, Stage.MERGED)]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page of the documentation that shows the diagram and, for each stage, what must be true to leave it."""
    rows = [
        f"| {stage.label} | {code} | {SENTENCES[code]} |" for stage, codes in GUARDS.items() for code in codes
    ]
    parts = [
        "# The lifecycle of an incident",
        "",
        "Written by `manage.py draw_lifecycle` from `incidents/lifecycle.py`; do not edit by hand.",
        "",
        "```mermaid",
        draw().rstrip(),
        "```",
        "",
        "| To leave | Code | What is missing |",
        "|---|---|---|",
        *rows,
    ]
    return "\n".join(parts) + "\n"
