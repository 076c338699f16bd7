"""When two customers or assets of one incident turn out to be one, the worse of what was known of them stays."""

from incidents.models import IncidentAsset, IncidentCustomer, LetDownEntry

WORST_FIRST = ("affected", "unknown", "excluded", "healthy")
DEGRADED = ("down", "major", "degraded", "at_risk", "none")


def worse_customer(going: IncidentCustomer, staying: IncidentCustomer) -> None:
    """Affected stays affected, whichever of the two it was."""
    if _rank(WORST_FIRST, going.state) < _rank(WORST_FIRST, staying.state):
        staying.state, staying.known, staying.reason = going.state, going.known, going.reason
    staying.since = min(staying.since, going.since)
    staying.save()


def worse_asset(going: IncidentAsset, staying: IncidentAsset) -> None:
    """Down stays down, whichever of the two it was."""
    if _rank(DEGRADED, going.degradation) < _rank(DEGRADED, staying.degradation):
        staying.degradation = going.degradation
    staying.since = min(staying.since, going.since)
    staying.save()


def answered(going: LetDownEntry, staying: LetDownEntry) -> None:
    """An answer stays given; one yes is a yes."""
    if staying.answer is None or going.answer:
        staying.answer, staying.answered_by = going.answer, going.answered_by
        staying.answered_at, staying.note = going.answered_at, going.note or staying.note
    staying.suggested = staying.suggested or going.suggested
    staying.save()


def _rank(order: tuple[str, ...], state: str) -> int:
    return order.index(state) if state in order else len(order)
