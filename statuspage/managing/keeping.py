"""Carries what the management API was given into the operations."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request

from accounts.api import caller
from statuspage.models import Component, StatusPage
from statuspage.operations import managing


def keep(shape: Any, request: Request, row: Any = None) -> Any:
    """Write a row, new or changed, and answer as it is kept. Raises ValidationError, Invalid, NotPermitted."""
    wanted = shape(row, data=request.data, partial=row is not None)
    wanted.is_valid(raise_exception=True)
    given = dict(wanted.validated_data)
    many = {name: given.pop(name) for name in ("components", "assets") if name in given}
    kept = row or shape.Meta.model()
    for name, value in given.items():
        setattr(kept, name, value)
    who: dict[str, Any] = {"actor": caller(request), "at": timezone.now()}
    if isinstance(kept, StatusPage):
        managing.keep_page(page=kept, components=many.get("components"), **who)
    elif isinstance(kept, Component):
        managing.keep_component(component=kept, assets=many.get("assets"), **who)
    else:
        managing.keep_group(group=kept, **who)
    return shape(kept)
