"""Who has been paged, who waits for an answer, and whether anybody is needed any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from accounts.models import User
from incidents.models import Incident
from incidents.stages import OPEN_STAGES
from notifications.models import Delivery
from oncall.models import EscalationRun, HuntCall, Page
from oncall.queries.standing import failed_again

# Whoever is paged so is asked to take the incident; the other pages ask for something else.
RESPONDING = (
    *(Page.Purpose.LEVEL, Page.Purpose.HUNT, Page.Purpose.FALLBACK, Page.Purpose.LAST_RESORT),
    Page.Purpose.ADDED,
)

HELD = (EscalationRun.State.ACKNOWLEDGED, EscalationRun.State.SNOOZED)


def needs_nobody(incident: Incident, *, since: datetime | None = None) -> bool:
    """True when there is nothing to escalate: ended, or the service is back, and has been since a run began."""
    restored_at = incident.service_restored_at
    return not incident.is_open or (restored_at is not None and (since is None or restored_at >= since))


def latest_run(incident: Incident) -> EscalationRun | None:
    """The newest run of the present episode."""
    return (
        incident.runs.filter(episode=incident.episode)
        .select_related("acknowledged_by")
        .order_by("-id")
        .first()
    )


def pages_of(incident: Incident) -> list[Page]:
    """Everybody paged for it, in order."""
    return list(incident.pages.select_related("user", "run__acknowledged_by", "hunt").order_by("id"))


def responder_acks(incident_ids: Sequence[int]) -> dict[int, bool]:
    """Whether somebody acknowledged in the incident's present episode, since it was restored the last time."""
    since = failed_again(incident_ids)
    acknowledged = (
        EscalationRun.objects.filter(incident__in=incident_ids)
        .exclude(acknowledged_at=None)
        .values_list("incident_id", "episode", "incident__episode", "acknowledged_at")
    )
    return {
        incident: True
        for incident, of_run, present, at in acknowledged
        if of_run == present and at and (incident not in since or at >= since[incident])
    }


def paged(incident_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The ids of the users who were paged as responders."""
    found: dict[int, frozenset[int]] = {}
    rows = Page.objects.filter(incident__in=incident_ids).exclude(purpose__in=("dispatch", "im"))
    for incident, user in rows.values_list("incident_id", "user_id"):
        found[incident] = found.get(incident, frozenset()) | {user}
    return found


def page_of(delivery_key: str) -> Page | None:
    """The page whose message this is; a message's key begins with its page's own."""
    return pages_by_key([delivery_key]).get(_own_key(delivery_key))


def pages_by_key(delivery_keys: Iterable[str]) -> dict[str, Page]:
    """The pages whose messages these are, by the pages' own keys."""
    pages = Page.objects.filter(key__in={_own_key(key) for key in delivery_keys})
    found = pages.select_related("run__acknowledged_by", "hunt", "incident", "user")
    return {page.key: page for page in found}


def _own_key(delivery_key: str) -> str:
    return delivery_key.rsplit(":", 2)[0]


def veto_page(delivery: Delivery, at: datetime) -> str:
    """The same, for whoever sends it; a page is wanted or not, whatever the hour."""
    return reason_against(delivery)


def veto_pages(deliveries: Sequence[Delivery], at: datetime) -> dict[int, str]:
    """The same for several, by the deliveries' ids."""
    found = pages_by_key(delivery.key for delivery in deliveries)
    return {delivery.pk: _against(found.get(_own_key(delivery.key))) for delivery in deliveries}


def reason_against(delivery: Delivery) -> str:
    """Why a page must not leave any more: somebody acknowledged, or it went on, between writing and sending."""
    return _against(page_of(delivery.key))


def _against(page: Page | None) -> str:
    if page is None:
        return ""
    if not page.incident.is_open:
        return _("The incident is over.")
    if page.answer:
        return _("The person has answered already.")
    if page.hunt is not None and page.hunt.state in (HuntCall.State.ANSWERED, HuntCall.State.ENDED):
        return _("Somebody else has answered.")
    return _run_against(page)


def _run_against(page: Page) -> str:
    run = page.run
    if run is None or page.purpose == Page.Purpose.REMINDER:
        return ""
    if run.is_held and not page.each_acks:
        return _("{who} has acknowledged.").format(who=run.acknowledged_by)
    return _("The escalation has ended.") if run.state == EscalationRun.State.ENDED else ""


def page_about(user: User, number: int) -> Page | None:
    """The newest page of this person for the incident of that number, one that waits for an answer first."""
    pages = Page.objects.filter(user=user, incident__number=number).select_related("incident", "hunt", "run")
    return pages.order_by(Case(When(answer="", then=0), default=1), "-id").first()


def asked_of(user: User, *, holding: bool = False) -> list[Page]:
    """The open incidents whose page waits for this person, one page each; with `holding` also those she holds."""
    mine = Page.objects.filter(user=user, incident__stage__in=OPEN_STAGES).select_related(
        "incident", "hunt", "run"
    )
    waiting = Q(answer="", incident__service_restored_at=None)
    holds = Q(run__acknowledged_by=user) & ~Q(run__state="ended")
    held = Q(run__state__in=HELD, each_acks=False)
    free = mine.filter(waiting).exclude(held & ~holds).exclude(run__state="ended")
    pages = mine.filter(holds) | free if holding else free.exclude(holds & ~Q(purpose="im"))
    newest: dict[int, Page] = {}
    for page in pages.distinct().order_by("id"):
        newest[page.incident_id] = page
    return list(newest.values())
