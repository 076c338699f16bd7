"""One POST to an address that a person gave us: never into our own network, no redirect followed, tried once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import certifi
import urllib3

from notifications.channels import ending
from notifications.channels.outside import target_of
from notifications.channels.protocol import PROVIDER_TIMEOUT_SECONDS, TemporaryFailure

_CONNECT_SECONDS = 3
_READ_AT_MOST = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of the body only its beginning."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_after_s(self) -> float:
        """How long we are asked to wait; 0 where nothing is said."""
        said = self.headers.get("retry-after", "")
        return float(said) if said.isdecimal() and len(said) < 6 else 0.0


def post(to: str, body: bytes, headers: Mapping[str, str], *, inside: Iterable[str], who: str) -> Answer:
    """Post it. Raises TemporaryFailure and, for an address that may not be called, PermanentFailure.

    `who` names the receiver in sentences: “The webhook”.
    """
    host, port, address = target_of(to, inside)
    parts = urlsplit(to)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pool = _pool(parts.scheme, host, address, port)
    said = {**headers, "Host": parts.netloc}
    try:
        with pool:
            answer = pool.urlopen(
                "POST", path, body, said, redirect=False, retries=False, preload_content=False
            )
            read = _beginning(answer).decode("utf-8", "replace")
            answer.close()
    except urllib3.exceptions.NewConnectionError as error:
        raise TemporaryFailure("connection", f"{who}'s host cannot be reached.") from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise TemporaryFailure("line", f"{who} did not answer.", may_have_left=True) from error
    return Answer(int(answer.status), read, {name.lower(): value for name, value in answer.headers.items()})


def _beginning(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The first bytes of the body; whoever lets them drip is not waited for longer than anybody else."""
    read, ends_at = b"", time.monotonic() + PROVIDER_TIMEOUT_SECONDS
    while len(read) < _READ_AT_MOST and time.monotonic() < ends_at:
        piece = answer.read1(_READ_AT_MOST - len(read))
        if not piece:
            break
        read += piece
    return read


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    """A connection to the one address that was looked at; the certificate is still checked against the name."""
    wait = urllib3.Timeout(connect=_CONNECT_SECONDS, read=PROVIDER_TIMEOUT_SECONDS - _CONNECT_SECONDS)
    if scheme != "https":
        plain = urllib3.HTTPConnectionPool(address, port, timeout=wait)
        plain.ConnectionCls = ending.http(PROVIDER_TIMEOUT_SECONDS)
        return plain
    names: dict[str, Any] = {"server_hostname": host, "assert_hostname": host, "ca_certs": certifi.where()}
    pool = urllib3.HTTPSConnectionPool(address, port, timeout=wait, cert_reqs="CERT_REQUIRED", **names)
    pool.ConnectionCls = ending.https(PROVIDER_TIMEOUT_SECONDS)
    return pool
