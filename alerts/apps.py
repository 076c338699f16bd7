from django.apps import AppConfig

from timeline import kinds

from alerts.kinds import KINDS


class AlertsConfig(AppConfig):
    name = "alerts"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
