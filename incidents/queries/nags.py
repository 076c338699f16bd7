"""What should not be overlooked beside the next action: customers still to be told, an alert after the restoration."""

from typing import TypedDict

from incidents import addresses
from incidents import facts as register
from incidents.models import StepRun
from incidents.places import PUBLISH
from incidents.queries.incident_page import Situation
from incidents.stages import Stage, is_at_most


class Nag(TypedDict):
    """A reminder as the page shows it; without a url for who may not act on it."""

    words: str
    hint: str
    url: str
    label: str


def nags_of(now: Situation) -> list[Nag]:
    """The reminders for who looks."""
    if not now.incident.is_open:
        return []
    return [*_page_late(now), *_page_owed(now), *_suggested(now), *_alert_after_restore(now)]


def _page_late(now: Situation) -> list[Nag]:
    """Customers read an old word. The Incident Manager sees it even where somebody else is to write the next one."""
    due_at = register.ask_one("next_update_at", now.incident.pk)
    if due_at is None or due_at > now.at:
        return []
    minutes = int((now.at - due_at).total_seconds() // 60)
    url = addresses.place(PUBLISH, now.incident) if now.viewer.may("publish_status") else ""
    hint = f"The next word was due {minutes} min ago. “No news” is news, too."
    return [Nag(words="The status page is late.", hint=hint, url=url, label="Write it")]


def _page_owed(now: Situation) -> list[Nag]:
    """The status page fell due after Notify was left: silence ended, or another class asks for it."""
    incident = now.incident
    if is_at_most(incident.stage, Stage.NOTIFY) or incident.service_restored_at is not None:
        return []
    steps = StepRun.objects.filter(incident=incident, episode=incident.episode, step__channel="status_page")
    if not steps.filter(state=StepRun.State.PENDING).exists():
        return []
    url = addresses.place(PUBLISH, incident) if now.viewer.may("publish_status") else ""
    return [Nag(words="Tell the customers.", hint="The status page is due.", url=url, label="Write it")]


def _suggested(now: Situation) -> list[Nag]:
    """Computed again, it gives another priority: a person decides."""
    found = now.incident.suggestions.filter(ended_at=None).first()
    if found is None:
        return []
    first = is_at_most(now.incident.stage, Stage.CLASSIFY)
    may = now.viewer.may("classify" if first else "reclassify")
    url = addresses.act("classify", now.incident) if may else ""
    words = f"Computed again it is {found.priority}; it stands at {found.before}."
    return [Nag(words=words, hint=f"{found.sentence}.", url=url, label="Classify anew")]


def _alert_after_restore(now: Situation) -> list[Nag]:
    """It may have failed again; whether it has, a person says."""
    restored, alerted = (now.moments.get(f"incident.{kind}") for kind in ("restored", "alert_attached"))
    if now.incident.service_restored_at is None or not (restored and alerted and alerted > restored):
        return []
    url = addresses.act("restore_failed", now.incident) if now.viewer.may("restore_failed") else ""
    hint = "Did the fix hold?"
    return [Nag(words="It alerts again since it was restored.", hint=hint, url=url, label="It did not hold")]
