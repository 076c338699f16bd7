"""Tables of the incident, one module for each STORM stage."""

from incidents.models.classify import Classification, IncidentAsset, IncidentCustomer, Suggestion
from incidents.models.closure import CustomerReport, LetDownEntry, PostMortem
from incidents.models.detect import Episode, Incident, IncidentReport
from incidents.models.escalate import Appointment
from incidents.models.investigate import Task, WarRoom, WarRoomParticipant
from incidents.models.notify import NotificationPlan, PlanStep, StepRun
from incidents.models.parameters import ParameterVersion
from incidents.models.requests import AnsweredRequest
from incidents.models.restore import FailoverApproval, RestoreAction, Verification
from incidents.models.wording import MessageTemplate

__all__ = [
    "AnsweredRequest",
    "Appointment",
    "Classification",
    "CustomerReport",
    "Episode",
    "FailoverApproval",
    "Incident",
    "IncidentAsset",
    "IncidentCustomer",
    "IncidentReport",
    "LetDownEntry",
    "MessageTemplate",
    "NotificationPlan",
    "ParameterVersion",
    "PlanStep",
    "PostMortem",
    "RestoreAction",
    "StepRun",
    "Suggestion",
    "Task",
    "Verification",
    "WarRoom",
    "WarRoomParticipant",
]
