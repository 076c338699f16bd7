"""One request to a provider over HTTP: within the promised time, tried once, and what went wrong in our words."""

from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from notifications.channels.protocol import PROVIDER_TIMEOUT_SECONDS, TemporaryFailure

_CONNECT_SECONDS = 3
_MOST = 10_000  # characters of an answer


class Line:
    """A kept connection to one provider. `base_url` may point it at another host."""

    def __init__(self, base_url: str, *, headers: Mapping[str, str] | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.headers.update(headers or {})
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=16))

    def post(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer; an answer that is no JSON object is an empty one. Raises TemporaryFailure."""
        answer = self._answer(path, **body)
        return answer.status_code, _object(answer)

    def post_text(self, path: str, **body: Any) -> tuple[int, str]:
        """Status and answer as it stands. Raises TemporaryFailure."""
        answer = self._answer(path, **body)
        return answer.status_code, answer.text[:_MOST]

    def _answer(self, path: str, **body: Any) -> requests.Response:
        wait = (_CONNECT_SECONDS, PROVIDER_TIMEOUT_SECONDS - _CONNECT_SECONDS)
        try:
            return self._session.post(self._base_url + path, timeout=wait, allow_redirects=False, **body)
        except requests.ConnectTimeout as error:
            raise TemporaryFailure("timeout", "The provider cannot be reached.") from error
        except requests.Timeout as error:
            raise TemporaryFailure("timeout", "The provider did not answer.", may_have_left=True) from error
        except (requests.RequestException, ValueError) as error:
            raise TemporaryFailure("connection", "The line broke.", may_have_left=True) from error


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
