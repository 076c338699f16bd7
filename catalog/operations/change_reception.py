"""Taking in what machines report: the report as it came, and the change it means, in one transaction."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from accounts.actors import Actor
from catalog.change_guards import Kind, State
from catalog.change_payloads.reading import Reported, plausible
from catalog.models import Change, ChangeSource, RawChange
from catalog.operations.change_frame import go, record
from catalog.queries import assets_named
from catalog.queries.changing import facts_of
from timeline.actors import Named

KEPT = timedelta(days=90)
AT_ONCE = 5000
log = logging.getLogger(__name__)
NEWER = {
    State.SCHEDULED: (),
    State.IMPLEMENTED: (State.SCHEDULED,),
    State.BACKED_OUT: (State.SCHEDULED, State.IMPLEMENTED),
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report before anybody has understood it."""

    source: ChangeSource
    body: bytes
    content_type: str = ""
    event: str = ""


def keep_rejected(*, report: Report, error: str, at: datetime) -> None:
    """Keep a report that nobody can read, with why."""
    with transaction.atomic():
        _keep(report, RawChange.State.REJECTED, at=at, error=error.replace("\x00", "\ufffd")[:2000])


def forget_reports(*, at: datetime, keep: timedelta = KEPT) -> int:
    """Forget reports taken in longer ago than `keep`, some thousands at a time; their changes stay. How many."""
    oldest = RawChange.objects.order_by("pk").values("pk")[:AT_ONCE]
    forgotten, _ = RawChange.objects.filter(pk__in=oldest, received_at__lt=at - keep).delete()
    return forgotten


def heard(*, source: ChangeSource, at: datetime) -> None:
    """The source said something that is no change."""
    ChangeSource.objects.filter(pk=source.pk).update(heard_at=at)


def take_report(*, report: Report, reported: Reported, at: datetime) -> Change | None:
    """Keep a report and make its change, or move the change that is there already. None when it broke, and is kept."""
    try:
        with transaction.atomic():
            change = _make_or_move(report.source, reported, at=at)
            _keep(report, RawChange.State.TAKEN, at=at, change=change)
            return change
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, ValueError) as error:
        log.exception("A reported change cannot be taken in and is kept as rejected")
        keep_rejected(report=report, error=f"{type(error).__name__}: {error}", at=at)
        return None


def _keep(report: Report, state: str, *, at: datetime, change: Change | None = None, error: str = "") -> None:
    RawChange.objects.create(
        source=report.source,
        change=change,
        received_at=at,
        body=report.body,
        content_type=_plain(report.content_type, 120),
        event=_plain(report.event, 60),
        state=state,
        error=error,
    )
    heard(source=report.source, at=at)


def _plain(words: str, most: int) -> str:
    return words.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:most]


def _make_or_move(source: ChangeSource, reported: Reported, *, at: datetime) -> Change:
    moment = plausible(reported.at, received_at=at)
    actor = Actor(named=Named(key=f"change_source:{source.pk}", label=source.name), via="machine")
    columns = _columns(source, reported, moment, at=at)
    if not reported.external_id:
        return _begin(Change.objects.create(**columns), reported, actor, at=at)
    key = f"source:{source.pk}:{reported.external_id}"[:200]
    change, is_new = Change.objects.get_or_create(external_id=key, defaults=columns)
    if is_new:
        return _begin(change, reported, actor, at=at)
    return _move(Change.objects.select_for_update().get(pk=change.pk), reported.state, moment, actor, at=at)


def _columns(source: ChangeSource, reported: Reported, moment: datetime, *, at: datetime) -> dict[str, Any]:
    """The row of a change that a machine made: agreed beforehand, by being automatic."""
    made = reported.state != State.SCHEDULED
    return {
        "kind": Kind.STANDARD,
        "state": reported.state,
        "what": reported.what,
        "why": reported.why,
        "link": reported.link,
        "details": reported.details,
        "requester_label": reported.by or source.name,
        "reported_by": source,
        "recorded_at": at,
        "implemented_at": moment if made else None,
        "backed_out_at": moment if reported.state == State.BACKED_OUT else None,
    }


def _begin(change: Change, reported: Reported, actor: Actor, *, at: datetime) -> Change:
    """Tie a new change to the assets it names."""
    known = assets_named(reported.names)
    change.assets.set({asset.pk for asset in known.values()})
    if not known and reported.names:
        Change.objects.filter(pk=change.pk).update(unknown_assets=list(reported.names))
    record(change, "reported", actor=actor, at=at, what=reported.what)
    return change


def _move(change: Change, state: State, moment: datetime, actor: Actor, *, at: datetime) -> Change:
    """Follow a later report. Reports come in any order, so a change never goes back."""
    if change.state not in NEWER[state]:
        return change
    facts = replace(
        facts_of(change, actor, at=at), implemented_at=moment, words="as reported", open_notifications=0
    )
    if state == State.IMPLEMENTED:
        go(change, "implement", facts, implemented_at=moment)
        record(change, "implemented", actor=actor, at=at, happened_at=moment)
    else:
        made = change.implemented_at or moment
        go(change, "back_out", facts, implemented_at=made, backed_out_at=moment)
        record(change, "backed_out", actor=actor, at=at, happened_at=moment)
    return change
