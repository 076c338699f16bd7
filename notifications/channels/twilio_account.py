"""One account at Twilio: its own client with our time-outs, its signature, and its refusals in our words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.rest import Client

from notifications.channels.protocol import (
    PROVIDER_TIMEOUT_SECONDS,
    ForgedCallback,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_errors import failure_for

PROVIDER = "twilio"
_CONNECT_SECONDS = 3


class _Bounded(HTTPAdapter):
    """Connecting and waiting together stay below the promised time; nothing is tried twice."""

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = (_CONNECT_SECONDS, PROVIDER_TIMEOUT_SECONDS - _CONNECT_SECONDS)
        return super().send(request, *args, **options)


class TwilioAccount:
    """The account's client. `base_url` points the real client at another host."""

    def __init__(self, account_sid: str, auth_token: str, *, base_url: str | None = None) -> None:
        http = TwilioHttpClient()
        for scheme in ("https://", "http://"):
            http.session.mount(scheme, _Bounded(pool_maxsize=16))
        self.client = Client(account_sid, auth_token, http_client=http)
        if base_url:
            self.client.api.base_url = base_url.rstrip("/")
        self._validator = RequestValidator(auth_token)

    def verified(self, callback: SignedForm, *needed: str) -> Mapping[str, str]:
        """The form's fields. Raises ForgedCallback, and UnreadableCallback where one of those needed is missing."""
        headers = {name.lower(): value for name, value in callback.headers.items()}
        signature = headers.get(SIGNATURE_HEADER.lower(), "")
        algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER.lower()))
        if not self._validator.validate(callback.url, callback.fields, signature, algorithm):
            raise ForgedCallback("the signature does not match")
        if missing := [name for name in needed if not callback.fields.get(name)]:
            raise UnreadableCallback(f"needed, but missing: {', '.join(missing)}")
        return callback.fields


@contextmanager
def asking() -> Iterator[None]:
    """Around a request to Twilio: whatever goes wrong comes out as a failure of the protocol."""
    try:
        yield
    except TwilioRestException as error:
        raise failure_for(str(error.code or ""), status=int(error.status), words=error.msg) from error
    except requests.ConnectTimeout as error:
        raise TemporaryFailure("timeout", "The provider cannot be reached.") from error
    except requests.Timeout as error:
        raise TemporaryFailure("timeout", "The provider did not answer.", may_have_left=True) from error
    except (requests.RequestException, ValueError, KeyError) as error:
        raise TemporaryFailure("connection", "The line broke.", may_have_left=True) from error
