"""Gathers how incidents of a span were told, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from incidents import addresses
from incidents.detection import CUSTOMER_MEANS
from incidents.models import Classification, Incident, IncidentReport
from incidents.stages import Stage
from statuspage.models import StatusUpdate
from statuspage.punctuality.judging import Punctuality, Told, Word, judge
from statuspage.queries import intervals_now
from statuspage.telling.called_first import CalledFirst, called_first

OUTSIDE = (*sorted(CUSTOMER_MEANS), "partner")
MOST = 500


def punctuality(
    starts_at: datetime, ends_at: datetime, *, at: datetime, priority: str = ""
) -> list[Punctuality]:
    """Incidents detected in the span of which the public heard, or a customer told us; the newest first.

    False alarms and what was merged away do not count.
    """
    rows = Incident.objects.filter(detected_at__gte=starts_at, detected_at__lt=ends_at)
    rows = rows.exclude(stage__in=(Stage.CANCELLED, Stage.MERGED))
    heard = Q(public__isnull=False) | Q(reports__means__in=OUTSIDE)
    wanted = rows.filter(heard, **({"priority": priority} if priority else {}))
    return _judged(list(wanted.distinct().order_by("-detected_at", "-pk")[:MOST]), at)


def punctuality_of(incident: Incident, *, at: datetime) -> Punctuality:
    """The same for one incident."""
    return _judged([incident], at)[0]


def called_before_us(incident_ids: Sequence[int]) -> dict[int, CalledFirst]:
    """The incidents of which customers told us before the public read anything."""
    firsts: dict[int, datetime] = {}
    told = StatusUpdate.objects.filter(public_incident__incident__in=incident_ids).order_by("-published_at")
    for number, moment in told.values_list("public_incident__incident_id", "published_at"):
        firsts[number] = moment
    calls: dict[int, list[datetime]] = defaultdict(list)
    rows = IncidentReport.objects.filter(incident__in=incident_ids, means__in=OUTSIDE)
    for number, moment in rows.values_list("incident_id", "reported_at"):
        calls[number].append(moment)
    found = {number: called_first(moments, firsts.get(number)) for number, moments in calls.items()}
    return {number: one for number, one in found.items() if one is not None}


def _judged(incidents: Sequence[Incident], at: datetime) -> list[Punctuality]:
    ids, intervals = [incident.pk for incident in incidents], intervals_now()
    words, grades, called = _words(ids), _grades(ids), called_before_us(ids)
    return [
        judge(
            _told(incident, words[incident.pk], grades[incident.pk], called.get(incident.pk)), intervals, at
        )
        for incident in incidents
    ]


def _told(
    incident: Incident,
    words: list[Word],
    grades: list[tuple[datetime, str]],
    called: CalledFirst | None,
) -> Told:
    return Told(
        reference=incident.reference,
        title=incident.title,
        url=addresses.page(incident),
        number=incident.number,
        priority=incident.priority,
        detected_at=incident.detected_at,
        classified_at=grades[0][0] if grades else None,
        priorities=grades,
        words=words,
        ended_at=None if incident.is_open else incident.stage_entered_at,
        called=called,
    )


def _words(ids: Sequence[int]) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = defaultdict(list)
    rows = list(
        StatusUpdate.objects.filter(public_incident__incident__in=ids)
        .select_related("public_incident")
        .order_by("id")
    )
    names = {user.key: str(user) for user in User.objects.filter(pk__in=_authors(rows))}
    for row in rows:
        word = Word(
            at=row.published_at,
            by=names.get(row.published_by, "by itself"),
            status=row.get_status_display(),
            ends=row.status == StatusUpdate.Status.RESOLVED,
            promised=row.next_update_at,
        )
        found[row.public_incident.incident_id].append(word)
    return found


def _authors(rows: Sequence[StatusUpdate]) -> set[int]:
    named = (row.published_by.partition(":") for row in rows)
    return {int(number) for kind, _, number in named if kind == "user" and number.isdigit()}


def _grades(ids: Sequence[int]) -> dict[int, list[tuple[datetime, str]]]:
    """What people classified; the machines' provisional word asks for nothing in public."""
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    rows = Classification.objects.filter(incident__in=ids, version__gt=0).order_by("version")
    for number, moment, priority in rows.values_list("incident_id", "created_at", "priority"):
        found[number].append((moment, priority))
    return found
