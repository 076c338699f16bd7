from django.apps import AppConfig


class StatuspageConfig(AppConfig):
    name = "statuspage"

    def ready(self) -> None:
        """Register what this room records and which questions it answers."""
        from incidents import facts as questions
        from notifications import vetoes
        from statuspage.facts import PROVIDERS
        from statuspage.kinds import KINDS
        from statuspage.subscribing.bouncing import reason_against
        from timeline import kinds

        kinds.register(KINDS)
        vetoes.register("subscriber", reason_against)
        for name, provider in PROVIDERS.items():
            questions.provide(name, provider)
