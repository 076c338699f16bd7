"""The arrows: every one asks first, nobody jumps, and the picture in the documentation shows them as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps.registry import Apps
from django_fsm import TransitionNotAllowed, can_proceed

from incidents.guards import StageFacts
from incidents.lifecycle import StagedIncident, arrows, draw, page
from incidents.management.commands.draw_lifecycle import Command
from incidents.stages import ENDED, OPEN_STAGES, ROAD, Stage, next_stage
from incidents.transitions import Merging

DIAGRAM = Path(__file__).parents[2] / "docs" / "lifecycle.md"


class Sketch(StagedIncident):
    """An incident that is nothing but its stage; it is never stored, and only a registry of its own knows it."""

    class Meta:
        app_label = "sketches"
        apps = Apps()


TAKEN = StageFacts(means="customer_call", detected_at="noon", helpdesk_owner="csr1")  # type: ignore[arg-type]


def test_an_incident_that_was_not_asked_goes_nowhere() -> None:
    for stage in OPEN_STAGES:
        incident = Sketch(stage=stage)
        with pytest.raises(TransitionNotAllowed):
            incident.pass_stage()
        assert incident.stage == stage


def test_a_stage_is_passed_when_nothing_is_missing() -> None:
    incident = Sketch()
    incident.facts = TAKEN
    incident.pass_stage()
    assert incident.stage == Stage.RECORD
    assert "REC_MANIFESTATION" in incident.blocked_by()


def test_nobody_writes_the_stage_by_hand() -> None:
    incident = Sketch()
    with pytest.raises(AttributeError):
        incident.stage = Stage.CLOSED


def test_nobody_jumps() -> None:
    incident = Sketch()
    incident.facts = TAKEN
    with pytest.raises(TransitionNotAllowed):
        incident.leave_restore()


def test_a_refused_request_moves_nothing() -> None:
    incident = Sketch(stage=Stage.RECORD)
    assert not can_proceed(incident.merge_into)
    incident.request = Merging(source=1, target=1)
    assert not can_proceed(incident.merge_into)
    incident.request = Merging(source=1, target=2)
    incident.merge_into()
    assert incident.stage == Stage.MERGED


def test_every_stage_has_its_arrow_along_the_road() -> None:
    found = {(source, target) for source, target, _ in arrows()}
    assert {(here.value, next_stage(here).value) for here in OPEN_STAGES} <= found
    assert {source for source, _, _ in arrows()} <= set(Stage.values) - {"cancelled", "merged"}
    assert all(next_stage(stage) == stage for stage in ENDED)
    assert ROAD[0] == Stage.DETECT


def test_the_picture_names_every_arrow() -> None:
    picture = draw()
    assert all(
        f"{source} --> {target}: {name.replace('_', ' ')}" in picture for source, target, name in arrows()
    )


def test_the_documentation_shows_the_code_as_it_is() -> None:
    assert DIAGRAM.read_text(encoding="utf-8") == page(), "run: python manage.py draw_lifecycle"


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    drawn = tmp_path / "lifecycle.md"
    Command().handle(to=drawn)
    assert drawn.read_text(encoding="utf-8") == page()
