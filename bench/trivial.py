"""The least that a web application can do with a request and still keep it: insert one row, answer 200."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, body bytea NOT NULL)"


def insert(request: HttpRequest) -> HttpResponse:
    """Anybody on this machine, while a measurement runs."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (body) VALUES (%s)", (request.body,))
    return HttpResponse("kept", headers={"Content-Length": "4"})


def alive(request: HttpRequest) -> HttpResponse:
    """Anybody: whether this server answers."""
    return HttpResponse("yes")


urlpatterns = [path("insert", insert), path("status/", alive)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.trivial_settings")
application = get_wsgi_application()
