"""The analysis of single points of failure: begun by a person, carried out block by block.

Each block is one transaction. A block that is killed is simulated again, a block that was written is passed
over: `done` says which is next.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from accounts.refusals import Unable
from catalog.models import Asset, SpofAnalysis, SpofFinding, SpofSnapshot
from catalog.operations.editing import permit
from catalog.queries.spof_graph import frozen_graph
from catalog.spof.frozen import Frozen, money, share
from catalog.spof.risk import impact_of
from catalog.spof.shape import cycles, short_groups
from catalog.spof.simulation import Loss, tally
from outbox.handling import MOOT
from outbox.models import Queue
from outbox.operations import ToDo, put
from timeline.actors import SYSTEM
from timeline.operations import record

FREEZE, TOPIC = "catalog.freeze_for_spof", "catalog.analyse_spof"
# A block has so many failures at most, and ends earlier when they have touched so many assets and customers.
BLOCK, STEPS = 2000, 1_000_000
# A run that has not moved for so long was given up by the outbox.
STANDSTILL = timedelta(hours=1)
CIRCLES_NAMED, NAMES_IN_CIRCLE = 20, 12


class UnableToAnalyse(Unable):
    """Nothing was begun."""


def start_analysis(*, actor: Actor, at: datetime) -> SpofAnalysis:
    """Begin one over everything, in the background. Raises NotPermitted, and UnableToAnalyse while one runs."""
    permit(actor)
    with transaction.atomic():
        _make_room(at)
        try:
            with transaction.atomic():
                analysis = SpofAnalysis.objects.create(
                    started_at=at, started_by_id=actor.user_id, progressed_at=at
                )
        except IntegrityError as clash:  # somebody else was quicker
            raise _running() from clash
        record("spof.started", subject=analysis.key, actor=actor.named, at=at)
        put(
            ToDo(topic=FREEZE, key=analysis.key, due_at=at, payload=_which(analysis), queue=Queue.BULK), at=at
        )
    return analysis


def _make_room(at: datetime) -> None:
    """Give up a run that stands still."""
    for running in SpofAnalysis.objects.select_for_update().filter(finished_at=None, abandoned_at=None):
        if running.progressed_at > at - STANDSTILL:
            raise _running()
        running.abandoned_at = at
        running.save(update_fields=["abandoned_at"])
        record("spof.abandoned", subject=running.key, actor=SYSTEM, at=at)


def _running() -> UnableToAnalyse:
    return UnableToAnalyse("SPOF_RUNNING", sentences=["An analysis is running already. Wait for it."])


def freeze(*, analysis_id: int, at: datetime) -> str | None:
    """Keep the graph as it stands: an edit on the way does not mix two states. Moot when it is kept already."""
    with transaction.atomic():
        analysis = SpofAnalysis.objects.select_for_update().get(pk=analysis_id)
        if not analysis.is_running or analysis.total is not None:
            return MOOT
        frozen = frozen_graph(at)
        SpofSnapshot.objects.create(analysis=analysis, graph=frozen.as_json())
        analysis.total, analysis.progressed_at = len(frozen.assets), at
        analysis.save(update_fields=["total", "progressed_at"])
        _ask_for_block(analysis, at)
    return None


def analyse_block(*, analysis_id: int, start: int, at: datetime) -> str | None:
    """Simulate the failures from `start` on and keep what they cost; moot when that was done before."""
    with transaction.atomic():
        analysis = SpofAnalysis.objects.select_for_update().get(pk=analysis_id)
        if not analysis.is_running or analysis.done != start:
            return MOOT
        frozen = Frozen.from_json(SpofSnapshot.objects.get(analysis=analysis).graph)
        found = tally(frozen.graph, frozen.assets[start : start + BLOCK], frozen.worth, steps=STEPS)
        _keep(analysis, frozen, found)
        analysis.done, analysis.progressed_at = start + len(found), at
        reach = sum(loss.reach for loss in found.values())
        analysis.figures["reach"] = analysis.figures.get("reach", 0) + reach
        if analysis.done < len(frozen.assets):
            _ask_for_block(analysis, at)
        else:
            _finish(analysis, frozen, at)
        analysis.save()
    return None


def _ask_for_block(analysis: SpofAnalysis, at: datetime) -> None:
    payload = {**_which(analysis), "start": analysis.done}
    key = f"{analysis.key}:{analysis.done}"
    put(ToDo(topic=TOPIC, key=key, due_at=at, payload=payload, queue=Queue.BULK), at=at)


def _keep(analysis: SpofAnalysis, frozen: Frozen, losses: Mapping[int, Loss]) -> None:
    assets = Asset.objects.in_bulk(losses)
    known = [(assets[asset], loss) for asset, loss in losses.items() if asset in assets]
    whole = Loss(len(frozen.worth), sum(frozen.worth.values()), len(frozen.assets))
    SpofFinding.objects.bulk_create(_finding(analysis, asset, loss, whole) for asset, loss in known)


def _finding(analysis: SpofAnalysis, asset: Asset, loss: Loss, whole: Loss) -> SpofFinding:
    count_share, value_share = share(loss.count, whole.count), share(loss.value, whole.value)
    return SpofFinding(
        analysis=analysis,
        asset=asset,
        asset_name=str(asset),
        customers_lost=loss.count,
        value_lost=money(loss.value),
        count_share=float(count_share),
        value_share=float(value_share),
        impact=impact_of(count_share=count_share, value_share=value_share),
    )


def _which(analysis: SpofAnalysis) -> dict[str, int]:
    return {"analysis": analysis.pk}


def _finish(analysis: SpofAnalysis, frozen: Frozen, at: datetime) -> None:
    with connection.cursor() as cursor:
        # Its pages are read now, not when PostgreSQL next looks.
        cursor.execute("ANALYZE catalog_spoffinding")
    analysis.finished_at = at
    spofs = analysis.findings.filter(customers_lost__gt=0).count()
    analysis.figures |= {
        "assets": len(frozen.assets),
        "customers": len(frozen.worth),
        "value": str(frozen.value),
        "needs": sum(map(len, frozen.needs.values())),
        "groups": sum(map(len, frozen.groups.values())),
        "links": sum(map(len, frozen.roots.values())),
        "spofs": spofs,
        **_oddities(frozen),
    }
    data = {"spofs": spofs, "assets": len(frozen.assets)}
    record("spof.finished", subject=analysis.key, actor=SYSTEM, at=at, data=data)


def _oddities(frozen: Frozen) -> dict[str, object]:
    """What is allowed and yet odd, by name."""
    circles, short = cycles(frozen.graph), short_groups(frozen.graph)
    named = [circle[:NAMES_IN_CIRCLE] for circle in circles[:CIRCLES_NAMED]]
    wanted = {asset for circle in named for asset in circle} | set(short)
    names = {asset.pk: str(asset) for asset in Asset.objects.filter(pk__in=wanted)}
    return {
        "cycles": len(circles),
        "cycles_named": [
            {"assets": [names.get(asset, "") for asset in shown], "more": len(circle) - len(shown)}
            for circle, shown in zip(circles, named, strict=False)
        ],
        "short_groups": sorted(names.get(asset, "") for asset in short),
    }
