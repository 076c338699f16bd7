"""Single points of failure over a large catalog: the analysis in the background, and what it costs at three sizes."""

import sys
import time
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor_of
from accounts.models import User
from bench.portfolio import Company
from catalog.models import SpofAnalysis
from catalog.operations.spof import start_analysis
from catalog.queries.spof_graph import frozen_graph
from catalog.spof.frozen import Frozen
from catalog.spof.simulation import tally

LOOK_EVERY, PATIENCE = 0.05, 120.0


def analysis(company: Company) -> None:
    """Begin one as a person does, and wait until the relay and the workers have carried it out."""
    user, _ = User.objects.get_or_create(username="bench-spof", defaults={"roles": ["ops_manager"]})
    began, seen = time.perf_counter(), {0}
    pk = start_analysis(actor=actor_of(user), at=timezone.now()).pk
    while (row := SpofAnalysis.objects.get(pk=pk)).finished_at is None:
        seen.add(row.done)
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit("bench: the analysis did not come to its end in two minutes")
        time.sleep(LOOK_EVERY)
    seconds, figures = time.perf_counter() - began, row.figures
    print(
        f"spof, everything in the background: {seconds:.1f} s for {figures['assets']:,} assets, "
        f"{figures['needs']:,} hard dependencies, {figures['links']:,} hard links (wanted: 10 s); "
        f"{figures['spofs']:,} found, {len(seen)} steps of progress seen"
    )


def sizes(company: Company) -> None:
    """The simulation alone at a quarter, half and the whole of the company: assets × mean reach, and seconds."""
    print("spof, the simulation alone:")
    for parts in (4, 2, 1):
        with transaction.atomic():
            one = company if parts == 1 else smaller(company, parts)
            frozen = part_of(frozen_graph(timezone.now()), one)
            transaction.set_rollback(parts > 1)
        simulated(frozen)


def smaller(company: Company, parts: int) -> Company:
    """Another company of the same kind, a part of its size, written into the transaction that will be taken back."""
    one = replace(
        company,
        assets=company.assets // parts,
        dependencies=company.dependencies // parts,
        customers=company.customers // parts,
        links=company.links // parts,
        redundancy_groups=company.redundancy_groups // parts,
        layers={},
    )
    one.load()
    return one


def part_of(frozen: Frozen, company: Company) -> Frozen:
    """The graph without what other companies brought."""
    ids = {asset for layer in company.layers.values() for asset in layer}
    customers = range(company.first_customer, company.first_customer + company.customers)
    return Frozen(
        assets=[asset for asset in frozen.assets if asset in ids],
        needs={asset: needs for asset, needs in frozen.needs.items() if asset in ids},
        groups={owner: groups for owner, groups in frozen.groups.items() if owner in ids},
        roots={one: roots for one, roots in frozen.roots.items() if one in customers},
        worth={one: worth for one, worth in frozen.worth.items() if one in customers},
    )


def simulated(frozen: Frozen) -> None:
    """All failures, one after the other, in processor seconds of its own."""
    graph, began = frozen.graph, time.process_time()
    found = tally(graph, frozen.assets, frozen.worth, steps=sys.maxsize).values()
    seconds, assets = time.process_time() - began, len(frozen.assets)
    reach, lost = sum(loss.reach for loss in found), sum(loss.count for loss in found)
    print(
        f"  {assets:>7,} assets × mean reach {reach / assets:6.1f} = {reach:>9,}, "
        f"{lost / assets:6.1f} customers lost each: {seconds:6.2f} s, "
        f"{1e6 * seconds / (reach + lost):6.2f} µs for each asset or customer reached"
    )
