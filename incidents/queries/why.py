"""Why an incident has its priority: the newest judgement, whose it is, and the numbers that were beside it."""

from collections.abc import Iterator
from typing import Any

from django.template.defaultfilters import pluralize

from incidents.models import Classification, Incident
from incidents.priority import IMPACT_WORDS, URGENCY_WORDS


def why_of(incident: Incident) -> dict[str, Any]:
    """The sentence and its lines, each a name with a value and a hint; empty while nobody judged."""
    last = Classification.objects.filter(incident=incident).order_by("-version").first()
    if last is None:
        return {}
    proposal = last.proposal or {}
    computed = bool(proposal.get("computed"))
    return {
        "sentence": proposal.get("sentence", ""),
        "lines": list(_lines(incident, last, proposal if computed else {})),
        "sums": list(_sums(proposal)) if computed else [],
        "numbers": proposal.get("numbers", 0),
    }


def _lines(incident: Incident, last: Classification, proposal: dict[str, Any]) -> Iterator[dict[str, str]]:
    proposed = proposal.get("proposed", {})
    yield _grade("Impact", last.impact, IMPACT_WORDS, proposed.get("impact"))
    yield _grade("Urgency", last.urgency, URGENCY_WORDS, proposed.get("urgency"))
    yield _line(
        "Judged",
        f"{last.created_by_label}, version {last.version}"
        if last.version
        else "provisional, as agreed beforehand",
        last.reason,
    )
    yield _line(
        "Affects",
        _assets(incident),
        f"{last.affected} customer{pluralize(last.affected)} when it was judged",
    )


def _grade(name: str, chosen: int, words: Any, computed: int | None) -> dict[str, str]:
    hint = "" if computed in (None, chosen) else f"computed: {computed} {words[computed]}"
    return _line(name, f"{chosen} {words[chosen]}", hint)


def _line(name: str, value: str, hint: str = "") -> dict[str, str]:
    return {"name": name, "value": value, "hint": hint}


def _sums(proposal: dict[str, Any]) -> Iterator[str]:
    yield proposal["impact"]["words"]
    yield from proposal["urgency"]["words"]
    for row in proposal["customers"][:10]:
        yield f"{row['name']}: harm {row['s']:.2f} ({row['why']}), urgency {row['b']:.1f}."


def _assets(incident: Incident) -> str:
    rows = incident.assets.select_related("asset").order_by("asset__name")
    names = ", ".join(f"{row.asset} ({row.get_degradation_display()})" for row in rows)
    return names or ("not known yet" if incident.component_unknown else "nothing chosen yet")
