"""What came of the test pages of a path, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.models import Delivery
from notifications.naming import said
from oncall.models import EscalationPath, Probe
from oncall.operations.path_probing import trials_of
from oncall.queries.paths import snapshot_of

_WORDS = {
    "pending": ("wait", "on its way"),
    "sent": ("part", "sent, no answer yet"),
    "delivered": ("part", "arrived, no answer yet"),
    "failed": ("fail", "failed"),
    "cancelled": ("skip", "not sent"),
}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One way of one person in the last probe."""

    who: str
    level: str
    by: str
    mark: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PathProbe:
    """Whom a test would reach now (name, level, ways), and what came of the last one."""

    would: Sequence[tuple[str, str, str]]
    tried: Sequence[Tried]
    tried_at: datetime | None = None


def path_probe(path: EscalationPath, *, at: datetime) -> PathProbe:
    """In a fixed number of queries."""
    ways: dict[tuple[str, str], list[str]] = {}
    for trial in trials_of(snapshot_of(path), at=at):
        ways.setdefault((str(trial.user), trial.level), []).append(said(trial.method.kind))
    last = path.probes.order_by("-sent_at", "-pk").first()
    probes = (
        list(path.probes.filter(round=last.round).select_related("user", "method").order_by("pk"))
        if last
        else []
    )
    sent = {one.key: one for one in Delivery.objects.filter(key__in=[probe.key for probe in probes])}
    return PathProbe(
        would=[(who, level, " and ".join(kinds)) for (who, level), kinds in ways.items()],
        tried=[_tried(probe, sent.get(probe.key)) for probe in probes],
        tried_at=last.sent_at if last else None,
    )


def _tried(probe: Probe, delivery: Delivery | None) -> Tried:
    mark, words = _WORDS[delivery.state] if delivery else ("late", "nothing is known of it")
    if delivery is not None and delivery.state == Delivery.State.FAILED and delivery.error:
        words = f"failed: {delivery.error}"
    if probe.confirmed_at:
        mark, words = "done", f"confirmed by {said(probe.confirmed_via)}"
    return Tried(
        who=str(probe.user),
        level=probe.level,
        by=said(probe.method.kind),
        mark=mark,
        words=words,
        at=probe.confirmed_at,
    )
