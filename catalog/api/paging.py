"""How the catalog's lists are cut in the API: by a cursor, which neither skips nor repeats while rows come and go."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from accounts.numbers import is_number


class Cursors(CursorPagination):
    """`?cursor=…` as `next` gives it, `?page_size=200` at most."""

    ordering = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Raises NotFound for a cursor that was not made here."""
        cursor = super().decode_cursor(request)
        position: Any = cursor.position if cursor else None
        if position is not None and not is_number(position):
            raise NotFound("This cursor was not made here. Begin without one.")
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As the description of the API shows a page: always all keys."""
        found: dict[str, Any] = super().get_paginated_response_schema(schema)
        return {**found, "required": ["next", "previous", "results"]}
