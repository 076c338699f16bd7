"""The outside heartbeat: somebody else's watch that calls when ours falls silent."""

import logging
import urllib.request

from django.conf import settings

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 5


def ping() -> bool:
    """Tell the heartbeat that all is well; False when it could not be told or none is set. Never raises."""
    url = settings.HEARTBEAT_URL
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS):  # noqa: S310  # the operator's own address
            return True
    except (OSError, ValueError) as error:
        log.warning("The heartbeat could not be told: %s", error)
        return False
