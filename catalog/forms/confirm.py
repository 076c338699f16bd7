"""A form without fields: pressing its button is the answer."""

from django import forms


class Confirm(forms.Form):
    """Nothing to fill in."""
