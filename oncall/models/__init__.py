"""Who is on call, which way a page takes, and each escalation as it runs."""

from oncall.models.calendars import CalendarDraft, Feed, LayerShift
from oncall.models.calls import LiveCall, LiveRing
from oncall.models.hunting import HuntCall, HuntGroup, HuntMember, HuntMemory
from oncall.models.notices import DutyWish, ToldGap
from oncall.models.pages import Bundle, Page
from oncall.models.paths import EscalationLevel, EscalationPath, PathVersion
from oncall.models.probing import Probe
from oncall.models.reaching import NotificationRule, QuietHours
from oncall.models.runs import EscalationRun
from oncall.models.schedules import Absence, Layer, LayerMember, Override, Schedule, Swap

__all__ = [
    "Absence",
    "Bundle",
    "CalendarDraft",
    "DutyWish",
    "EscalationLevel",
    "EscalationPath",
    "EscalationRun",
    "Feed",
    "HuntCall",
    "HuntGroup",
    "HuntMember",
    "HuntMemory",
    "Layer",
    "LayerMember",
    "LayerShift",
    "LiveCall",
    "LiveRing",
    "NotificationRule",
    "Override",
    "Page",
    "PathVersion",
    "Probe",
    "QuietHours",
    "Schedule",
    "Swap",
    "ToldGap",
]
