"""Writes of pages, components and groups. Each is published at once: readers see only what was published."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted
from catalog.models import Asset
from statuspage.models import Component, ComponentGroup, StatusPage
from statuspage.operations.publishing import lock_components, move_components
from statuspage.operations.republishing import default_page, republish
from statuspage.published import looking
from statuspage.telling.editors import EDITORS
from timeline.operations import record

Row = TypeVar("Row", StatusPage, Component, ComponentGroup)


@transaction.atomic
def keep_page(
    *, page: StatusPage, actor: Actor, at: datetime, components: Iterable[Component] | None = None
) -> StatusPage:
    """Write a page, new or changed; `components` None leaves them. Raises Invalid with a sentence for each problem."""
    _permit(actor)
    _take_turn()
    if wrong := looking.problem(page.accent):
        raise Invalid("STP_COLOUR", sentences=[wrong])
    if wrong := looking.problem_of_zone(page.zone):
        raise Invalid("STP_ZONE", sentences=[wrong])
    _write(page)
    if components is not None:
        page.components.set(components)
    _record(page, "its settings", page.key, actor=actor, at=at)
    republish(at=at)
    return page


@transaction.atomic
def keep_component(
    *, component: Component, actor: Actor, at: datetime, assets: Iterable[Asset] | None = None
) -> Component:
    """Write a component; `assets` None leaves them. Raises Invalid."""
    _permit(actor)
    for one in _take_turn():
        if one.pk == component.pk:  # somebody may have published while it was being changed
            component.state, component.line, component.changed_at = one.state, one.line, one.changed_at
    _write(component)
    if assets is not None:
        component.assets.set(assets)
    move_components(began=at, at=at)
    _record(component, f"component {component.name}", f"component:{component.pk}", actor=actor, at=at)
    republish(at=at)
    return component


@transaction.atomic
def keep_group(*, group: ComponentGroup, actor: Actor, at: datetime) -> ComponentGroup:
    """Write a group. Raises Invalid."""
    _permit(actor)
    _take_turn()
    _write(group)
    _record(group, f"group {group.name}", f"component_group:{group.pk}", actor=actor, at=at)
    republish(at=at)
    return group


@transaction.atomic
def remove(*, row: Row, actor: Actor, at: datetime) -> None:
    """Take a page, a component or a group away. Raises Invalid for the default page."""
    _permit(actor)
    if isinstance(row, StatusPage) and row.is_default:
        raise Invalid(
            "STP_DEFAULT_PAGE", sentences=["The default page stays: /status/ has to lead somewhere."]
        )
    _take_turn()
    kind = row._meta.model_name
    _record(row, f"{kind} {row} removed", f"{kind}:{row.pk}", actor=actor, at=at)
    row.delete()
    republish(at=at)


def _permit(actor: Actor) -> None:
    if not EDITORS & actor.roles:
        raise NotPermitted(f"{actor.named.label} may not change status pages: no role for it.")


def _take_turn() -> list[Component]:
    """Wait for whoever publishes just now, and have the next one wait, before anything is written."""
    components = lock_components()
    default_page()
    return components


def _write(row: models.Model) -> None:
    try:
        row.full_clean(exclude={"changed_at"})  # when its state changed, of a component that never did
        row.save()
    except ValidationError as wrong:
        raise Invalid("STP_SETTINGS", sentences=wrong.messages) from wrong
    except IntegrityError as wrong:  # somebody was quicker with the same name
        raise Invalid("STP_SETTINGS", sentences=["There is one of this name already."]) from wrong


def _record(row: models.Model, what: str, subject: str, *, actor: Actor, at: datetime) -> None:
    record("status_page.changed", subject=subject, actor=actor.named, at=at, data={"what": what})
