"""The words of an announcement, for all who read one language in one zone: subject, text, HTML and a short one. Pure.

They are rendered once and shared; only the two links of each reader are put in when a letter leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from notifications.looks import BAD, GOOD, PLAIN
from notifications.texts import fit_sms

MANAGE, UNSUBSCRIBE = "%MANAGE%", "%UNSUBSCRIBE%"
SHORT_AT_MOST = 320
ENGLISH, GERMAN = "en", "de"
LOOKS = {
    **dict.fromkeys(("resolved", "completed"), GOOD),
    **dict.fromkeys(("scheduled", "reminder", "in_progress", "verifying", "cancelled"), PLAIN),
}

_WORDS: dict[str, dict[str, str]] = {
    ENGLISH: {
        "investigating": "We are looking into it",
        "identified": "We know the cause",
        "monitoring": "It is mended, we are watching",
        "resolved": "Over",
        "correction": "Correction",
        "scheduled": "Maintenance is planned",
        "reminder": "Maintenance begins soon",
        "in_progress": "Maintenance has begun",
        "verifying": "Maintenance: we are checking",
        "completed": "Maintenance is done",
        "cancelled": "Maintenance is called off",
        "operational": "works",
        "degraded_performance": "slow",
        "partial_outage": "partial outage",
        "major_outage": "major outage",
        "maintenance": "maintenance",
        "touched": "Services",
        "next": "Next update by",
        "planned": "Planned",
        "read": "Read on",
        "why": "You get this because you subscribed to the status of {company}.",
        "manage": "Change what you hear of",
        "unsubscribe": "Unsubscribe",
    },
    GERMAN: {
        "investigating": "Wir untersuchen es",
        "identified": "Wir kennen die Ursache",
        "monitoring": "Behoben, wir beobachten weiter",
        "resolved": "Vorbei",
        "correction": "Berichtigung",
        "scheduled": "Wartung ist geplant",
        "reminder": "Wartung beginnt bald",
        "in_progress": "Wartung hat begonnen",
        "verifying": "Wartung: wir prüfen",
        "completed": "Wartung ist beendet",
        "cancelled": "Wartung ist abgesagt",
        "operational": "funktioniert",
        "degraded_performance": "langsam",
        "partial_outage": "teilweise ausgefallen",
        "major_outage": "ausgefallen",
        "maintenance": "Wartung",
        "touched": "Dienste",
        "next": "Nächste Meldung bis",
        "planned": "Geplant",
        "read": "Weiterlesen",
        "why": "Sie erhalten dies, weil Sie die Statusmeldungen von {company} abonniert haben.",
        "manage": "Ändern, was Sie erfahren",
        "unsubscribe": "Abbestellen",
    },
}


@dataclass(frozen=True)
class Worded:
    """What each channel says."""

    subject: str
    text: str
    html: str
    short: str


def worded(said: Mapping[str, Any], *, company: str, language: str, zone: str) -> Worded:
    """The announcement in words. `said`: see `statuspage.subscribing.news`."""
    words = _WORDS.get(language, _WORDS[ENGLISH])
    title = said["titles"].get(language) or said["title"]
    body = said["texts"].get(language) or said["text"]
    kicker = words["correction"] if said.get("kind") == "correction" else words[said["status"]]
    page = {
        "language": language if language in _WORDS else ENGLISH,
        "words": words,
        "company": company,
        "title": title,
        "kicker": kicker,
        "body": body,
        "at": moment(said["told_at"], zone, language),
        "facts": _facts(said, words, zone, language),
        "components": [(name, words[state]) for name, state in said["components"]],
        "url": said["url"],
        "why": words["why"].format(company=company),
        "manage": MANAGE,
        "unsubscribe": UNSUBSCRIBE,
        "look": LOOKS.get(said["status"], BAD),
    }
    return Worded(
        subject=f"{company}: {kicker}: {title}"[:200],
        text=_text(page),
        html=render_to_string("statuspage/mail/told.html", page),
        short=fit_sms(f"{company}: {kicker}: {title}. {body}", limit=SHORT_AT_MOST - len(said["url"]) - 1)
        + f" {said['url']}",
    )


def moment(text: str, zone: str, language: str) -> str:
    """A moment by the reader's clock: `10 March, 15:10 CET`, `10.03., 15:10 CET`."""
    there = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    day = f"{there:%d.%m.}" if language == GERMAN else f"{there.day} {there:%B}"
    return f"{day}, {there:%H:%M %Z}"


def _facts(
    said: Mapping[str, Any], words: Mapping[str, str], zone: str, language: str
) -> list[tuple[str, str]]:
    found = []
    if said.get("starts_at"):
        begin, end = (moment(said[key], zone, language) for key in ("starts_at", "ends_at"))
        found.append((words["planned"], f"{begin} – {end}"))
    if said.get("next_update_at"):
        found.append((words["next"], moment(said["next_update_at"], zone, language)))
    return found


def _text(page: Mapping[str, Any]) -> str:
    words = page["words"]
    parts = [f"{page['title']}\n{page['kicker']}, {page['at']}", page["body"]]
    if page["components"]:
        listed = "\n".join(f"- {name}: {state}" for name, state in page["components"])
        parts.append(f"{words['touched']}:\n{listed}")
    parts += [f"{name}: {value}" for name, value in page["facts"]]
    parts.append(f"{words['read']}: {page['url']}")
    parts.append(f"-- \n{page['why']}\n{words['manage']}: {MANAGE}\n{words['unsubscribe']}: {UNSUBSCRIBE}")
    return "\n\n".join(parts) + "\n"
