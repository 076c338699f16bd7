"""Setting up an installation: a name, a zone, and a plan for every priority."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from accounts.models import CompanySettings
from incidents.models import NotificationPlan
from incidents.plan import default_plan

pytestmark = pytest.mark.django_db


def test_every_priority_has_its_plan_and_repeating_changes_nothing() -> None:
    for _ in range(2):
        call_command("set_up", "Acme", zone="Europe/London")
    company = CompanySettings.objects.get()
    assert (company.name, company.zone, company.demo) == ("Acme", "Europe/London", False)
    plans = NotificationPlan.objects.filter(active=True)
    assert sorted(plans.values_list("priority", flat=True)) == ["P1", "P2", "P3", "P4", "P5"]
    first = plans.get(priority="P1").steps.values_list("code", flat=True)
    assert list(first) == [line.code for line in default_plan("P1")]


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="no IANA time zone"):
        call_command("set_up", "Acme", zone="London")
    assert not CompanySettings.objects.exists()


def test_a_missing_plan_is_said_before_the_night() -> None:
    call_command("set_up", "Acme")
    NotificationPlan.objects.filter(priority="P2").update(active=False)
    found = [message.msg for message in run_checks(databases=["default"], tags=["database"])]
    assert "COMM_PLAN_MISSING: no active notification plan for P2." in found
    assert not any("P1" in message for message in found)
