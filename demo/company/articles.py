"""Five articles of the demo's knowledge base, as something one can follow at three in the morning."""

from typing import TypedDict


class DemoArticle(TypedDict):
    """An article as it is written into the knowledge base."""

    kind: str
    title: str
    tags: list[str]
    assets: list[str]
    alert_names: list[str]
    body: str


ARTICLES: tuple[DemoArticle, ...] = (
    {
        "kind": "known_problem",
        "title": "Orders are refused after a policy reload on a load balancer",
        "tags": ["orders", "load-balancer", "tls"],
        "assets": ["us-prod", "uk-prod", "de-prod", "au-prod"],
        "alert_names": ["InstanceDown", "OrdersRefused"],
        "body": "## Symptom\nOrders of one region are refused; the application itself is healthy.\n\n"
        "## Check\n1. Was a TLS policy reloaded in the last hour?\n2. Do handshakes fail at the load balancer?\n\n"
        "## Do\nPut the former policy back, reload once.\n\n"
        "## Verify\nA test order of that region goes through twice in a row.\n",
    },
    {
        "kind": "known_solution",
        "title": "Transaction database answers slowly: find and end the blocking session",
        "tags": ["database", "locks"],
        "assets": ["txn-db"],
        "alert_names": ["DatabaseSlow"],
        "body": "## Symptom\nOrders take longer than ten seconds in every region.\n\n"
        "## Check\n1. Look for sessions that wait for a lock.\n2. Find the one that everybody waits for.\n\n"
        "## Do\nEnd that session; write down its query first.\n\n"
        "## Verify\nThe median of an order is below a second again.\n",
    },
    {
        "kind": "how_to",
        "title": "Restart a production application without losing orders",
        "tags": ["restart", "orders"],
        "assets": ["uk-prod", "us-prod", "de-prod", "au-prod"],
        "alert_names": [],
        "body": "## Check\nThe queue in front of the application accepts orders.\n\n"
        "## Do\n1. Take one instance out of the load balancer.\n2. Restart it and wait until it is healthy.\n"
        "3. Put it back, then the next one.\n\n"
        "## Verify\nThe number of waiting orders goes down.\n",
    },
    {
        "kind": "known_problem",
        "title": "Mail to customers stays in the queue",
        "tags": ["mail"],
        "assets": ["email-out"],
        "alert_names": ["MailQueueLong"],
        "body": "## Symptom\nConfirmations arrive late or not at all.\n\n"
        "## Check\nDoes the relay of the provider refuse us?\n\n"
        "## Do\nSwitch to the second relay, then empty the queue slowly.\n\n"
        "## Verify\nA mail to the test mailbox arrives within a minute.\n",
    },
    {
        "kind": "tip",
        "title": "Figures of the dashboards are older than ten minutes",
        "tags": ["reports"],
        "assets": ["rpt-db"],
        "alert_names": ["ReportingStale"],
        "body": "Orders are not affected: say so first. Replication of the reporting database is behind; "
        "it catches up by itself within half an hour unless the disk is full.\n",
    },
)
