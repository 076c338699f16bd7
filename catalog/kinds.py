"""The facts that this room records, and the sentence each is told in.

`changes` maps a field to what it was and what it is; `name` is what the row is called.
"""

_CHANGES = (
    "{% for field, pair in changes.items %}{{ field }}: {{ pair.0|default:'empty' }} → {{ pair.1|default:'empty' }}"
    "{% if not forloop.last %}; {% endif %}{% endfor %}"
)


def _of(subject: str, words: str) -> dict[str, str]:
    """The life of one kind of row that has a page of its own."""
    return {
        f"{subject}.added": f"Added to the catalog: {words} {{{{ name }}}}",
        f"{subject}.changed": _CHANGES,
        f"{subject}.removed": f"Removed from the catalog: {words} {{{{ name }}}}",
    }


def _part(subject: str, words: str) -> dict[str, str]:
    """The life of what belongs to such a row."""
    return {
        f"{subject}.added": f"{words} added: {{{{ name }}}}",
        f"{subject}.changed": f"{words} {{{{ name }}}}: {_CHANGES}",
        f"{subject}.removed": f"{words} removed: {{{{ name }}}}",
    }


_MERGED = (
    "{{ gone }} {{ gone|pluralize:'double was,doubles were' }} merged into this: {{ names }}. "
    "With {{ gone|pluralize:'it,them' }} came {{ moved }}"
)

KINDS: dict[str, str] = {
    "catalog_import.started": "{{ name }}, {{ rows }} row{{ rows|pluralize }} of {{ what }}, is looked at",
    "catalog_import.applied": "{{ name }}, {{ rows }} row{{ rows|pluralize }} of {{ what }}, is let in",
    "catalog_import.undone": "{{ name }}, {{ rows }} row{{ rows|pluralize }} of {{ what }}, is taken back",
    **_of("customer", "customer"),
    "customer.left": "{{ name }} is no longer a customer{% if reason %}: {{ reason }}{% endif %}",
    "customer.merged": _MERGED,
    "customer.merged_into": "Merged into {{ into }}",
    **_of("asset", "asset"),
    "asset.retired": "{{ name }} was retired",
    "asset.brought_back": "{{ name }} is in use again",
    "asset.merged": _MERGED,
    "asset.merged_into": "Merged into {{ into }}",
    **_of("partner", "partner"),
    **_of("customer_group", "group of customers"),
    **_of("asset_group", "group of assets"),
    **_of("provider", "service provider"),
    **_of("calendar", "calendar"),
    **_part("contact", "Contact"),
    "contact.channel_verified": "Contact {{ name }}: {{ channel }} {{ address }} verified. {{ how }}",
    "contact.channel_doubted": "Contact {{ name }}: {{ channel }} {{ address }} is no longer verified",
    "contact.channel_refused": "Contact {{ name }}: nobody is reached by {{ channel }} {{ address }}. {{ why }}",
    **_part("term", "Contract term"),
    **_part("touch_point", "Touch point"),
    **_part("promise", "Promise"),
    **_part("continuity", "Going on without us"),
    **_part("link", "Link"),
    **_part("dependency", "Dependency"),
    **_part("redundancy", "Redundancy group"),
}
