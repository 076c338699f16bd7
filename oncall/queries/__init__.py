"""Reads of on-call: which path an incident takes, who is on call, who has been paged."""

from oncall.queries.duties import Duty, duties, on_schedule
from oncall.queries.pages import (
    RESPONDING,
    asked_of,
    latest_run,
    needs_nobody,
    page_about,
    page_of,
    paged,
    pages_of,
    reason_against,
    responder_acks,
    veto_page,
    veto_pages,
)
from oncall.queries.paths import conditions_of, path_for, paths, snapshot_of

__all__ = [
    "RESPONDING",
    "Duty",
    "asked_of",
    "conditions_of",
    "duties",
    "latest_run",
    "needs_nobody",
    "on_schedule",
    "page_about",
    "page_of",
    "paged",
    "pages_of",
    "path_for",
    "paths",
    "reason_against",
    "responder_acks",
    "snapshot_of",
    "veto_page",
    "veto_pages",
]
