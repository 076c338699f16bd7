"""Changes of the demo company: ours, a provider's and a customer's own, before and after the present moment."""

from datetime import datetime, timedelta

from accounts.actors import Actor, actor_of
from accounts.models import User
from catalog.models import Asset, Change, Customer, FreezeWindow, ServiceProvider
from catalog.operations import changes as operations
from catalog.operations.change_requests import Content, draft_change, record_change
from catalog.operations.freezes import add_freeze

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PROCEDURE = "https://wiki.example.org/procedures/deploy"


def load_changes(users: dict[str, User], *, at: datetime) -> None:
    """A handful of changes and a freeze; once, because time goes on and people change them."""
    if Change.objects.exists() or FreezeWindow.objects.exists():
        return
    _made(users, at=at)
    _asked_for(users, at=at)
    manager = actor_of(users["malcolm"])
    starts_at = (at + 9 * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    reason = "The busiest days of the year."
    add_freeze(
        name="Sales week",
        starts_at=starts_at,
        ends_at=starts_at + 7 * DAY,
        reason=reason,
        actor=manager,
        at=at,
    )


def _made(users: dict[str, User], *, at: datetime) -> None:
    """What was made already: by a deploy script, in an emergency, by a provider, by a customer."""
    priya, ann = actor_of(users["priya"]), actor_of(users["ann"])
    provider, _ = ServiceProvider.objects.get_or_create(name="Northwall Cloud")
    ostrander = Customer.objects.filter(name="Ostrander Foods").values_list("pk", flat=True)
    deploy = Content(
        what="Deploy orders 4.18.2",
        kind="standard",
        sop_url=PROCEDURE,
        function="orders",
        asset_ids=_assets("uk-prod"),
    )
    _record(deploy, priya, at=at, ago=2 * HOUR, external_id="deploy-orders-4.18.2")
    index = Content(what="Drop the old index on transactions", why="It filled the disk", kind="emergency",
                    rollback_plan="Create it again, 40 min", asset_ids=_assets("txn-db"))  # fmt: skip
    _record(index, ann, at=at, ago=20 * HOUR)
    network = Content(what="Northwall Cloud replaced a core switch", source="provider", location="London",
                      provider_id=provider.pk, asset_ids=_assets("single-dc"))  # fmt: skip
    _record(network, ann, at=at, ago=30 * HOUR)
    browsers = Content(what="Ostrander Foods moved to new browsers", source="customer", location="New York",
                       customer_ids=tuple(ostrander))  # fmt: skip
    _record(browsers, ann, at=at, ago=3 * DAY)


def _asked_for(users: dict[str, User], *, at: datetime) -> None:
    """What is still to come: one that waits for its approver, one that is scheduled."""
    jonas, malcolm = actor_of(users["jonas"]), users["malcolm"]
    night = (at + 2 * DAY).replace(hour=22, minute=0, second=0, microsecond=0)
    storage = Content(
        what="Move the reporting database to faster storage", why="The weekly report takes nine hours", risk="medium",
        impact="Reports are read-only for two hours", rollback_plan="The old volume stays attached for a week",
        starts_at=night, ends_at=night + 2 * HOUR, asset_ids=_assets("rpt-db"), approver_ids=(malcolm.pk,),
        notifications=("Tell the account managers",), tests=("The weekly report runs",),
    )  # fmt: skip
    waiting, _ = draft_change(content=storage, actor=jonas, at=at)
    operations.submit(change_id=waiting.pk, actor=jonas, at=at)
    certificates = Content(
        what="Renew the certificates of outgoing mail", why="They end this month", kind="standard", sop_url=PROCEDURE,
        rollback_plan="Put the old ones back", starts_at=night + DAY, ends_at=night + DAY + HOUR,
        asset_ids=_assets("email-out"),
    )  # fmt: skip
    scheduled, _ = draft_change(content=certificates, actor=jonas, at=at)
    operations.submit(change_id=scheduled.pk, actor=jonas, at=at)
    operations.schedule(change_id=scheduled.pk, actor=jonas, at=at)


def _record(
    content: Content, actor: Actor, *, at: datetime, ago: timedelta, external_id: str | None = None
) -> None:
    record_change(content=content, actor=actor, at=at, implemented_at=at - ago, external_id=external_id)


def _assets(*names: str) -> tuple[int, ...]:
    return tuple(Asset.objects.filter(name__in=names).values_list("pk", flat=True))
