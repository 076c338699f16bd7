"""How Amazon wants a request signed (Signature Version 4): a key of the day, over the words of the request. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose requests they are, and for which service in which region."""

    key_id: str
    secret: str
    region: str
    service: str


def moment_of(at: datetime) -> str:
    """The header `x-amz-date`."""
    return at.strftime("%Y%m%dT%H%M%SZ")


def authorization(
    account: Account,
    *,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
    method: str = "POST",
    query: str = "",
) -> str:
    """The header of a request to `/`; `headers` are those that are signed, in lower case."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join((method, "/", query, lines, names, sha256(body).hexdigest()))
    day = moment_of(at)[:8]
    scope = f"{day}/{account.region}/{account.service}/aws4_request"
    signed = "\n".join((_ALGORITHM, moment_of(at), scope, sha256(request.encode()).hexdigest()))
    key = f"AWS4{account.secret}".encode()
    for word in (day, account.region, account.service, "aws4_request"):
        key = hmac.new(key, word.encode(), sha256).digest()
    signature = hmac.new(key, signed.encode(), sha256).hexdigest()
    return f"{_ALGORITHM} Credential={account.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
