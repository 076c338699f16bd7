"""What the pages about status pages show, as data for their templates."""

from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Model
from django.urls import reverse

from accounts.actors import Actor
from statuspage.models import Component, ComponentGroup, ComponentState, PageKey, StatusPage
from statuspage.published.measured import measured_states
from statuspage.published.whereabouts import address_of
from statuspage.telling.claims import worst
from statuspage.telling.editors import EDITORS

Page: TypeAlias = dict[str, Any]


def all_pages(actor: Actor, *, at: datetime) -> Page:
    """Every status page, and every component beside what its assets say."""
    measured = measured_states(at=at)
    components = Component.objects.select_related("group").order_by(
        "group__position", "group__name", "position"
    )
    return {
        "pages": [_row(page) for page in StatusPage.objects.select_related("customer")],
        "groups": ComponentGroup.objects.all(),
        "components": [
            {"row": one, "measured": _label(measured.get(one.public_id)), "differs": _differs(one, measured)}
            for one in components
        ],
        "may_edit": bool(EDITORS & actor.roles),
    }


def one_page(page: StatusPage) -> Page:
    """One page's links, newest first."""
    return {**_row(page), "keys": [_key(key) for key in page.keys.all()], "takes_keys": not page.is_public}


def sheet(form: Any, title: str, *, submit: str, row: Model | None = None) -> Page:
    """A form on a page of its own."""
    removable = row is not None and row.pk and not getattr(row, "is_default", False)
    return {"form": form, "title": title, "submit": submit, "removable": removable, "wrong": []}


def _row(page: StatusPage) -> Page:
    url = reverse("status:page") if page.is_default else reverse("status:of:page", args=[page.slug])
    return {
        "row": page,
        "url": url,
        "whole": address_of(page),
        "kind": page.get_kind_display(),
        "level": page.get_level_display(),
    }


def _label(state: str | None) -> str:
    return ComponentState(state).label if state else ""


def _differs(component: Component, measured: dict[str, str]) -> bool:
    """Its assets are worse than customers are told."""
    state = measured.get(component.public_id, component.state)
    return worst([component.state, state]) != component.state


def _key(key: PageKey) -> Page:
    return {"row": key, "ended": key.revoked_at or key.expires_at}
