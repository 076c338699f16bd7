from django.apps import AppConfig

from timeline import kinds

from incidents.kinds import KINDS


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
