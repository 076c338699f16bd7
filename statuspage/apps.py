from django.apps import AppConfig

from timeline import kinds

from statuspage.kinds import KINDS


class StatuspageConfig(AppConfig):
    name = "statuspage"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
