"""Writes that follow what was told: its translation, and the report of what we found. Each is published at once."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from incidents.models import CustomerReport, Incident
from incidents.operations.acting import permit, tell
from statuspage import queries
from statuspage.models import PublicIncident, StatusUpdate
from statuspage.operations.republishing import republish
from statuspage.published.languages import NAMES
from statuspage.telling.publishing import UnableToPublish, problems_of_words, refuse


@transaction.atomic
def publish_report(*, incident_id: int, actor: Actor, at: datetime) -> PublicIncident:
    """Put the approved report for customers onto the incident's page, word for word.

    Raises UnableToPublish (STP_NO_STORY, STP_NO_REPORT, STP_INNER_NAME), NotPermitted.
    """
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    permit("send_report", incident=incident, actor=actor)
    public = (
        PublicIncident.objects.filter(incident=incident, resolved_at__isnull=False)
        .order_by("-episode")
        .first()
    )
    if public is None:
        words = "Nothing of this incident that is over stands on the page: there is no story to add the report to."
        raise UnableToPublish("STP_NO_STORY", sentences=[words])
    report = CustomerReport.objects.filter(incident=incident).exclude(state="draft").first()
    if report is None or not report.text.strip():
        raise UnableToPublish("STP_NO_REPORT", sentences=["The report for customers is not approved yet."])
    refuse(problems_of_words("", report.text, queries.inner_names()))
    words = report.text.strip()
    public.reports = public.reports if words == public.report else {}  # they said what stood there before
    public.report, public.reported_at = words, at
    public.save(update_fields=["report", "reports", "reported_at"])
    tell("statuspage.report_published", incident, actor=actor, at=at, title=public.title)
    republish(at=at)
    return public


@transaction.atomic
def translate_report(
    *, incident_id: int, language: str, text: str, actor: Actor, at: datetime
) -> PublicIncident:
    """Say the published report in another language; empty words leave what was written first.

    Raises UnableToPublish (STP_NO_REPORT, STP_LANGUAGE, STP_INNER_NAME), NotPermitted.
    """
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    permit("send_report", incident=incident, actor=actor)
    public = PublicIncident.objects.filter(incident=incident).exclude(report="").order_by("-episode").first()
    if public is None:
        raise UnableToPublish("STP_NO_REPORT", sentences=["Publish the report first, then translate it."])
    _refuse_words(language, "", text)
    public.reports = _with(public.reports, language, text)
    public.save(update_fields=["reports"])
    tell("statuspage.translated", incident, actor=actor, at=at, language=NAMES[language])
    republish(at=at)
    return public


@transaction.atomic
def translate(
    *,
    incident_id: int,
    update_id: int,
    language: str,
    title: str | None,
    text: str,
    actor: Actor,
    at: datetime,
) -> StatusUpdate:
    """Add what an update says in another language; empty words leave what was written first, None the title as it is.

    Raises UnableToPublish (STP_NO_STORY, STP_LANGUAGE, STP_INNER_NAME), NotPermitted.
    """
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    update = StatusUpdate.objects.filter(pk=update_id, public_incident__incident=incident).first()
    if update is None:
        raise UnableToPublish("STP_NO_STORY", sentences=["This was not told of the incident."])
    public = update.public_incident
    permit("publish_status", incident=incident, actor=actor)
    _refuse_words(language, title or "", text)
    update.texts = _with(update.texts, language, text)
    update.save(update_fields=["texts"])
    if title is not None:
        public.titles = _with(public.titles, language, title)
        public.save(update_fields=["titles"])
    tell("statuspage.translated", incident, actor=actor, at=at, language=NAMES[language])
    republish(at=at)
    return update


def _refuse_words(language: str, title: str, text: str) -> None:
    """Raise UnableToPublish (STP_LANGUAGE, STP_INNER_NAME) for what may not be said."""
    if language not in NAMES:
        raise UnableToPublish("STP_LANGUAGE", sentences=["No page speaks this language."])
    refuse(problems_of_words(title, text, queries.inner_names()))


def _with(texts: dict[str, str], language: str, words: str) -> dict[str, str]:
    kept = {key: text for key, text in texts.items() if key != language}
    return {**kept, language: words.strip()} if words.strip() else kept
