"""How pages fared over a span: how soon people were reached and answered, by path, person, channel and provider.

Counted by the database, a fixed number of queries however many pages there were. A reminder is not a page here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from notifications.naming import UNANSWERED


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which pages are meant: those that were asked for in [starts_at, ends_at), all of them or one person's."""

    starts_at: datetime
    ends_at: datetime
    bucket: timedelta = timedelta(days=1)
    user_id: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the statements below are given."""
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "bucket_s": self.bucket.total_seconds(),
            "user": self.user_id,
            "unanswered": list(UNANSWERED),
        }


Row = dict[str, Any]

# One row a page: when the person was reached and by which of its messages. The message that was written first is the
# first channel; a link in a mail is answered “by mail”. Who answered was reached, whatever a provider reported.
_FATES = """
WITH asked AS (
    SELECT p.id, p.key, p.user_id, p.incident_id, p.level_name, p.purpose, p.paged_at, p.answer, p.answered_at,
        p.answered_via, coalesce(r.path_name, '') AS path
    FROM oncall_page p LEFT JOIN oncall_escalationrun r ON r.id = p.run_id
    WHERE p.paged_at >= %(starts_at)s AND p.paged_at < %(ends_at)s AND p.purpose <> 'reminder'
        AND (%(user)s::bigint IS NULL OR p.user_id = %(user)s::bigint)
), sent AS (
    SELECT a.id, d.channel, d.state, d.error_code, d.delivered_at, t.asked_at, t.providers,
        row_number() OVER (PARTITION BY a.id ORDER BY d.id) AS place,
        d.delivered_at IS NOT NULL
            OR a.answered_via = CASE d.channel WHEN 'email' THEN 'mail' ELSE d.channel END AS arrived
    FROM asked a
    JOIN notifications_delivery d ON d.subject_key = 'incident:' || a.incident_id AND d.kind = 'page'
        AND regexp_replace(d.key, ':[^:]*:[^:]*$', '') = a.key
    CROSS JOIN LATERAL (
        SELECT min(asked_at) AS asked_at, count(DISTINCT provider) AS providers
        FROM notifications_attempt WHERE delivery_id = d.id
    ) t
), fates AS (
    SELECT a.id, a.key, a.user_id, a.incident_id, a.level_name, a.purpose, a.path, a.paged_at, a.answer,
        least(min(s.delivered_at), a.answered_at) AS reached_at, a.answered_at, a.answered_via,
        coalesce(string_agg(s.channel, ',' ORDER BY s.place), '') AS channels,
        coalesce(bool_or(s.arrived) FILTER (WHERE s.place = 1), false) AS by_first,
        coalesce(bool_or(s.arrived) FILTER (WHERE s.place > 1), false) AS by_later,
        coalesce(max(s.providers), 0) > 1 AS by_other_provider
    FROM asked a LEFT JOIN sent s ON s.id = a.id
    GROUP BY a.id, a.key, a.user_id, a.incident_id, a.level_name, a.purpose, a.path, a.paged_at, a.answer,
        a.answered_at, a.answered_via
)
"""
_GROUPED = (
    _FATES
    + """
SELECT path, user_id, grouping(path) = 0 AS of_path, grouping(user_id) = 0 AS of_user,
    count(*) AS pages, count(reached_at) AS reached, count(*) FILTER (WHERE by_first) AS by_first,
    count(*) FILTER (WHERE by_other_provider OR (by_later AND NOT by_first)) AS by_second,
    count(*) FILTER (WHERE answer = '') AS unanswered,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM reached_at - paged_at)) AS reach_median_s,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM reached_at - paged_at)) AS reach_p90_s,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - paged_at)) AS answer_median_s,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - paged_at)) AS answer_p90_s
FROM fates GROUP BY GROUPING SETS ((), (path), (user_id)) ORDER BY pages DESC, path, user_id
"""
)
_LISTED = (
    _FATES
    + """
SELECT f.paged_at, u.name AS who, i.number, i.title, f.path, f.level_name AS level, f.purpose, f.channels,
    extract(epoch FROM f.reached_at - f.paged_at)::float AS reach_s, f.answer,
    extract(epoch FROM f.answered_at - f.paged_at)::float AS answer_s, f.answered_via, f.by_first,
    f.by_other_provider OR (f.by_later AND NOT f.by_first) AS by_second
FROM fates f JOIN accounts_user u ON u.id = f.user_id JOIN incidents_incident i ON i.id = f.incident_id
ORDER BY f.paged_at DESC, f.id DESC
"""
)
# One row a run; a run that was only started anew goes on in the next one. A later acknowledgement may have taken the
# place of the first one in the run itself: its pages remember.
_RUNS = """
WITH first_words AS (
    SELECT run_id, min(answered_at) AS answered_at FROM oncall_page
    WHERE answer = 'acknowledged' AND paged_at >= %(starts_at)s GROUP BY run_id
), runs AS (
    SELECT r.path_name AS path, r.started_at, r.state,
        floor(extract(epoch FROM r.started_at - %(starts_at)s) / %(bucket_s)s)::int AS bucket,
        least(w.answered_at, r.acknowledged_at) AS acknowledged_at
    FROM oncall_escalationrun r LEFT JOIN first_words w ON w.run_id = r.id
    WHERE r.started_at >= %(starts_at)s AND r.started_at < %(ends_at)s
        AND NOT (r.end_reason = 'restarted' AND r.acknowledged_at IS NULL AND w.answered_at IS NULL)
)
SELECT path, bucket, grouping(path) = 0 AS of_path, grouping(bucket) = 0 AS of_bucket,
    count(*) AS runs, count(acknowledged_at) AS acknowledged,
    count(*) FILTER (WHERE acknowledged_at <= started_at + interval '5 minutes') AS soon,
    count(*) FILTER (WHERE acknowledged_at IS NULL AND state <> 'running') AS never,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - started_at)) AS median_s,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - started_at)) AS p90_s
FROM runs GROUP BY GROUPING SETS ((), (path), (bucket)) ORDER BY path, bucket
"""
_CHANNELS = (
    _FATES
    + """
SELECT channel, count(*) AS messages, count(asked_at) AS tried, count(delivered_at) AS delivered,
    count(*) FILTER (WHERE state = 'failed' AND error_code <> ALL(%(unanswered)s)) AS failed,
    count(*) FILTER (WHERE state = 'failed' AND error_code = ANY(%(unanswered)s)) AS not_answered,
    count(*) FILTER (WHERE providers > 1) AS by_second,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM delivered_at - asked_at)) AS median_s,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM delivered_at - asked_at)) AS p90_s
FROM sent GROUP BY channel ORDER BY messages DESC, channel
"""
)
_PROVIDERS = """
SELECT d.channel, t.provider, count(*) AS tried, count(*) FILTER (WHERE t.state = 'delivered') AS delivered,
    count(*) FILTER (WHERE t.state = 'unconfirmed') AS unconfirmed,
    count(*) FILTER (
        WHERE t.state IN ('delayed', 'lost', 'refused', 'hopeless') AND t.error_code <> ALL(%(unanswered)s)
    ) AS failed,
    count(*) FILTER (
        WHERE t.state IN ('delayed', 'lost', 'refused', 'hopeless') AND t.error_code = ANY(%(unanswered)s)
    ) AS not_answered,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.receipt_at - t.asked_at))
        FILTER (WHERE t.state = 'delivered') AS median_s
FROM notifications_attempt t JOIN notifications_delivery d ON d.id = t.delivery_id
WHERE d.kind = 'page' AND t.provider <> '' AND t.asked_at >= %(starts_at)s AND t.asked_at < %(ends_at)s
GROUP BY d.channel, t.provider ORDER BY d.channel, tried DESC, t.provider
"""


def pages_grouped(asked: Asked) -> list[Row]:
    """All pages together, by path and by person; `of_path` and `of_user` tell which row is which."""
    return _rows(_GROUPED, asked.values)


def escalations(asked: Asked) -> list[Row]:
    """All escalations together, by path and by stretch of time; `of_path` and `of_bucket` tell which row is which."""
    return _rows(_RUNS, asked.values)


def by_channel(asked: Asked) -> list[Row]:
    """What became of the messages of each channel."""
    return _rows(_CHANNELS, asked.values)


def by_provider(asked: Asked) -> list[Row]:
    """What became of the requests at each provider."""
    return _rows(_PROVIDERS, asked.values)


def newest_pages(asked: Asked, *, most: int) -> list[Row]:
    """The newest pages, one row each."""
    return _rows(f"{_LISTED} LIMIT %(most)s", {**asked.values, "most": most})


def all_pages(asked: Asked) -> Iterator[Row]:
    """Every page, one row each, the newest first."""
    yield from _rows(_LISTED, asked.values)


def _rows(statement: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names: Sequence[str] = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
