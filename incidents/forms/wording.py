"""The form of words: a subject, a text with variables, the incident of the preview, and why they change."""

from typing import Any

from django import forms

from incidents.forms.fields import words


class WordsForm(forms.Form):
    """What is said. A text message has no subject."""

    use_required_attribute = False
    subject = forms.CharField(label="Subject", max_length=200, required=False)
    body = words("Text", rows=14, most=8_000)
    incident = forms.ChoiceField(label="Show it on", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = words("Why?", rows=2, most=300, required=False, help_text="Kept with the version.")

    def __init__(self, *args: Any, form: str, incidents: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = [("", "an example"), *incidents]  # type: ignore[attr-defined]  # a ChoiceField
        if form != "mail":
            del self.fields["subject"]
