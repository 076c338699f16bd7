"""How the API shows and takes an escalation path: the same shape both ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from accounts.api import Named
from catalog.models import Asset, AssetGroup
from oncall.models import EscalationPath
from oncall.operations.drawing import FALLBACKS, TARGETS, drawn
from oncall.paths.blueprint import LONGEST_TIMEOUT_S, MOST_LEVELS, MOST_TARGETS, PRIORITIES, Blueprint
from oncall.paths.choosing import Conditions, Week
from oncall.paths.path import MINUTE_S, MOST_REPEATS, LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.queries.roster import PAGED_BY


class TargetShown(serializers.Serializer[Any]):
    """Whom a level pages."""

    kind = serializers.ChoiceField(sorted(TARGETS))
    id = serializers.IntegerField(min_value=1)
    name = serializers.CharField(read_only=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {"kind": instance.kind, "id": int(instance.key), "name": instance.label}


class LevelShown(serializers.Serializer[Any]):
    """One level. No channels: each person's own rules."""

    name = serializers.CharField(max_length=80)
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_TIMEOUT_S // MINUTE_S)
    targets = serializers.ListField(child=TargetShown(), max_length=MOST_TARGETS)
    channels = serializers.ListField(child=serializers.ChoiceField(sorted(PAGED_BY)), default=list)
    each_acks = serializers.BooleanField(default=False)
    waits = serializers.BooleanField(
        default=False, help_text="What is not urgent waits here until somebody is on call."
    )


class WeekShown(serializers.Serializer[Any]):
    """Days (0 is Monday) and hours in a zone."""

    days = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), min_length=1, max_length=7
    )
    opens = serializers.TimeField()
    closes = serializers.TimeField()
    zone = serializers.ChoiceField(sorted(available_timezones()))
    outside = serializers.BooleanField(default=False)


class PathDrawn(serializers.Serializer[Any]):
    """A path to draw. Conditions left out or empty hold for everything."""

    version = serializers.IntegerField(required=False, min_value=0)
    name = serializers.CharField(max_length=80)
    priorities = serializers.ListField(child=serializers.ChoiceField(PRIORITIES), default=list)
    asset_kinds = serializers.ListField(child=serializers.ChoiceField(Asset.Kind.choices), default=list)
    assets = serializers.ListField(child=Named(Asset.objects.all()), default=list, max_length=200)
    asset_groups = serializers.ListField(child=Named(AssetGroup.objects.all()), default=list, max_length=200)
    signals = serializers.ListField(child=serializers.CharField(max_length=200), default=list, max_length=200)
    week = WeekShown(required=False, allow_null=True, default=None)
    levels = serializers.ListField(child=LevelShown(), max_length=MOST_LEVELS)
    repeat = serializers.IntegerField(min_value=0, max_value=MOST_REPEATS, default=1)
    fallback = TargetShown(required=False, allow_null=True, default=None)
    ack_minutes = serializers.IntegerField(min_value=5, max_value=5760, allow_null=True, default=30)

    def validate_fallback(self, value: dict[str, Any] | None) -> dict[str, Any] | None:
        """A list cannot be the last one left."""
        if value and value["kind"] not in FALLBACKS:
            raise serializers.ValidationError("The fallback is one person, schedule or hunt group.")
        return value

    def blueprint(self) -> Blueprint:
        """What was drawn."""
        given = self.validated_data
        ttl = given["ack_minutes"]
        path = PathSnapshot(
            name=given["name"].strip(),
            levels=tuple(_level(one) for one in given["levels"]),
            repeat=given["repeat"],
            fallback=(_target(given["fallback"]),) if given["fallback"] else (),
            ack_ttl_s=None if ttl is None else ttl * MINUTE_S,
        )
        return Blueprint(conditions=_conditions(given), path=path)


class PathShown(PathDrawn):
    """A path as it is."""

    id = serializers.IntegerField()
    retired_at = serializers.DateTimeField(allow_null=True)


def shown(path: EscalationPath) -> dict[str, Any]:
    """A path for the answer."""
    one = drawn(path)
    ttl = one.path.ack_ttl_s
    row = {
        **{name: getattr(path, name) for name in ("id", "version", "retired_at", "name", "repeat")},
        **_shown_conditions(path, one.conditions),
        "levels": [
            {**vars(level), "minutes": round(level.timeout_s / MINUTE_S)} for level in one.path.levels
        ],
        "fallback": one.path.fallback[0] if one.path.fallback else None,
        "ack_minutes": None if ttl is None else round(ttl / MINUTE_S),
    }
    return dict(PathShown(row).data)


def _shown_conditions(path: EscalationPath, meant: Conditions) -> dict[str, Any]:
    return {
        **{name: sorted(getattr(meant, name)) for name in ("priorities", "asset_kinds", "signals")},
        "assets": list(path.assets.all()),
        "asset_groups": list(path.asset_groups.all()),
        "week": {**vars(meant.week), "zone": meant.week.tz} if meant.week else None,
    }


def _level(given: Mapping[str, Any]) -> LevelSnapshot:
    return LevelSnapshot(
        name=given["name"].strip(),
        timeout_s=given["minutes"] * MINUTE_S,
        targets=tuple(_target(one) for one in given["targets"]),
        channels=tuple(given["channels"]),
        each_acks=given["each_acks"],
        waits=given["waits"],
    )


def _target(given: Mapping[str, Any]) -> TargetSnapshot:
    row = TARGETS[given["kind"]][0]._default_manager.filter(pk=given["id"]).first()
    return TargetSnapshot(kind=given["kind"], key=str(given["id"]), label=str(row or given["id"]))


def _conditions(given: Mapping[str, Any]) -> Conditions:
    week = given["week"]
    hours = {"opens": week["opens"], "closes": week["closes"]} if week else {}
    return Conditions(
        priorities=frozenset(given["priorities"]),
        asset_kinds=frozenset(given["asset_kinds"]),
        assets=frozenset(str(asset.pk) for asset in given["assets"]),
        asset_groups=frozenset(str(group.pk) for group in given["asset_groups"]),
        signals=frozenset(given["signals"]),
        week=Week(days=tuple(sorted(set(week["days"]))), tz=week["zone"], outside=week["outside"], **hours)
        if week
        else None,
    )
