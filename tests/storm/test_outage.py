"""With the database away pages and the API say so, and nothing looks like a mistake of the reader's."""

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path


def away(request: object) -> None:
    raise OperationalError("server closed the connection unexpectedly")


def broken(request: object) -> None:
    raise RuntimeError("a bug")


urlpatterns = [
    path("away/", away),
    path("broken/", broken),
    path("api/v1/away/", away),
]
handler500 = "storm.outage.server_error"


@pytest.fixture
def visitor() -> Client:
    """Somebody who sees what the server answers."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/away/", 503, "The database does not answer"),
        ("/broken/", 500, "<h1>"),
        ("/api/v1/away/", 503, "DATABASE_AWAY"),
    ],
)
@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_what_broke_is_said(visitor: Client, address: str, status: int, words: str) -> None:
    answer = visitor.get(address)
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
