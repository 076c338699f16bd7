"""Bringing new alerts to incidents: to those they belong to, else to new ones; and saying when alerts recover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.actors import SYSTEM_ACTOR
from alerts.agreement import Agreement
from alerts.correlation import Decision, IncomingAlert
from alerts.models import Alert
from alerts.occurrences import Occurrence
from alerts.operations.rows import NewAlert
from alerts.operations.ties import Home, homes
from alerts.severity import Response
from catalog.models import Asset
from incidents.models import Incident
from incidents.models.detect import Means
from incidents.operations.detect import join_paging, open_incidents
from incidents.operations.opening import Opening
from timeline.operations import Fact, hold_unheard, record_many

NAMES_SHOWN = 5
# An incident whose last alert is younger than this is in a storm: the next reaction to its alerts waits as long.
STORM = timedelta(seconds=5)


@dataclass(kw_only=True)
class Newcomer:
    """A new occurrence on its way to an incident: its row, what was heard, what was agreed."""

    alert: NewAlert
    occurrence: Occurrence
    agreed: Agreement
    asset: Asset | None = None

    @property
    def incoming(self) -> IncomingAlert:
        """As correlation looks at it. Keys and groups are a source's own."""
        source, alert = self.alert.source_id, self.alert
        return IncomingAlert(
            dedup_key=f"{source}:{alert.dedup_key}",
            at=alert.first_received_at,
            asset=str(alert.asset_id) if alert.asset_id else None,
            group_key=f"{source}:{alert.group_key}" if alert.group_key else None,
        )


def gather(newcomers: Sequence[Newcomer], *, at: datetime) -> None:
    """Give each alert that calls for one its incident: its row names it, facts are recorded."""
    calling = [new for new in newcomers if new.occurrence.fired and new.agreed.response != Response.KEEP]
    if not calling:
        return
    pool, known = homes([new.alert for new in calling], at=at)
    attached: dict[Home, list[tuple[Newcomer, Decision]]] = {}
    opened: list[list[tuple[Newcomer, Decision]]] = []
    for new in calling:
        decision = pool.place(new.incoming)
        if decision.action == "create":
            opened.append([(new, decision)])
        elif (home := decision.incident or 0) < 0:
            opened[-home - 1].append((new, decision))
        else:
            attached.setdefault(known[home], []).append((new, decision))
    facts = _open(opened, at=at) + _attach(attached, at=at)
    if facts:
        record_many(facts)


def _open(groups: Sequence[Sequence[tuple[Newcomer, Decision]]], *, at: datetime) -> list[Fact]:
    """Open an incident for each group of alerts; the facts that name those which came together with the first."""
    recurring = {group[0][1].recurrence_of for group in groups} - {None}
    before = Incident.objects.in_bulk(list(recurring)) if recurring else {}
    openings = [
        _opening([new for new, _ in group], before.get(group[0][1].recurrence_of)) for group in groups
    ]
    facts = []
    for incident, group in zip(open_incidents(openings, at=at) if openings else [], groups, strict=True):
        members = [new for new, _ in group]
        for new in members:
            new.alert.incident_id = incident.pk
        if len(members) > 1:
            facts.append(_fact("incident.alerts_grouped", incident, members[1:], at=at))
    return facts


def _opening(members: Sequence[Newcomer], recurrence_of: Incident | None) -> Opening:
    """What the gravest of its alerts says, at the moment the first of them was received."""
    gravest = min(members, key=lambda new: new.agreed.gravity)
    alert, agreed = gravest.alert, gravest.agreed
    detected_at = min(new.alert.first_received_at for new in members)
    instance = alert.labels.get("instance", "")
    summary = f": {alert.summary}" if alert.summary else ""
    where = f" ({instance})" if instance and instance not in alert.summary else ""
    return Opening(
        title=alert.summary or f"{alert.name}{f' on {alert.asset_name}' if alert.asset_name else ''}",
        means=Means.INTERNAL_MONITORING,
        manifestation=f"{alert.name}{summary}{where}",
        occurred_at=min(detected_at, *(new.alert.starts_at for new in members)),
        detected_at=detected_at,
        response=agreed.response.value,
        severity=agreed.severity.value,
        assets=tuple({new.asset.pk: new.asset for new in members if new.asset}.values()),
        impact=agreed.impact,
        urgency=agreed.urgency,
        rule_name=agreed.rule_name,
        agreed_by=agreed.agreed_by,
        recurrence_of=recurrence_of,
    )


def _attach(groups: dict[Home, list[tuple[Newcomer, Decision]]], *, at: datetime) -> list[Fact]:
    """Attach alerts to incidents that exist; one fact an incident, with the strongest response among its alerts.

    Only what pages has reactions, and not while those to an earlier one have not begun. In a storm they wait a little,
    so that hundreds of alerts have them once.
    """
    if not groups:
        return []
    facts = []
    unheard = hold_unheard("incident.alert_attached", subjects=[incident.key for incident in groups])
    for incident, group in groups.items():
        for new, _ in group:
            new.alert.incident_id = incident.pk
        strongest, decision = min(group, key=lambda pair: pair[0].agreed.gravity)
        calls = strongest.agreed.response == Response.PAGE and incident.key not in unheard
        facts.append(
            _fact(
                "incident.alert_attached" if calls else "incident.alert_joined",
                incident,
                [new for new, _ in group],
                at=at,
                heard_at=at + STORM if _is_storm(incident, at) else None,
                response=strongest.agreed.response.value,
                severity=strongest.agreed.severity.value,
                rule=strongest.agreed.rule_name,
                agreed_by=strongest.agreed.agreed_by,
                why=decision.why,
                restored=any(decision.restored for _, decision in group),
            )
        )
    join_paging(_paging(groups), at=at)
    return facts


def _paging(groups: dict[Home, list[tuple[Newcomer, Decision]]]) -> list[tuple[Incident, Opening]]:
    """The incidents of the queue that an alert which pages has joined, with what that alert would have opened."""
    paging = {
        incident.pk: members
        for incident, group in groups.items()
        if incident.response != Response.PAGE
        and (members := [new for new, _ in group if new.agreed.response == Response.PAGE])
    }
    incidents = Incident.objects.in_bulk(list(paging)) if paging else {}
    return [(incident, _opening(paging[incident.pk], None)) for incident in incidents.values()]


def _is_storm(incident: Home, at: datetime) -> bool:
    return incident.last_alert_at is not None and at - incident.last_alert_at < STORM


def _fact(
    kind: str,
    incident: Incident | Home,
    members: Sequence[Newcomer],
    *,
    at: datetime,
    heard_at: datetime | None = None,
    **data: Any,
) -> Fact:
    gravest = min(members, key=lambda new: new.agreed.gravity)
    about = {
        "incident": incident.pk,
        "number": incident.number,
        "alert": gravest.alert.name,
        "alerts": len(members),
    }
    about["summary"] = gravest.alert.summary[:300]
    happened = min(new.alert.first_received_at for new in members)
    return Fact(
        kind=kind,
        subject=incident.key,
        actor=SYSTEM_ACTOR.named,
        at=happened,
        entered_at=at,
        heard_at=heard_at,
        data={**about, **data},
    )


def say_who_recovered(recovered: Iterable[tuple[int | None, Occurrence]], *, at: datetime) -> None:
    """Record for each incident which of its alerts recovered, and whether all of them have. Closes nothing."""
    by_incident: dict[int, list[Occurrence]] = {}
    for incident_id, occurrence in recovered:
        if incident_id is not None:
            by_incident.setdefault(incident_id, []).append(occurrence)
    if not by_incident:
        return
    firing = set(
        Alert.objects.filter(incident_id__in=by_incident, state=Alert.State.FIRING)
        .order_by()
        .values_list("incident_id", flat=True)
        .distinct()
    )
    incidents = Incident.objects.in_bulk(list(by_incident))
    record_many(
        _recovery(incidents[number], members, everything=number not in firing, at=at)
        for number, members in by_incident.items()
    )


def _recovery(incident: Incident, members: Sequence[Occurrence], *, everything: bool, at: datetime) -> Fact:
    names = list(dict.fromkeys(one.signal.name for one in members))
    return Fact(
        kind="incident.alerts_recovered" if everything else "incident.alert_recovered",
        subject=incident.key,
        actor=SYSTEM_ACTOR.named,
        at=at,
        data={
            "incident": incident.pk,
            "number": incident.number,
            "alert": ", ".join(names[:NAMES_SHOWN]),
            "alerts": len(members),
        },
    )
