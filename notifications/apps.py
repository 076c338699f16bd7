from django.apps import AppConfig

from notifications.kinds import KINDS
from timeline import kinds


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Register what this room records, tells on a person's page, and answers."""
        from accounts import beside
        from notifications import push_pages, responders, trying
        from notifications.channels import registry

        kinds.register(KINDS)
        beside.tell_fates(trying.secrets_of)
        beside.tell_fates(trying.fates_of)
        beside.add_section("notifications/_push.html", push_pages.section_of)
        beside.offer_ways(registry.set_up)
        responders.register(trying.answer)
