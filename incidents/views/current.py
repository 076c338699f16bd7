"""How a page that asks every few seconds is answered in a hurry: 304 while nothing that it shows has changed."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.http import condition

from accounts.access import View
from incidents.queries.stamps import incident_stamp, list_stamp


def _etag(request: HttpRequest, stamp: str | None) -> str | None:
    """Another reader, another filter, another word on top: another page."""
    if stamp is None:
        return None
    parts = f"{stamp}|{getattr(request.user, 'pk', '')}|{request.get_full_path()}"
    return f'"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'


def _of_incident(request: HttpRequest, number: int, **rest: Any) -> str | None:
    return _etag(request, incident_stamp(number, at=timezone.now()))


def _of_list(request: HttpRequest, **rest: Any) -> str | None:
    return _etag(request, list_stamp(at=timezone.now()))


kept_current: Callable[[View], View] = condition(etag_func=_of_incident)
list_kept_current: Callable[[View], View] = condition(etag_func=_of_list)
