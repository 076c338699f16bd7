"""Paths are drawn and changed: what is refused, what is kept of it, and what a running escalation notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor, actor_of
from accounts.refusals import NotPermitted
from catalog.models import Asset, AssetGroup
from incidents.models import IncidentAsset
from notifications.models import DistributionList
from oncall.models import EscalationPath, EscalationRun, HuntGroup, PathVersion
from oncall.operations import editing
from oncall.operations.drawing import UnableToDraw, drawn
from oncall.paths.blueprint import Blueprint, wrongs
from oncall.paths.choosing import Conditions, Week
from oncall.paths.path import LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.paths.pointing import loop_through
from oncall.queries.paths import path_for
from tests.clock import START, Clock
from tests.oncall.conftest import Company, detect, paged
from timeline.queries import story

P1 = Conditions(priorities=frozenset({"P1"}))
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.sampled_from(["a", "Ärzte", "first level"])
weeks = st.none() | st.builds(
    Week,
    days=st.sampled_from([(0,), (5, 6), tuple(range(7))]),
    opens=st.sampled_from([time(0), time(9), time(22, 30)]),
    outside=st.booleans(),
)
blueprints = st.builds(
    Blueprint,
    conditions=st.builds(Conditions, priorities=st.frozensets(st.just("P1")), week=weeks),
    path=st.builds(
        PathSnapshot,
        name=names,
        levels=st.lists(st.builds(LevelSnapshot, name=names, each_acks=st.booleans()), max_size=4).map(tuple),
        repeat=st.integers(0, 9),
        ack_ttl_s=st.none() | st.integers(300, 5000),
    ),
)


@calm
@given(blueprints)
def test_a_drawing_survives_being_kept(one: Blueprint) -> None:
    assert Blueprint.from_json(one.to_json()) == one


@calm
@given(blueprints, st.data())
def test_a_moved_level_is_lost_nowhere(one: Blueprint, data: Any) -> None:
    if one.path.levels:
        index = data.draw(st.integers(0, len(one.path.levels) - 1))
        moved = one.with_level_moved(index, data.draw(st.sampled_from([-1, 1])))
        assert sorted(map(repr, moved.path.levels)) == sorted(map(repr, one.path.levels))


def test_a_running_escalation_of_before_is_read_as_it_was_kept() -> None:
    old = {"name": "x", "levels": [{"name": "a", "timeout_s": 300}], "repeat": 1}
    path = PathSnapshot.from_json(old)
    assert (path.ack_ttl_s, path.levels[0].each_acks, path.levels[0].channels) == (1800, False, ())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "PATH_NAME"),
        ({"repeat": 10}, "PATH_REPEATS"),
        ({"ack_ttl_s": 60}, "ACK_TTL"),
        ({"levels": (LevelSnapshot(name="a"),)}, "LEVEL_TARGETS"),
        ({"levels": (LevelSnapshot(name="a", timeout_s=59),)}, "LEVEL_MINUTES"),
        ({"levels": (LevelSnapshot(name="a"),) * 21}, "PATH_LEVELS"),
    ],
)
def test_what_cannot_be_followed_is_named(change: dict[str, Any], code: str) -> None:
    assert code in wrongs(Blueprint(conditions=P1, path=PathSnapshot(name="x")).with_path(**change))


def test_a_way_that_leads_back_is_found_and_diamonds_are_not_taken_for_one() -> None:
    assert loop_through({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, "a") == ()
    assert loop_through({"path": ["a"], "a": ["b"], "b": ["a"]}, "path") == ("a", "b", "a")


@pytest.fixture
def oda(company: Company) -> Actor:
    return actor_of(company.oda)


def target(user: Any) -> TargetSnapshot:
    return TargetSnapshot(kind="user", key=str(user.pk), label=str(user))


def drawing(company: Company, name: str = "Night", conditions: Conditions = P1) -> Blueprint:
    levels = (LevelSnapshot(name="first", targets=(target(company.ben),), timeout_s=300),)
    return Blueprint(conditions=conditions, path=PathSnapshot(name=name, levels=levels, repeat=0))


def calling(name: str) -> Callable[[Blueprint], Blueprint]:
    return lambda one: one.with_path(name=name)


@pytest.mark.django_db
def test_a_new_path_stands_before_the_one_that_takes_everything(
    company: Company, path: EscalationPath, oda: Actor, clock: Clock
) -> None:
    made = editing.add_path(wanted=drawing(company), actor=oda, at=START)
    assert list(EscalationPath.objects.values_list("name", flat=True)) == ["Night", "DB response slow"]
    assert (made.version, drawn(made).path.levels[0].targets) == (1, (target(company.ben),))
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "ben")]
    assert EscalationRun.objects.get(incident=incident).source == made


@pytest.mark.django_db
def test_the_last_path_that_takes_everything_stays_so(
    company: Company, path: EscalationPath, oda: Actor
) -> None:
    editing.add_path(wanted=drawing(company), actor=oda, at=START)
    for attempt in (
        lambda: editing.retire(path_id=path.pk, actor=oda, at=START),
        lambda: editing.revise(
            path_id=path.pk, change=lambda one: replace(one, conditions=P1), actor=oda, at=START
        ),
    ):
        with pytest.raises(editing.UnableToEditPath) as refused:
            attempt()
        assert refused.value.codes == ["LAST_CATCH_ALL"]
    editing.add_path(wanted=drawing(company, "Rest", Conditions()), actor=oda, at=START)
    editing.retire(path_id=path.pk, actor=oda, at=START)
    assert not EscalationPath.objects.filter(pk=path.pk, retired_at=None).exists()


@pytest.mark.django_db
def test_only_operations_managers_draw_paths(company: Company, path: EscalationPath) -> None:
    with pytest.raises(NotPermitted):
        editing.add_path(wanted=drawing(company), actor=actor_of(company.ann), at=START)
    assert EscalationPath.objects.count() == 1


@pytest.mark.django_db
def test_every_change_is_a_version_and_an_old_one_comes_back(
    company: Company, path: EscalationPath, oda: Actor
) -> None:
    told = editing.revise(
        path_id=path.pk,
        change=lambda one: one.with_level(0, timeout_s=120, targets=(target(company.ben),)).without_level(2),
        actor=oda,
        at=START,
        seen=0,
    )
    assert told == [
        "level “operators”: Ben, 2 min added",
        "level “operators”: Ann, 5 min removed",
        "level “lead”: Lea, 15 min removed",
    ]
    assert "Oda changed “DB response slow”: level “operators”: Ben" in story(path.key)[0].words
    with pytest.raises(editing.UnableToEditPath, match="Somebody changed it meanwhile"):
        editing.revise(path_id=path.pk, change=calling("Mine"), actor=oda, at=START, seen=0)
    company.lea.is_active = False
    company.lea.save()
    told, gone = editing.restore(path_id=path.pk, number=0, actor=oda, at=START)
    assert gone == ["Lea"]
    assert told


@pytest.mark.django_db
def test_an_old_version_comes_back_as_a_new_one(company: Company, path: EscalationPath, oda: Actor) -> None:
    editing.revise(path_id=path.pk, change=calling("Other"), actor=oda, at=START)
    told, gone = editing.restore(path_id=path.pk, number=0, actor=oda, at=START)
    path.refresh_from_db()
    assert (path.name, path.version, gone) == ("DB response slow", 2, [])
    assert told == ["name “DB response slow”, was “Other”"]
    assert list(PathVersion.objects.values_list("number", flat=True)) == [2, 1, 0]


@pytest.mark.django_db
def test_the_same_again_is_no_new_version(company: Company, path: EscalationPath, oda: Actor) -> None:
    assert editing.revise(path_id=path.pk, change=lambda one: one, actor=oda, at=START) == []
    assert not PathVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "code"), [("db RESPONSE slow", "NAME_TAKEN"), ("", "PATH_NAME")])
def test_a_wrong_drawing_changes_nothing(
    company: Company, path: EscalationPath, oda: Actor, name: str, code: str
) -> None:
    with pytest.raises(UnableToDraw) as refused:
        editing.add_path(wanted=drawing(company, name), actor=oda, at=START)
    assert code in refused.value.codes
    assert EscalationPath.objects.count() == 1


@pytest.mark.django_db
def test_who_has_left_cannot_be_drawn_in(company: Company, path: EscalationPath, oda: Actor) -> None:
    company.ben.is_active = False
    company.ben.save()
    with pytest.raises(UnableToDraw, match="Ben cannot be paged any more"):
        editing.add_path(wanted=drawing(company), actor=oda, at=START)


@pytest.mark.django_db
def test_lists_are_paged_and_groups_of_assets_choose_the_path(
    company: Company, path: EscalationPath, oda: Actor, clock: Clock
) -> None:
    asset = Asset.objects.create(name="orders-db")
    group = AssetGroup.objects.create(name="Orders")
    group.members.add(asset)
    people = DistributionList.objects.create(name="night watch", addresses="all@example.org")
    people.members.add(company.ben, company.dan)
    everybody = TargetSnapshot(kind="list", key=str(people.pk), label=str(people))
    wanted = drawing(company, conditions=Conditions(asset_groups=frozenset({str(group.pk)})))
    made = editing.add_path(wanted=wanted.with_level(0, targets=(everybody,)), actor=oda, at=START)
    incident = detect()
    assert path_for(incident, at=START)[0] == path
    IncidentAsset.objects.create(incident=incident, asset=asset, since=START)
    assert path_for(incident, at=START)[0] == made
    clock.settle()
    assert sorted(paged(incident, clock)) == [(0, "ben"), (0, "dan")]


@pytest.mark.django_db
def test_a_path_that_leads_back_through_groups_is_refused(
    company: Company, path: EscalationPath, oda: Actor
) -> None:
    first, second = (HuntGroup.objects.create(name=name) for name in ("first", "second"))
    HuntGroup.objects.filter(pk=first.pk).update(overflow_group=second)
    group = TargetSnapshot(kind="group", key=str(first.pk), label="first")
    wanted = drawing(company).with_level(0, targets=(group,))
    assert editing.add_path(wanted=wanted, actor=oda, at=START).levels.count() == 1
    HuntGroup.objects.filter(pk=second.pk).update(overflow_group=first)
    with pytest.raises(UnableToDraw) as refused:
        editing.add_path(wanted=wanted.with_path(name="Again"), actor=oda, at=START)
    assert refused.value.codes == ["PATH_CIRCLE"]
