"""Writes of a person's own rules: by what she is paged after how long, and her quiet hours."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from accounts.models import User
from accounts.refusals import Invalid
from oncall.models import NotificationRule, QuietHours
from oncall.paging.reaching import Rule, Urgency, louder, usual
from oncall.queries.habits import habits_of, kinds_of


def add_rule(*, user: User, urgency: str, kind: str, minutes: int) -> NotificationRule:
    """By this channel after so many minutes. Raises Invalid, with the sentence that says what would be right."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        kinds = kinds_of(user)
        if kind not in kinds:
            raise Invalid("RULE_KIND", sentences=["Verify a number or an address for it first."])
        habits, level = habits_of([user.pk])[user.pk], Urgency(urgency)
        high = habits.high or tuple(usual(kinds, Urgency.HIGH))
        if level is Urgency.HIGH and not habits.high and minutes:
            raise Invalid("RULE_LATE", sentences=["Begin with what reaches you at once: 0 minutes."])
        if level is Urgency.LOW and louder(Rule(kind, minutes * 60), high):
            said = "What is less urgent may not be louder or earlier than what is urgent. Change that first."
            raise Invalid("RULE_LOUDER", sentences=[said])
        rule, _ = NotificationRule.objects.update_or_create(
            user=user, urgency=urgency, kind=kind, defaults={"delay_seconds": minutes * 60}
        )
        _refuse_no_first(user, urgency)
    return rule


def remove_rule(*, user: User, rule_id: int) -> None:
    """One rule less. The last one leaves the product's own; the first at once stays while others follow it."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        rule = NotificationRule.objects.get(pk=rule_id, user=user)
        rule.delete()
        _refuse_no_first(user, rule.urgency)


def set_quiet_hours(*, user: User, starts: time | None, ends: time | None) -> None:
    """What is not urgent waits from then until then; without both there are no quiet hours."""
    if starts is None or ends is None:
        QuietHours.objects.filter(user=user).delete()
        return
    if starts == ends:
        raise Invalid("QUIET_ALL_DAY", sentences=["Quiet hours end at another time than they begin."])
    QuietHours.objects.update_or_create(user=user, defaults={"starts": starts, "ends": ends})


def _refuse_no_first(user: User, urgency: str) -> None:
    """Something has to reach her at once while it is urgent; who is paged in ten minutes only has been passed over."""
    rules = user.notification_rules.filter(urgency=urgency)
    if urgency == Urgency.HIGH and rules.exists() and not rules.filter(delay_seconds=0).exists():
        raise Invalid("RULE_LATE", sentences=["Something has to reach you at once when it is urgent."])
