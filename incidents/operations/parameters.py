"""Change the numbers that classifications are computed with. Past incidents keep theirs."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted, Unable
from accounts.roles import Role
from incidents.models import ParameterVersion
from incidents.parameters import Parameters
from incidents.queries.parameters import Numbers, numbers_now
from incidents.tables import differences
from timeline import operations as timeline

SUBJECT = "settings:classification"
_LOCK = 6_000_001  # one change at a time


class UnableToChangeParameters(Unable):
    """The numbers stay as they are."""


def change_parameters(
    *, numbers: dict[str, Any], reason: str, actor: Actor, at: datetime, seen: int
) -> ParameterVersion:
    """Write a new version of the numbers; `seen` is the version that was looked at.

    Raises NotPermitted, Invalid (with a sentence for each number that cannot be), UnableToChangeParameters when
    nothing differs or somebody was faster.
    """
    if Role.ADMIN not in actor.roles:
        raise NotPermitted("Only an administrator changes the numbers of the classification.")
    if not reason.strip():
        raise Invalid("REASON", sentences=["Say why; who reads an old incident will ask."])
    wanted = Parameters.from_json(numbers)
    with transaction.atomic():
        before = _locked(seen)
        changed = differences(before.parameters.to_json(), wanted.to_json())
        if not changed:
            raise UnableToChangeParameters("SAME", sentences=["These are the numbers that hold already."])
        written = ParameterVersion.objects.create(
            version=before.version + 1,
            numbers=wanted.to_json(),
            reason=reason.strip(),
            created_at=at,
            created_by=actor.named.key,
            created_by_label=actor.named.label,
        )
        timeline.record(
            "classification_numbers.changed",
            subject=SUBJECT,
            actor=actor.named,
            at=at,
            data={"version": written.version, "reason": written.reason, "changed": changed},
        )
    return written


def _locked(seen: int) -> Numbers:
    """The numbers in force, which nobody else changes until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    before = numbers_now()
    if before.version != seen:
        raise UnableToChangeParameters(
            "STALE", sentences=["Somebody changed the numbers meanwhile. Look again."]
        )
    return before
