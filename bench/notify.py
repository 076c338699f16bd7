"""`bin/bench notify`: what Storm takes to say who of 5,000 customers is told what by a plan, and to write the messages.

Two contacts a customer, one in ten with a phone, in three languages and ten zones; every customer affected.
"""

import statistics
import time
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.portfolio import Company, copy  # noqa: E402
from catalog.models import Customer  # noqa: E402
from incidents.audiences import CALL, readers_of  # noqa: E402
from incidents.messages import Occasion, Speaker  # noqa: E402
from incidents.models import PlanStep  # noqa: E402
from incidents.queries.audiences import assigned  # noqa: E402
from incidents.queries.readers import Hurt, Recipient  # noqa: E402
from incidents.queries.wording import wording  # noqa: E402
from notifications.operations import Outgoing, send  # noqa: E402

CUSTOMERS, TIMES, WANTED_S = 5_000, 7, 1.0
LANGUAGES = ("en", "de", "fr")
AT = datetime(2026, 3, 10, 15, tzinfo=UTC)
OCCASION = Occasion(
    company="Bench", reference="INC-1", title="Orders are refused", priority="P1", affected=CUSTOMERS,
    incident_url="https://storm.example/incidents/1/", status_url="https://storm.example/status/", at=AT,
    public_title="Orders are refused", public_text="We are on it.", next_update_at=AT,
)  # fmt: skip


def main() -> None:
    """Load the company, then compute the plan of a P1 several times; then write it once."""
    company = Company(
        assets=2_000, dependencies=4_000, customers=CUSTOMERS, links=1_000, redundancy_groups=10
    )
    company.load()
    hurt = _with_contacts(company)
    steps = list(PlanStep.objects.filter(plan__priority="P1", plan__active=True).order_by("position"))
    taken, worked = [], []
    for _ in range(TIMES):
        began, processor = time.perf_counter(), time.process_time()
        people, words = _computed(steps, hurt)
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - processor)
    told = sum(len(found) for found in people.values())
    median = statistics.median(taken)
    mark = "" if median < WANTED_S else "  over"
    print(
        f"{CUSTOMERS:,} customers affected, {told:,} people told by {len(steps)} steps, {words:,} messages worded"
    )
    print(
        f"  plan computed: median {median:.2f} s, slowest {max(taken):.2f} s (wanted: under {WANTED_S:g} s){mark}; "
        f"{statistics.median(worked):.2f} s of one processor"
    )
    _write(steps, people)


def _with_contacts(company: Company) -> Hurt:
    numbers = list(Customer.objects.filter(pk__gte=company.first_customer).values_list("pk", flat=True))
    rows = [(number, place) for number in numbers for place in range(2)]
    copy(
        "catalog_customercontact",
        {
            "customer_id": lambda row: row[0],
            "name": lambda row: f"Contact {row[0]} {row[1]}",
            "email": lambda row: f"c{row[0]}.{row[1]}@bench.example",
            "phone": lambda row: f"+4477009{row[0]:05}" if row[0] % 10 == 0 else "",
            "phone_verified_at": lambda row: AT if row[0] % 20 == 0 else None,
            "language": lambda row: LANGUAGES[row[0] % 3],
            "is_key_contact": lambda row: row[1] == 0,
        },
        rows,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Hurt(frozenset(numbers), frozenset(numbers))


def _computed(steps: list[PlanStep], hurt: Hurt) -> tuple[dict[int, list[Recipient]], int]:
    """Who is told by which step, and each message in its reader's words."""
    people = assigned(steps, hurt)
    speaker, words = Speaker(OCCASION, wording().find), 0
    for step in steps:
        for to in people[step.pk]:
            speaker.say("initial", readers=readers_of(step.audience), channel=to.channel, to=to.reader)
            words += 1
    return people, words


def _write(steps: list[PlanStep], people: dict[int, list[Recipient]]) -> None:
    speaker, began = Speaker(OCCASION, wording().find), time.perf_counter()
    with transaction.atomic():
        messages = [
            Outgoing(
                key=f"bench:{step.pk}:{to.key}",
                kind="initial",
                subject_key="bench:1",
                recipient=to.key,
                recipient_label=to.label,
                channel=to.channel,
                address=to.address,
                title=words.subject,
                body=words.text,
                after_seconds=86_400,
            )
            for step in steps
            if step.channel != CALL
            for to in people[step.pk]
            for words in [
                speaker.say("initial", readers=readers_of(step.audience), channel=to.channel, to=to.reader)
            ]
        ]
        send(messages, at=AT)
    print(f"  {len(messages):,} messages written and queued in {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
