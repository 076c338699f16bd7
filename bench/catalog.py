"""`bin/bench catalog`: what Storm takes to answer over a large catalog, with the number of queries.

10,000 assets, 40,000 dependencies, 5,000 customers and 60,000 links, beside the demo's own. Everything runs meanwhile.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import django

django.setup()

from django.db import connection  # noqa: E402

from bench import changes, pages, spof  # noqa: E402
from bench.portfolio import LAYERS, Company  # noqa: E402
from incidents.queries.judging import Situation, judge  # noqa: E402

Answer = TypeVar("Answer")
SAMPLES, WARMING = 40, 3
AT = datetime(2026, 3, 10, 15, tzinfo=UTC)


@dataclass
class Sample:
    """One answer: how long it took, how much of that this process worked, how many queries, what it had to touch."""

    seconds: float
    processor: float
    queries: int
    edges: int = 0
    customers: int = 0


def main() -> None:
    """Load the company once; then each measurement prints its own lines."""
    company = Company()
    began = time.perf_counter()
    company.load()
    print(
        f"{company.assets:,} assets, {company.dependencies:,} dependencies, {company.customers:,} customers, "
        f"{company.links:,} links, loaded in {time.perf_counter() - began:.1f} s"
    )
    for measurement in MEASUREMENTS:
        measurement(company)


def classification(company: Company) -> None:
    """Whom it hurts and how the incident is classified, for single failures in every layer."""
    chance = random.Random(2)  # noqa: S311  # which assets fail is no secret
    everything: list[Sample] = []
    for layer, _, _ in LAYERS:
        failing = [[chance.choice(company.layers[layer])] for _ in range(SAMPLES)]
        found = [judged(assets) for assets in failing[:WARMING] + failing][WARMING:]
        everything += found
        edges = statistics.median(sample.edges for sample in found)
        hurt = statistics.median(sample.customers for sample in found)
        say(f"classify, one {layer} down, {edges:6.0f} edges, {hurt:5.0f} customers", found)
    say("classify, all of these", everything, wanted="median 150 ms")
    growth(everything)


def growth(found: Sequence[Sample]) -> None:
    """Answers grow no faster than the edges they reach when the last column does not rise."""
    print("growth against the edges reached:")
    for low, high in ((0, 100), (100, 1_000), (1_000, 10_000), (10_000, 200_000)):
        inside = [sample for sample in found if low <= sample.edges < high]
        if inside:
            edges = statistics.mean(sample.edges for sample in inside)
            seconds = statistics.median(sample.seconds for sample in inside)
            print(
                f"  {low:>7,} to {high:>7,} edges: {len(inside):3} answers, mean {edges:9,.0f} edges, "
                f"median {1000 * seconds:7.1f} ms, {1e6 * seconds / max(edges, 1):9.1f} µs an edge"
            )


def judged(assets: Sequence[int]) -> Sample:
    """One classification of these assets being down, without an incident."""
    situation = Situation(own=dict.fromkeys(assets, "down"), detected_at=AT)
    sample, answer = timed(lambda: judge(situation, at=AT))
    sample.edges, sample.customers = answer.reach.edges, len(answer.affected)
    return sample


def timed(ask: Callable[[], Answer]) -> tuple[Sample, Answer]:
    """How long an answer took, and its queries."""
    queries = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's own signature
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        began, worked = time.perf_counter(), time.process_time()
        answer = ask()
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
    return Sample(seconds=seconds, processor=processor, queries=queries), answer


def say(what: str, found: Sequence[Sample], wanted: str = "") -> None:
    """Median, 95th percentile, and how many queries."""
    times = sorted(1000 * sample.seconds for sample in found)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    queries = {sample.queries for sample in found}
    counted = f"{min(queries)}" if len(queries) == 1 else f"{min(queries)} to {max(queries)}"
    goal = f" (wanted: {wanted})" if wanted else ""
    worked = 1000 * statistics.median(sample.processor for sample in found)
    print(
        f"{what}: median {statistics.median(times):7.1f} ms ({worked:5.1f} ms of them at work), p95 {p95:7.1f} ms, "
        f"{counted} queries{goal}"
    )


# Each prints its own lines. Analyses, changes and the pages of lists have their place here, in modules of their own.
MEASUREMENTS: tuple[Callable[[Company], None], ...] = (
    classification,
    spof.analysis,
    spof.sizes,
    changes.measurement,
    pages.measurement,
)


if __name__ == "__main__":
    main()
