"""An escalation path as it was when a run started: whoever edits the path later does not move a running escalation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEFAULT_TIMEOUTS_S = (300, 600, 900)
MINUTE_S = 60
SHORTEST_TIMEOUT_S = MINUTE_S
DEFAULT_REPEAT = 1
MOST_REPEATS = 9
PLACE = "place"  # the kind of target that is told, and counts as nobody
ACK_TTL_S = 30 * MINUTE_S


@dataclass(frozen=True, kw_only=True)
class TargetSnapshot:
    """Whom a level pages: a user, a schedule, a hunt group or a list, by its key; or the place it tells."""

    kind: str
    key: str
    label: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TargetSnapshot:
        return cls(kind=data["kind"], key=str(data["key"]), label=data.get("label", ""))

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "key": self.key, "label": self.label}


@dataclass(frozen=True, kw_only=True)
class LevelSnapshot:
    """One level: its targets are paged together; no channels means each person's own rules.

    `each_acks`: whoever is paged here goes on being paged until she herself has answered.
    `waits`: while nobody is on call here, what is not urgent waits for somebody instead of passing over.
    """

    name: str
    targets: tuple[TargetSnapshot, ...] = ()
    channels: tuple[str, ...] = ()
    timeout_s: float = DEFAULT_TIMEOUTS_S[0]
    each_acks: bool = False
    waits: bool = False

    @property
    def only_informs(self) -> bool:
        """It tells places and pages nobody."""
        return bool(self.targets) and all(target.kind == PLACE for target in self.targets)

    @property
    def wait_s(self) -> float:
        """How long this level has; never less than a minute, so that a phone can ring at all."""
        return max(SHORTEST_TIMEOUT_S, self.timeout_s)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LevelSnapshot:
        return cls(
            name=data["name"],
            targets=tuple(TargetSnapshot.from_json(target) for target in data.get("targets", ())),
            channels=tuple(data.get("channels", ())),
            timeout_s=data["timeout_s"],
            each_acks=data.get("each_acks", False),
            waits=data.get("waits", False),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "targets": [target.to_json() for target in self.targets],
            "channels": list(self.channels),
            "timeout_s": self.timeout_s,
            "each_acks": self.each_acks,
            "waits": self.waits,
        }


@dataclass(frozen=True, kw_only=True)
class PathSnapshot:
    """The levels in order, how often they are gone through again, and who is left after that.

    `ack_ttl_s` is how long an acknowledgement holds without a sign of life; None means for ever.
    """

    name: str = ""
    levels: tuple[LevelSnapshot, ...] = ()
    repeat: int = DEFAULT_REPEAT
    fallback: tuple[TargetSnapshot, ...] = ()
    last_resort: tuple[TargetSnapshot, ...] = ()
    ack_ttl_s: float | None = ACK_TTL_S

    @property
    def passes(self) -> int:
        """The first pass and its repetitions."""
        return 1 + min(max(0, self.repeat), MOST_REPEATS)

    @property
    def fallback_name(self) -> str:
        return ", ".join(target.label or target.key for target in self.fallback)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PathSnapshot:
        return cls(
            name=data.get("name", ""),
            levels=tuple(LevelSnapshot.from_json(level) for level in data["levels"]),
            repeat=data["repeat"],
            fallback=tuple(TargetSnapshot.from_json(target) for target in data.get("fallback", ())),
            last_resort=tuple(TargetSnapshot.from_json(target) for target in data.get("last_resort", ())),
            ack_ttl_s=data.get("ack_ttl_s", ACK_TTL_S),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "levels": [level.to_json() for level in self.levels],
            "repeat": self.repeat,
            "fallback": [target.to_json() for target in self.fallback],
            "last_resort": [target.to_json() for target in self.last_resort],
            "ack_ttl_s": self.ack_ttl_s,
        }


def default_timeout_s(index: int) -> int:
    """Five minutes for the first level, ten for the second, fifteen from the third on."""
    return DEFAULT_TIMEOUTS_S[min(index, len(DEFAULT_TIMEOUTS_S) - 1)]


def sketch(
    levels: Sequence[tuple[str, float | None]], *, repeat: int | None, fallback: str | None
) -> PathSnapshot:
    """A path from names and minutes alone, as somebody writes it down before the people in it are known."""
    return PathSnapshot(
        levels=tuple(
            LevelSnapshot(
                name=name, timeout_s=default_timeout_s(index) if minutes is None else minutes * MINUTE_S
            )
            for index, (name, minutes) in enumerate(levels)
        ),
        repeat=DEFAULT_REPEAT if repeat is None else repeat,
        fallback=(TargetSnapshot(kind="user", key=fallback, label=fallback),) if fallback else (),
    )
