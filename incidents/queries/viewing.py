"""Doors and readers: the incident of a number, and who looks at it."""

from django.shortcuts import get_object_or_404

from accounts.actors import Actor
from incidents.models import Incident
from incidents.next_action import Viewer
from incidents.operations.acting import circumstances, relations


def incident_numbered(number: int) -> Incident:
    """The incident of that number with the people who lead it. Raises Http404."""
    rows = Incident.objects.select_related("im", "helpdesk_owner", "merged_into", "recurrence_of")
    return get_object_or_404(rows, number=number)


def viewer_of(incident: Incident, actor: Actor) -> Viewer:
    """What this person is to this incident."""
    asked = incident.appointments.filter(state="named", user=actor.user_id).exists()
    return Viewer(
        roles=actor.roles,
        relations=relations(incident, actor),
        around=circumstances(incident),
        asked_to_lead=asked,
    )
