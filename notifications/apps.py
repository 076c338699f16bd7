from django.apps import AppConfig

from timeline import kinds

from notifications.kinds import KINDS


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
