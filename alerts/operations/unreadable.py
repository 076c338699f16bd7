"""An alert that nobody could read may be the one that matters: somebody is told, at most once an hour a source."""

from datetime import datetime, timedelta

from django.db.models import Q

from alerts.models import RawRequest, Source
from alerts.queries import terms_of
from alerts.severity import UNMAPPED, Response
from incidents.models.detect import Means
from incidents.operations.detect import open_incidents
from incidents.operations.opening import Opening

APART = timedelta(hours=1)


def tell(*, source_id: int, request_id: int, at: datetime) -> bool:
    """Open an incident in the queue, if the source's alerts page by default and none was opened within the hour.

    What comes within the hour is shown with that incident.
    """
    source = Source.objects.select_for_update().get(pk=source_id)
    if terms_of(source).default_response != Response.PAGE:
        return False
    request = RawRequest.objects.defer("body").get(pk=request_id)
    due = Q(unreadable_told_at=None) | Q(unreadable_told_at__lte=at - APART)
    if not Source.objects.filter(due, pk=source_id).update(unreadable_told_at=at):
        told = RawRequest.objects.filter(source=source, told_in__isnull=False).order_by("-told_in")
        request.told_in_id = told.values_list("told_in", flat=True).first()
        request.save(update_fields=["told_in"])
        return False
    why = request.error or "; ".join(
        f"alert {one['position']}: {one['why']}" for one in request.rejected or ()
    )
    [request.told_in] = open_incidents([_opening(source, why=why, request=request)], at=at)
    request.save(update_fields=["told_in"])
    return True


def _opening(source: Source, *, why: str, request: RawRequest) -> Opening:
    return Opening(
        title=f"Unreadable alert from {source.name}",
        means=Means.INTERNAL_MONITORING,
        manifestation=f"{source.name} sent something that could not be read: {why} It is kept as request {request.pk}.",
        occurred_at=request.received_at,
        detected_at=request.received_at,
        response=Response.QUEUE.value,
        severity=UNMAPPED.value,
        rule_name=f"{source.name}, unreadable",
        agreed_by=source.agreed_by,
    )
