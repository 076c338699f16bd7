"""A room's steps, and its one migration for new databases, lead to the same tables."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_a_new_database_has_what_the_steps_lead_to() -> None:
    steps = MigrationLoader(None, replace_migrations=False)
    assert steps.replacements
    for key, at_once in steps.replacements.items():
        steps.graph.remove_replacement_node(key, at_once.replaces)
    new = MigrationLoader(None)
    assert new.graph.nodes.keys().isdisjoint(key for one in new.replacements.values() for key in one.replaces)
    for here, there in ((steps, new), (new, steps)):
        changes = MigrationAutodetector(here.project_state(), there.project_state())._detect_changes()
        assert not {room: [one.operations for one in found] for room, found in changes.items()}
