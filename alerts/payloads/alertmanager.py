"""Alertmanager's webhook, version 4. Read leniently: one bad alert does not spoil the others.

The payload's own `status` is never looked at: it says what the listed alerts have in common, not how the group fares.
"""

import hashlib
import json
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from alerts.moments import moment
from alerts.signals import Glance, Reading, Rejected, Signal, UnableToRead

RIGHT = (
    "Expected JSON as Alertmanager's webhook sends it: "
    '{"version": "4", "groupKey": …, "alerts": [{"status": …, "labels": …}]}.'
)
UNNAMED = "alert without a name"
_REPLACED = "\ufffd"
_COUNT_LIMIT = 1_000_000
_SHOWN = 2000


class WebhookAlert(BaseModel):
    """One entry of `alerts`."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    status: Literal["firing", "resolved"]
    labels: dict[str, str]
    annotations: dict[str, str] | None = None
    startsAt: str | None = None  # noqa: N815  # the sender's own spelling
    endsAt: str | None = None  # noqa: N815
    generatorURL: str | None = None  # noqa: N815
    fingerprint: str | None = None


class Webhook(BaseModel):
    """The whole, when nothing is wrong with it."""

    alerts: list[WebhookAlert]
    groupKey: str = ""  # noqa: N815
    truncatedAlerts: int = 0  # noqa: N815


def glance(body: bytes) -> Glance:
    """What the sender is told at once, without making anything of it. Raises UnableToRead as `read` does."""
    if (whole := _whole(body)) is not None:
        return Glance(alerts=len(whole.alerts))
    reading = _read_piece_by_piece(body)
    return Glance(alerts=len(reading.signals), rejected=reading.rejected)


def read(body: bytes) -> Reading:
    """Understand a request. Raises UnableToRead when nothing in it can be used."""
    if (whole := _whole(body)) is None:
        return _read_piece_by_piece(body)
    group = group_hash(whole.groupKey)
    signals = tuple(_signal(alert, group) for alert in whole.alerts)
    return Reading(signals=signals, truncated=_count(whole.truncatedAlerts))


def _whole(body: bytes) -> Webhook | None:
    """The body if nothing in it is wrong, as it nearly always is; None where each alert must be looked at."""
    if b"\x00" in body or b"\\u0000" in body:
        return None
    try:
        whole = Webhook.model_validate_json(body)
    except ValidationError:
        return None
    return whole if all(_says_who(alert) for alert in whole.alerts) else None


def group_hash(group_key: str) -> str:
    """Group keys have no limit of length, their hash has. Empty stays empty."""
    return hashlib.sha256(group_key.encode()).hexdigest() if group_key else ""


def _read_piece_by_piece(body: bytes) -> Reading:
    """Alert by alert, after characters that the database cannot hold were replaced."""
    payload = _payload(body)
    group_key = payload.get("groupKey")
    group = group_hash(group_key if isinstance(group_key, str) else "")
    signals: list[Signal] = []
    rejected: list[Rejected] = []
    for position, given in enumerate(payload["alerts"], start=1):
        try:
            alert = WebhookAlert.model_validate(given)
        except ValidationError as error:
            rejected.append(_rejected(position, _why(error), given))
            continue
        if _says_who(alert):
            signals.append(_signal(alert, group))
        else:
            rejected.append(
                _rejected(position, "neither a fingerprint nor a label says which alert it is", given)
            )
    if rejected and not signals:
        raise UnableToRead(
            f"No alert could be read. Alert {rejected[0].position}: {rejected[0].why}. {RIGHT}"
        )
    return Reading(
        signals=tuple(signals), rejected=tuple(rejected), truncated=_count(payload.get("truncatedAlerts"))
    )


def _payload(body: bytes) -> dict[str, Any]:
    text = body.replace(b"\x00", _REPLACED.encode()).decode("utf-8-sig", "replace")
    try:
        payload = _clean(json.loads(text))
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else f"not JSON ({error})"
        raise UnableToRead(f"The body is {what if body.strip() else 'empty'}. {RIGHT}") from error
    if not isinstance(payload, dict):
        raise UnableToRead(f"The body is JSON, but not an object. {RIGHT}")
    if not isinstance(payload.get("alerts"), list):
        raise UnableToRead(f"The field “alerts” is missing or not a list. {RIGHT}")
    return payload


def _clean(value: Any) -> Any:
    """Without U+0000 and halves of surrogate pairs, which PostgreSQL cannot hold."""
    if isinstance(value, str):
        return value.replace("\x00", _REPLACED).encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value


def _says_who(alert: WebhookAlert) -> bool:
    return bool(alert.labels or (alert.fingerprint or "").strip())


def _signal(alert: WebhookAlert, group: str) -> Signal:
    annotations = alert.annotations or {}
    given = (alert.startsAt or "").strip()
    return Signal(
        dedup_key=_dedup_key(alert),
        firing=alert.status == "firing",
        name=(alert.labels.get("alertname") or UNNAMED)[:200],
        summary=next(
            (annotations[key] for key in ("summary", "description", "message") if annotations.get(key)), ""
        ),
        group_key=group,
        starts_at=moment(given),
        starts_at_given=given[:60],
        ends_at=moment(alert.endsAt or ""),
        labels=alert.labels,
        annotations=annotations,
        link=web_link(alert.generatorURL or ""),
    )


def _dedup_key(alert: WebhookAlert) -> str:
    """The sender's fingerprint; where it is missing or too long, a hash."""
    given = (alert.fingerprint or "").strip() or json.dumps(sorted(alert.labels.items()))
    return given if len(given) <= 64 and alert.fingerprint else hashlib.sha256(given.encode()).hexdigest()


def web_link(address: str) -> str:
    """The address if a browser may follow it, else nothing: a payload must not bring `javascript:` onto a page."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def _count(value: Any) -> int:
    return min(max(value, 0), _COUNT_LIMIT) if isinstance(value, int) else 0


def _why(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _rejected(position: int, why: str, given: Any) -> Rejected:
    words = json.dumps(given, ensure_ascii=False, default=str)
    return Rejected(
        position=position, why=_clean(why)[:300], given=given if len(words) <= _SHOWN else words[:_SHOWN]
    )
