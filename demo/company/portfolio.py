"""The customers and assets of the demo: a portfolio of ten, worth one million a year."""

from dataclasses import dataclass

NEW_YORK, LONDON, BERLIN, MELBOURNE = (
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Melbourne",
)


@dataclass(frozen=True, slots=True)
class DemoAsset:
    """An asset: its inner name, what people call it, its kind and criticality 1–4."""

    name: str
    title: str
    kind: str
    criticality: int
    serves_nobody: bool = False


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer: value a year, zone, the production it uses and what else it depends on."""

    name: str
    tier: str
    arr: int
    zone: str
    production: str
    contact: str
    manager: str
    further: tuple[str, ...] = ()
    is_24x7: bool = False
    top10: bool = False


ASSETS = (
    DemoAsset("uk-prod", "UK production", "application", 4),
    DemoAsset("us-prod", "US production", "application", 4),
    DemoAsset("de-prod", "German production", "application", 4),
    DemoAsset("au-prod", "Australian production", "application", 4),
    DemoAsset("txn-db", "Transaction database", "database", 4),
    DemoAsset("rpt-db", "Reporting database", "database", 2),
    DemoAsset("single-dc", "Data centre", "datacentre", 4),
    DemoAsset("weekly-report-job", "Weekly report job", "process", 1),
    DemoAsset("email-out", "Outgoing mail", "communication_line", 2),
    DemoAsset("ten-only", "Night courier dispatch", "application", 4),
    DemoAsset("cache-node-2", "Cache node 2", "server", 4, serves_nobody=True),
)
# What every customer uses, besides its own production.
SHARED = ("txn-db", "rpt-db", "single-dc")

CUSTOMERS = (
    DemoCustomer(
        "Tarrant Hollis Group", "strategic", 400_000, NEW_YORK, "us-prod", "Vera Tarrant", "leila", top10=True
    ),
    DemoCustomer("Wexcombe Rail Freight", "gold", 200_000, LONDON, "uk-prod", "Piers Langley", "omar"),
    DemoCustomer("Ostrander Foods", "gold", 150_000, NEW_YORK, "us-prod", "June Ostrander", "leila"),
    DemoCustomer(
        "Pellbridge Housing Trust",
        "silver",
        80_000,
        LONDON,
        "uk-prod",
        "Moira Pell",
        "omar",
        ("weekly-report-job",),
    ),
    DemoCustomer("Marlow Quay Hotels", "silver", 60_000, NEW_YORK, "us-prod", "Theo Marlow", "omar"),
    DemoCustomer("Brennerhaus Optik", "silver", 50_000, BERLIN, "de-prod", "Anke Brenner", "omar"),
    DemoCustomer("Fenwick Lane Books", "bronze", 20_000, LONDON, "uk-prod", "Isla Fenwick", "omar"),
    DemoCustomer("Corvane Logistics", "bronze", 20_000, NEW_YORK, "us-prod", "Dale Corvane", "leila"),
    DemoCustomer(
        "Yarrabend Veterinary", "bronze", 10_000, MELBOURNE, "au-prod", "Kirra Bell", "omar", ("email-out",)
    ),
    DemoCustomer(
        "Nightjar Couriers",
        "bronze",
        10_000,
        NEW_YORK,
        "us-prod",
        "Rafe Nightjar",
        "leila",
        ("ten-only",),
        is_24x7=True,
    ),
)

# Public components and the assets behind them.
COMPONENTS = (
    ("Ordering, United States", ("us-prod", "ten-only")),
    ("Ordering, United Kingdom", ("uk-prod",)),
    ("Ordering, Germany", ("de-prod",)),
    ("Ordering, Australia", ("au-prod",)),
    ("Reports and figures", ("rpt-db", "weekly-report-job")),
    ("Mail to your customers", ("email-out",)),
)
