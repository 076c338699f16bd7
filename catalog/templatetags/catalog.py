"""What templates of the catalog ask for."""

from typing import Any

from django import template

from catalog import ways

register = template.Library()


@register.inclusion_tag("catalog/_ways.html", takes_context=True)
def catalog_ways(context: dict[str, Any]) -> dict[str, Any]:
    """The sub-navigation of the catalog's pages."""
    return {"ways": ways.ways(context["request"].path)}
