"""The composition root as a Django app: it owns the pages' frame, the reaction table and the checks."""

from django.apps import AppConfig

from storm.celery import app as celery_app

__all__ = ["StormConfig", "celery_app"]


class StormConfig(AppConfig):
    name = "storm"

    def ready(self) -> None:
        """Register the system checks once every room is there."""
        from storm import checks

        self.checks = checks
