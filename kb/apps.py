from django.apps import AppConfig


class KbConfig(AppConfig):
    name = "kb"

    def ready(self) -> None:
        """Register what this room records and which questions it answers."""
        from incidents import facts as questions
        from kb.facts import PROVIDERS
        from kb.kinds import KINDS
        from timeline import kinds

        kinds.register(KINDS)
        for name, provider in PROVIDERS.items():
            questions.provide(name, provider)
