from django.apps import AppConfig

from alerts.kinds import KINDS
from timeline import kinds


class AlertsConfig(AppConfig):
    name = "alerts"

    def ready(self) -> None:
        """Register what this room records and what it knows."""
        from alerts import queries
        from catalog.operations.change_sources import accept_tokens
        from incidents import facts

        kinds.register(KINDS)
        accept_tokens(queries.name_of_token)
        facts.provide("first_alert_at", queries.first_alert_at)
        facts.provide("signals", queries.signals)
