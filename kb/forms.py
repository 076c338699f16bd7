"""The forms of the knowledge base. Lists are written as people write them: with commas, or one a line."""

import re
from typing import Any

from django import forms

from accounts.moments import DayField
from catalog.models import Asset
from catalog.queries import assets_named
from kb.models import Article
from kb.operations import Content

TAG_LENGTH, ALERT_LENGTH = 40, 160


def listed(text: str) -> list[str]:
    """The parts between commas and line ends, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,\n]", text) if part.strip()))


class ArticleForm(forms.Form):
    """One article."""

    title = forms.CharField(
        max_length=200, help_text="What somebody sees, in the words they would search for."
    )
    kind = forms.ChoiceField(choices=Article.Kind.choices)
    body = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Markdown. Symptom, check, do, verify: something to follow at three in the morning.",
    )
    tags = forms.CharField(required=False, help_text="Words with commas between them.")
    assets = forms.CharField(required=False, help_text="Names of assets, with commas between them.")
    alert_names = forms.CharField(
        label="Alerts",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Names of alerts that this helps with, one a line.",
    )
    review_by_date = DayField(label="Look over by")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_tags(self) -> list[str]:
        """Tags, lower-case."""
        return self._short([tag.lower() for tag in listed(self.cleaned_data["tags"])], TAG_LENGTH)

    def clean_alert_names(self) -> list[str]:
        """Alert names as the monitor writes them."""
        return self._short(listed(self.cleaned_data["alert_names"]), ALERT_LENGTH)

    def clean_assets(self) -> list[Asset]:
        """Assets by name or alias; one that nobody knows is named in the refusal."""
        names = listed(self.cleaned_data["assets"])
        known = assets_named(names)
        unknown = [name for name in names if name not in known]
        if unknown:
            raise forms.ValidationError(
                f"No asset is called {unknown[0]}. Correct the name, or leave it out."
            )
        return list({asset.pk: asset for asset in known.values()}.values())

    def content(self) -> Content:
        """What the operations take."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Content(**given)

    @staticmethod
    def _short(parts: list[str], limit: int) -> list[str]:
        long = [part for part in parts if len(part) > limit]
        if long:
            raise forms.ValidationError(f"“{long[0][:20]}…” is longer than {limit} characters.")
        return parts


def filled_from(article: Article) -> dict[str, Any]:
    """What the form shows of an article."""
    return {
        "title": article.title,
        "kind": article.kind,
        "body": article.body,
        "tags": ", ".join(article.tags),
        "assets": ", ".join(asset.name for asset in article.assets.all()),
        "alert_names": "\n".join(article.alert_names),
        "review_by_date": article.review_by_date,
        "seen": article.changed_at.isoformat(),
    }


class WaiverForm(forms.Form):
    """Why no article is needed."""

    reason = forms.CharField(
        label="Why no article is needed",
        max_length=300,
        error_messages={"required": "Say why no article is needed."},
    )
