from django.apps import AppConfig

from timeline import kinds

from kb.kinds import KINDS


class KbConfig(AppConfig):
    name = "kb"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
