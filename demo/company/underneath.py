"""What the demo's assets stand on, which stand in for each other, and how likely each fails: facts for the analysis."""

from dataclasses import dataclass

from demo.company.portfolio import DemoAsset


@dataclass(frozen=True, slots=True)
class Underneath:
    """`needs` are hard; `groups` are (name, how many are needed, members)."""

    needs: tuple[str, ...] = ()
    groups: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Care:
    """Something that is done about an asset; days count from the day on which the demo is loaded."""

    asset: str
    kind: str
    words: str
    owner: str
    due_in_days: int
    residual: tuple[int, int]
    status: str = "planned"


BELOW = (
    DemoAsset("uk-web-1", "UK web server 1", "server", 3),
    DemoAsset("uk-web-2", "UK web server 2", "server", 3),
    DemoAsset("us-web-1", "US web server 1", "server", 3),
    DemoAsset("us-web-2", "US web server 2", "server", 3),
    DemoAsset("us-web-3", "US web server 3", "server", 3),
    DemoAsset("storage-array", "Storage array", "server", 4),
    DemoAsset("dns-provider", "Name service of our provider", "third_party", 4),
    DemoAsset("line-a", "Line of the first carrier", "communication_line", 3),
    DemoAsset("line-b", "Line of the second carrier", "communication_line", 3),
    DemoAsset("mail-relay-1", "Mail relay 1", "server", 2),
    DemoAsset("mail-relay-2", "Mail relay 2", "server", 2),
    DemoAsset("courier-rules", "Dispatch rules, a file on one machine", "config_file", 3),
)

STANDS_ON: dict[str, Underneath] = {
    "uk-prod": Underneath(needs=("txn-db", "dns-provider"), groups=(("web", 1, ("uk-web-1", "uk-web-2")),)),
    "us-prod": Underneath(
        needs=("txn-db", "dns-provider"),
        groups=(("web", 2, ("us-web-1", "us-web-2", "us-web-3")),),
    ),
    "de-prod": Underneath(needs=("txn-db",)),
    "au-prod": Underneath(needs=("txn-db",)),
    "ten-only": Underneath(needs=("us-prod", "courier-rules")),
    "txn-db": Underneath(needs=("storage-array",)),
    "rpt-db": Underneath(needs=("storage-array",)),
    "storage-array": Underneath(needs=("single-dc",)),
    "single-dc": Underneath(groups=(("lines", 1, ("line-a", "line-b")),)),
    "weekly-report-job": Underneath(needs=("rpt-db",)),
    "email-out": Underneath(groups=(("relays", 1, ("mail-relay-1", "mail-relay-2")),)),
}
# What was bought since the last review; before, the other one stood alone.
SINCE_LAST_REVIEW = ("line-b", "mail-relay-2")

LIKELIHOODS = {
    "single-dc": 2,
    "storage-array": 4,
    "txn-db": 3,
    "rpt-db": 3,
    "dns-provider": 2,
    "courier-rules": 4,
    "us-prod": 3,
    "line-a": 3,
    "line-b": 3,
}
ORDINARY = 2
# Why, for some: age, load, provider, change rate.
FACTORS = {"storage-array": (5, 5, 3, 2), "courier-rules": (3, 2, 2, 5), "dns-provider": (1, 2, 3, 1)}

CARES = (
    Care(
        "storage-array",
        "duplicate",
        "A second array, mirrored, with its own power.",
        "jonas",
        45,
        (2, 2),
        "under_way",
    ),
    Care(
        "storage-array",
        "monitor",
        "Alert when less than a tenth of its operations are free.",
        "priya",
        -20,
        (5, 3),
        "done",
    ),
    Care("courier-rules", "runbook", "How to put the file back from the repository.", "bea", -6, (2, 3)),
    Care("single-dc", "accept", "A second data centre is not in this year's budget.", "malcolm", 240, (5, 2)),
)
