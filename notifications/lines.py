"""Live calls: which provider brings them, which number is ours, and the register of whoever answers them.

A room above (on-call: the hunt groups) registers a receptionist at start-up. It gets what happened to a call, runs one
operation and says what the call does next; None means the call is not for it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib import import_module

from django.conf import settings

from notifications.channels.live_calls import CallScript, LiveCalls, LiveEvent
from notifications.channels.protocol import PermanentFailure

NOBODY = "This number takes no calls. Goodbye."
Receptionist = Callable[[LiveEvent, datetime], CallScript | None]
_receptionists: list[Receptionist] = []


def register(receptionist: Receptionist) -> None:
    """Ask this one too, after those registered before; registering twice changes nothing."""
    if receptionist not in _receptionists:
        _receptionists.append(receptionist)


def answer(event: LiveEvent, at: datetime) -> CallScript:
    """What the first who knows the call says, or a polite word that nobody does. Raises ForgedCallback for a replay."""
    for receptionist in _receptionists:
        script = receptionist(event, at)
        if script is not None:
            return script
    return CallScript(NOBODY)


def takes_calls() -> bool:
    """Whether a provider is set up that could bring us calls."""
    return bool(settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN)


def main_number() -> str:
    """The number that our own calls come from: whoever calls it back is answered as well."""
    return str(settings.TWILIO_VOICE_FROM)


def line() -> LiveCalls:
    """The provider of live calls. Raises PermanentFailure where none is set up."""
    if not takes_calls():
        raise PermanentFailure("unconfigured", "No provider of live calls is set up.", needs_operator=True)
    words = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    return _line(*words, webhook(), settings.TWILIO_BASE_URL)


def webhook() -> str:
    """Where the provider asks what to do with a call."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/providers/twilio/calls"


@lru_cache(maxsize=8)
def _line(account_sid: str, auth_token: str, url: str, base_url: str) -> LiveCalls:
    # The client takes a tenth of a second to import; only processes that are asked need it.
    adapter = import_module("notifications.channels.twilio_live")
    line: LiveCalls = adapter.TwilioLiveCalls(account_sid, auth_token, url=url, base_url=base_url)
    return line
