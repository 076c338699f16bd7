"""How the API cuts lists into pages."""

from typing import Any

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=2&page_size=100`, at most 200 a page."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As the description of the API shows a page: always all four keys."""
        found: dict[str, Any] = super().get_paginated_response_schema(schema)
        return {**found, "required": ["count", "next", "previous", "results"]}
