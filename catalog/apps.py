from django.apps import AppConfig

from catalog.change_kinds import KINDS as CHANGE_KINDS
from catalog.kinds import KINDS
from catalog.spof.kinds import KINDS as SPOF_KINDS
from timeline import kinds


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        """Register what this room records."""
        kinds.register(KINDS)
        kinds.register(CHANGE_KINDS)
        kinds.register(SPOF_KINDS)
