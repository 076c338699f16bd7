"""`manage.py set_up "Acme" --zone Europe/London`: what an installation needs before its first night."""

import zoneinfo
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import CompanySettings
from incidents.operations.defaults import write_default_plans
from notifications.models import DistributionList

NEXT = """{name} is set up. What comes next, in the administration (/admin/):
  1. people with their roles, phones and mail addresses
  2. an escalation path without conditions (the catch-all), with its levels
  3. the hunt group “{dispatch}” and the schedule “{im}”
  4. components of the status page, assets, customers
  5. a source of alerts: manage.py make_source NAME
"""


class Command(BaseCommand):
    help = "Name the company, and write the default notification plan of every priority. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the company's name, as customers know it")
        parser.add_argument("--zone", default="UTC", help="its IANA time zone, for example Europe/London")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["zone"] not in zoneinfo.available_timezones():
            raise CommandError(f"{options['zone']!r} is no IANA time zone; write it like Europe/London.")
        with transaction.atomic():
            company, _ = CompanySettings.objects.update_or_create(
                only=True, defaults={"name": options["name"], "zone": options["zone"]}
            )
            DistributionList.objects.get_or_create(name="internal")
            write_default_plans()
        self.stdout.write(
            NEXT.format(name=company.name, dispatch=company.dispatch_group, im=company.im_schedule)
        )
