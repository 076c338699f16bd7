"""Who did it, as the timeline names people: a text key and a label that can be erased."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """`key` is like `user:7` or `system`; `label` is what people read."""

    key: str
    label: str


SYSTEM = Named(key="system", label="Storm")
