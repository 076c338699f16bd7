"""Decides how often the public form may be used: by one client, and for one address, whether it is known or not."""

import hmac
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts.refusals import Unable
from statuspage.models import FormUse
from statuspage.subscribing import addresses

OF_A_CLIENT, OF_AN_ADDRESS, TEXTS_OF_A_CLIENT = 30, 5, 5
"""In an hour. Many colleagues may share one client; a text message costs money."""

TOO_OFTEN = mark("This form was used too often just now. Please try again in an hour.")
_COUNT = """
INSERT INTO statuspage_formuse (who, hour, count) VALUES (%s, %s, 1)
ON CONFLICT (who, hour) DO UPDATE SET count = statuspage_formuse.count + 1 RETURNING count
"""


class TooOften(Unable):
    """Refused for now (429)."""

    status = 429

    def __init__(self) -> None:
        super().__init__("TOO_OFTEN", sentences=[_(TOO_OFTEN)])


def count_use(*, client: str, channel: str, address: str, at: datetime, contact: str = "") -> None:
    """Count one use of the form, also a refused one. `contact`: the mailbox that answers for a program.

    Raises TooOften.
    """
    written = {_as_kept(channel, address)}
    if channel in addresses.PROGRAMS and contact:
        written.add(_as_kept("email", contact))
    uses = [(f"client:{_network(client)}", OF_A_CLIENT)]
    uses += [(f"address:{one}", OF_AN_ADDRESS) for one in written]
    if channel == "sms":
        uses.append((f"texts:{_network(client)}", TEXTS_OF_A_CLIENT))
    if any([_used(who, at) > most for who, most in uses]):  # each is counted
        raise TooOften


def forget(*, at: datetime) -> None:
    """What is older than a day serves nobody."""
    FormUse.objects.filter(hour__lt=at - timedelta(days=1)).delete()


def _used(who: str, at: datetime) -> int:
    key = hmac.new(settings.SECRET_KEY.encode(), f"form:{who}".encode(), sha256).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, at.replace(minute=0, second=0, microsecond=0)])
        return int(cursor.fetchone()[0])


def _as_kept(channel: str, address: str) -> str:
    """One address is one, however it is typed."""
    if channel == "sms":
        with suppress(ValidationError):
            return addresses.kept(channel, address)
    return address.strip().lower()


def _network(client: str) -> str:
    """Whoever has one IPv6 address has a whole network of them."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(address, IPv6Address) else client
