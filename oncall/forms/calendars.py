"""The form by which a foreign calendar is brought in."""

from django import forms


class CalendarFileForm(forms.Form):
    """A file, and what the layer is called that it becomes."""

    file = forms.FileField(
        label="Calendar file",
        help_text="As .ics, which every calendar program can save. At most 2 MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    name = forms.CharField(
        label="Name of the layer",
        max_length=80,
        help_text="A layer of this name that came from a calendar is replaced from now on.",
    )
