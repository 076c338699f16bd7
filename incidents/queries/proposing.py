"""A computed classification as the page shows it: the sentence, the grades, and each customer with its numbers."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from catalog.models import Customer
from incidents.assessment import Assessed
from incidents.assessment_words import pressing_words
from incidents.priority import IMPACT_WORDS, URGENCY_WORDS
from incidents.queries.judging import Judged
from incidents.suffering import Known, Suffering

MOST = 100
TAGS = {Known.REPORT: "told us", Known.HAND: "added by hand"}


@dataclass(frozen=True, kw_only=True)
class HurtRow:
    """One customer: how badly, how soon, why, by the customer's own clock. `s`, `b` and `w` as in the sums."""

    id: int
    name: str
    tier: str
    top10: bool
    zone: str
    always: bool
    manager: str
    tag: str = ""
    open: bool = False
    opens_at: datetime | None = None
    s: float = 0.0
    b: float = 0.0
    w: float = 0.0
    why: str = ""
    pressing: str = ""
    left_out: bool = False

    @property
    def url(self) -> str:
        """The customer's own page."""
        return reverse("catalog:customer", args=[self.id])


@dataclass(frozen=True, kw_only=True)
class ShownProposal:
    """Everything the panel of a proposal needs."""

    sentence: str
    computed: bool
    priority: str
    impact: int
    urgency: int
    impact_word: str
    urgency_word: str
    impact_score: float
    urgency_score: float
    impact_words: str
    urgency_words: tuple[str, ...]
    rows: tuple[HurtRow, ...]
    left_out: tuple[HurtRow, ...]
    count: int
    total: int
    open: int
    share: str
    spread: tuple[str, ...]
    numbers: int

    @property
    def more(self) -> int:
        """How many customers are not among the rows."""
        return self.count - len(self.rows)


def shown(judged: Judged) -> ShownProposal:
    """The proposal for a page, in one further query."""
    proposal = judged.proposal
    found = proposal.assessment
    listed = found.customers[:MOST]
    rows = _customers([*(row.customer for row in listed), *judged.excluded])
    return ShownProposal(
        sentence=proposal.sentence,
        computed=proposal.computed,
        priority=proposal.priority.value,
        impact=proposal.impact,
        urgency=proposal.urgency,
        impact_word=IMPACT_WORDS[proposal.impact],
        urgency_word=URGENCY_WORDS[proposal.urgency],
        impact_score=found.impact.score,
        urgency_score=found.urgency.score,
        impact_words=found.impact_words,
        urgency_words=found.urgency_words,
        rows=tuple(_row(one, rows) for one in listed),
        left_out=tuple(_left_out(one, rows) for one in judged.excluded),
        count=len(found.customers),
        total=found.active_count,
        open=sum(one.pressing.open for one in found.customers),
        share=f"{100 * found.impact.reach_value:.0f} % of revenue at stake" if found.customers else "",
        spread=tuple(_spread(judged)),
        numbers=judged.numbers.version,
    )


def _customers(wanted: list[Suffering]) -> dict[int, Customer]:
    keys = [one.key for one in wanted]
    return Customer.objects.select_related("account_manager").in_bulk(keys)


def _row(one: Assessed, rows: dict[int, Customer]) -> HurtRow:
    who, found = one.customer, one.pressing
    row = _plain(who, rows, TAGS.get(who.known, ""))
    return replace(
        row,
        open=found.open,
        opens_at=found.opens_at,
        s=one.s,
        b=one.b,
        w=one.weight,
        why=who.why,
        pressing=pressing_words(who, found),
    )


def _left_out(one: Suffering, rows: dict[int, Customer]) -> HurtRow:
    return replace(_plain(one, rows, "left out by hand"), left_out=True)


def _plain(one: Suffering, rows: dict[int, Customer], tag: str) -> HurtRow:
    customer = rows[int(str(one.key))]
    return HurtRow(
        id=customer.pk,
        name=one.name,
        tier=customer.get_tier_display(),
        top10=one.top10,
        zone=one.calendar.tz,
        always=one.calendar.is_24x7,
        manager=str(customer.account_manager or "nobody"),
        tag=tag,
    )


def _spread(judged: Judged) -> list[str]:
    """What suffers along, the worst first."""
    reach = judged.reach
    along = [
        (-value, reach.names[asset])
        for asset, value in reach.assets.items()
        if reach.spread.causes[asset].through
    ]
    return [f"{name} ({-value:.0%} lost)" for value, name in sorted(along)[:MOST]]
