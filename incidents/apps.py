from django.apps import AppConfig

from incidents.kinds import KINDS
from timeline import kinds


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
