"""PagerDuty's change events, as `POST /v2/change/enqueue` takes them."""

import hashlib
import re
from typing import Any

from catalog.change_payloads.reading import (
    Reported,
    UnableToRead,
    json_object,
    moment,
    names_of,
    part,
    text,
    web_link,
)

SUMMARY_LIMIT = 1024
ASSET_FIELDS = ("asset", "assets", "service", "component", "repo", "environment")
_KEY = re.compile(rb'"routing_key"\s*:\s*"([^"\\]{1,200})"')


def routing_key(body: bytes) -> str:
    """The key in a body that may be broken: it says whose the report is, however bad the rest."""
    try:
        key = json_object(body).get("routing_key")
    except UnableToRead:
        found = _KEY.search(body)
        return found.group(1).decode("utf-8", "replace") if found else ""
    return key if isinstance(key, str) else ""


def read(body: bytes) -> Reported:
    """Understand an event. Raises UnableToRead with a sentence for each thing that is wrong."""
    event = json_object(body)
    payload = part(event, "payload")
    if errors := _errors(event, payload):
        raise UnableToRead(*errors)
    details = part(payload, "custom_details")
    at = moment(payload.get("timestamp"))
    links = event.get("links")
    return Reported(
        what=text(payload, "summary"),
        why=str(payload["summary"])[:SUMMARY_LIMIT] if len(str(payload["summary"])) > 300 else "",
        at=at,
        names=names_of(*(details.get(name) for name in ASSET_FIELDS), payload.get("source")),
        # Sent again after an error of ours it is the same event; without a time two builds may look alike.
        external_id=f"event:{hashlib.sha256(body).hexdigest()}" if at else "",
        by=text(payload, "source", 120),
        link=_first_link(links),
        details={"custom_details": payload.get("custom_details"), "links": links},
    )


def _errors(event: dict[str, Any], payload: dict[str, Any]) -> list[str]:
    found = []
    if not isinstance(event.get("routing_key"), str):
        found.append("routing_key is required and must be text")
    if not payload:
        found.append("payload is required and must be an object")
    elif not text(payload, "summary"):
        found.append("payload.summary is required and must be text")
    return found


def _first_link(links: Any) -> str:
    for one in links if isinstance(links, list) else []:
        if found := web_link(part(one).get("href")):
            return found
    return ""
