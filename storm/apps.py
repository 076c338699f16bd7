"""The composition root as a Django app: it owns the pages' frame, the reaction table and the checks."""

from django.apps import AppConfig

from storm.celery import app as celery_app

__all__ = ["StormConfig", "celery_app"]


class StormConfig(AppConfig):
    name = "storm"

    def ready(self) -> None:
        """Register the system checks and what every page shows, once every room is there."""
        from storm import checks, context
        from storm.alarm import alarm

        self.checks = checks
        context.register("alarm", alarm)
