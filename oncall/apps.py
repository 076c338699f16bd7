from django.apps import AppConfig

from timeline import kinds

from oncall.kinds import KINDS


class OncallConfig(AppConfig):
    name = "oncall"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
