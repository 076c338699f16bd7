"""What is put into one's own product to show the box of a customer there."""

from django.conf import settings

from statuspage.boxes.signing import token_of
from statuspage.models import BoxKey


def snippet_of(key: BoxKey) -> str:
    """A script tag. The script lies beside the copy of the page; what it asks for the product alone answers."""
    token = token_of(key.public_id, key.customer_id)
    said = f'data-customer="{token}" data-from="{settings.PUBLIC_URL}/status/"'
    return f'<script async src="{settings.STATUS_URL}/box.js" {said}></script>'
