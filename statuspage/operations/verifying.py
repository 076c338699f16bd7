"""Says, before and after an all-clear is published, who has to verify it: never the one who sent it."""

from accounts.actors import Actor
from incidents.guards import Strictness, is_strict
from incidents.models import Incident


def verifier_words(incident: Incident, actor: Actor, strictness: Strictness) -> str:
    """A sentence for the sender of an all-clear; empty where this company lets one person do both."""
    strict = is_strict("RST_FOUR_EYES", incident.priority or None, strictness)
    if incident.quick_restored and not incident.im:
        who = "An operator or the helpdesk lead"
        return f"{who}{', somebody other than you,' if strict else ''} has to verify it."
    if not incident.im or not incident.im_accepted_at:
        return "An Incident Manager has to verify it; nobody has accepted yet."
    if incident.im_id != actor.user_id:
        return f"{incident.im} has to verify it as Incident Manager."
    if not strict:
        return "You have to verify it as Incident Manager."
    return (
        "You are the Incident Manager and may not verify what you sent yourself: "
        "let customer support send it, or hand the incident over to somebody who verifies it."
    )
