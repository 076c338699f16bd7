"""Look through all escalations once, as beat does every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oncall.heartbeat import ping
from oncall.operations.audit import audit


class Command(BaseCommand):
    help = "Prove that no escalation is lost, put back what is, and tell the heartbeat when all holds."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when something had to be repaired or is late."""
        found = audit(at=timezone.now())
        if found:
            lines = [f"incident {finding.incident_id}: {finding.what}" for finding in found]
            raise CommandError("\n".join(lines))
        ping()
        self.stdout.write("All escalations hold.")
