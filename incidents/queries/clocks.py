"""The times of an incident as the eight questions take them, and their answers with colours."""

from dataclasses import dataclass
from typing import Any

from incidents.closure import owes_report
from incidents.how_soon import CLOCK_NAMES, QUESTIONS, TARGETS, Clocks, answers, colours
from incidents.models import Incident


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with its answer now. `target` in minutes, `colour` grey where there is no target."""

    code: str
    words: str
    minutes: float | None
    state: str
    target: float | None
    colour: str


def clocks_of(incident: Incident, *, affected: int) -> Clocks:
    """The incident's times; the letter about causes is owed only where customers suffered gravely."""
    times: dict[str, Any] = {name: getattr(incident, name, None) for name in CLOCK_NAMES}
    times["causes_owed"] = owes_report(incident.priority or None, affected)
    times["restore_option"] = incident.restore_option or None
    return Clocks(**times)


def questions_of(incident: Incident, *, affected: int) -> list[Question]:
    """All questions, in the order in which they are asked."""
    answered = answers(clocks_of(incident, affected=affected))
    coloured = colours({code: answer.value for code, answer in answered.items()}, incident.priority or None)
    targets = TARGETS.get(incident.priority, {})
    return [
        Question(
            code=code,
            words=QUESTIONS[code],
            minutes=None if answer.minutes is None else round(answer.minutes, 2),
            state=answer.state.value,
            target=targets.get(code),
            colour=coloured.get(code, "grey"),
        )
        for code, answer in answered.items()
    ]
