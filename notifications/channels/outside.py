"""Decides whether an address that a person typed may be called: never one of our own network, unless it was allowed.

The name is looked up once, and that answer is connected to: a name that changes its mind in between leads nowhere else.
"""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from notifications.channels.protocol import PermanentFailure, TemporaryFailure

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_PORTS = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_outside(address: Address) -> bool:
    """Whether it belongs to the public internet, looked at through what IPv6 may hide in it."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.teredo or address in _NAT64 or address in _SIX_TO_FOUR
        return not hidden and address.is_global and not address.is_multicast
    return address.is_global and not address.is_multicast


def allowed(host: str, address: Address, inside: Iterable[str]) -> bool:
    """Outside, or named by the operator: a host, or a network such as 10.1.0.0/16."""
    return is_outside(address) or any(_names(name, host, address) for name in inside)


def target_of(url: str, inside: Iterable[str]) -> tuple[str, int, str]:
    """Host, port and the one IP address to connect to. Raises PermanentFailure for what may not be called."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PermanentFailure(
            "bad_url", "This is no address of a webhook.", contact_is_invalid=True
        ) from error
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or parts.username:
        raise PermanentFailure("bad_url", "This is no address of a webhook.", contact_is_invalid=True)
    try:
        port = parts.port or _PORTS[parts.scheme]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise TemporaryFailure("dns", "The webhook's host is not found.") from error
    except ValueError as error:
        raise PermanentFailure("bad_url", "This is no address of a webhook.") from error
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    inside = list(inside)
    if not addresses or not all(allowed(host, address, inside) for address in addresses):
        raise PermanentFailure("inside", "The webhook's host is in a network that may not be called.")
    if parts.scheme == "http" and is_outside(addresses[0]):
        raise PermanentFailure("plain_http", "A webhook outside of our network needs https.")
    return host, port, str(addresses[0])


def _names(name: str, host: str, address: Address) -> bool:
    if name.lower() == host.lower():
        return True
    try:
        return address in ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False
