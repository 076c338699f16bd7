"""Who is on call, which way a page takes, and each escalation as it runs."""

from oncall.models.hunting import HuntCall, HuntGroup, HuntMember
from oncall.models.pages import Bundle, Page
from oncall.models.paths import EscalationLevel, EscalationPath, PathVersion
from oncall.models.reaching import NotificationRule, QuietHours
from oncall.models.runs import EscalationRun
from oncall.models.schedules import Override, Schedule, ScheduleMember

__all__ = [
    "Bundle",
    "EscalationLevel",
    "EscalationPath",
    "EscalationRun",
    "HuntCall",
    "HuntGroup",
    "HuntMember",
    "NotificationRule",
    "Override",
    "Page",
    "PathVersion",
    "QuietHours",
    "Schedule",
    "ScheduleMember",
]
