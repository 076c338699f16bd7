"""A second provider of text messages that takes over: Vonage as our fake plays it, with receipts as it sends them."""

import contextlib
import threading
import urllib.parse
import urllib.request
from collections import Counter
from typing import Any

from tests.fakes.sms_providers import KEY, SECRET, SIGNATURE, FakeVonage


class SecondProvider(FakeVonage):
    """On a port of its own; says of each message that it was delivered, a moment after it took it."""

    @property
    def environment(self) -> dict[str, str]:
        """What a Storm must be told to have it, asked after the first."""
        return {
            "STORM_DEMO_SMS_PROVIDERS": "twilio,vonage",
            "VONAGE_API_KEY": KEY,
            "VONAGE_API_SECRET": SECRET,
            "VONAGE_SIGNATURE_SECRET": SIGNATURE,
            "VONAGE_FROM": "+447700900998",
            "VONAGE_BASE_URL": self.base_url,
        }

    def copies(self) -> Counter[str]:
        """How often each message reached this provider, by our key."""
        return Counter(one["client-ref"] for one in self.taken if one.get("client-ref"))

    def judge(self, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        before = len(self.taken)
        answer = super().judge(headers, body)
        for message in self.taken[before:]:
            threading.Timer(0.3, self._report, args=(message,)).start()
        return answer

    def _report(self, message: dict[str, Any]) -> None:
        said = {
            "messageId": message["message-id"],
            "status": "delivered",
            "err-code": "0",
            "msisdn": message["to"],
            "to": message["from"],
            "client-ref": message.get("client-ref", ""),
        }
        body = urllib.parse.urlencode(self.signed(said)).encode()
        # The web process may be down just now; without its receipt the message counts as doubtful.
        with contextlib.suppress(OSError):
            urllib.request.urlopen(message["callback"], body, timeout=5).close()
