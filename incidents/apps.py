from django.apps import AppConfig

from incidents.kinds import KINDS
from timeline import kinds


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what this room records and what it checks at the start."""
        from incidents import checks

        self.checks = checks
        kinds.register(KINDS)
