from django.apps import AppConfig

from notifications.kinds import KINDS
from timeline import kinds


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
