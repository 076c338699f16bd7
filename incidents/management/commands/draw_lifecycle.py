"""Draw the lifecycle of an incident into the documentation, from the transitions in the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from incidents.lifecycle import page


class Command(BaseCommand):
    help = "Write docs/lifecycle.md, the diagram of the stages of an incident and the guards of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs" / "lifecycle.md")

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(page(), encoding="utf-8")
        self.stdout.write(f"Written: {options['to']}")
