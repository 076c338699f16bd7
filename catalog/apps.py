from django.apps import AppConfig

from catalog.change_kinds import KINDS as CHANGE_KINDS
from catalog.kinds import KINDS
from timeline import kinds


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
        kinds.register(CHANGE_KINDS)
