"""What the product refuses to start with: rooms that were put together wrongly."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from incidents import facts
from outbox.handling import handler_of
from storm.reactions import REACTIONS
from timeline import kinds


@register()
def every_question_is_answered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each fact that a guard asks for has a provider."""
    return [
        Error(f"Nobody answers the question {name!r} that the guards of a stage ask.", id="storm.E001")
        for name in facts.missing()
    ]


@register()
def every_reaction_has_a_handler(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each kind of the reaction table is registered, each of its topics is handled."""
    errors: list[CheckMessage] = [
        Error(f"The reaction table names the unknown kind {kind!r}.", id="storm.E002")
        for kind in set(REACTIONS) - set(kinds.all_kinds())
    ]
    for topic in {topic for topics in REACTIONS.values() for topic in topics}:
        try:
            handler_of(topic)
        except LookupError as problem:
            errors.append(Error(str(problem), id="storm.E003"))
    return errors
