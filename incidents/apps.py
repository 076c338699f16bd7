from django.apps import AppConfig

from incidents.kinds import KINDS
from timeline import kinds


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what this room records and what it checks at the start."""
        from catalog import open_incidents
        from catalog.doubles import register
        from incidents import checks, doubles
        from incidents.models import IncidentAsset, IncidentCustomer, LetDownEntry
        from incidents.queries import customer, unwanted
        from incidents.unsubscribing import way_out
        from notifications import vetoes, ways_out

        self.checks = checks
        register(IncidentCustomer, doubles.worse_customer)
        register(IncidentAsset, doubles.worse_asset)
        register(LetDownEntry, doubles.answered)
        open_incidents.provide(customer.open_incidents)
        kinds.register(KINDS)
        for kind in unwanted.KINDS:
            vetoes.register(kind, unwanted.veto)
        for sort in ("contact", "partner_contact"):
            ways_out.register(sort, way_out)
