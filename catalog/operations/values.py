"""What is wrong with a row of the catalog, and what changed in it, in words that people and the timeline keep."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field, Model

from accounts.refusals import Invalid
from catalog.models import AssetDependency, ContractTerm, CustomerAssetLink, Promise, RedundancyGroup
from catalog.subjects import SORTS

Given = Mapping[str, Any]
Changes = dict[str, list[str]]

SENTENCES = {
    "asset_criticality_1_to_4": "Criticality goes from 1, hardly anybody notices, to 4, the service stands.",
    "asset_likelihood_1_to_5": "Likelihood goes from 1 to 5.",
    "asset_impact_1_to_5": "The impact of its loss goes from 1 to 5.",
    "contact_email_once": "This customer has a contact with this mail address already.",
    "partner_contact_email_once": "This partner has a contact with this mail address already.",
    "asset_needs_another": "An asset cannot need itself.",
    "asset_dependency_hard_or_soft": "A dependency is hard (1.0) or soft (0.5).",
    "redundancy_group_needs_one": "At least one member has to work.",
    "link_has_one_customer": "A link has one customer, or one group of customers.",
    "link_has_one_asset": "A link has one asset, or one group of assets.",
    "link_dependency_over_0_to_1": "A customer depends on an asset wholly (1.0) or in part (0.5).",
    "link_span_runs_forwards": "A link ends after it begins.",
    "promise_moves_when_announced": "A new day goes with the day on which the slip was announced.",
    "contract_term_promises_time": "A promise of no time at all cannot be kept.",
}
TOGETHER: dict[type[Model], str] = {
    CustomerAssetLink: "This link is there already.",
    AssetDependency: "This dependency is there already.",
    RedundancyGroup: "This asset has a redundancy group of that name already.",
    Promise: "This customer was promised that already.",
    ContractTerm: "This customer has a contract term of that name already.",
}
SPOKEN: dict[str, dict[Decimal, str]] = {
    "strength": {Decimal(1): "hard", Decimal("0.5"): "soft"},
    "dependency": {Decimal(1): "wholly", Decimal("0.5"): "in part"},
}


class WrongValue(Invalid):
    """What was given for some fields cannot be used; `fields` says what is wrong with each."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        sentences = [sentence for found in fields.values() for sentence in found]
        super().__init__(*["CATALOG_INVALID"] * len(sentences), sentences=sentences)


def fill(row: Model, given: Given) -> Changes:
    """Put values into a row; what that changes, by the field's name: what it was, what it is."""
    changes: Changes = {}
    for name, value in given.items():
        field, old = row._meta.get_field(name), getattr(row, name)
        new = _cleaned(field, value)
        if old != new:
            setattr(row, name, new)
            changes[str(getattr(field, "verbose_name", name))] = [said(field, old), said(field, new)]
    return changes


def check(row: Model) -> None:
    """Raises WrongValue with a sentence for each thing that is wrong with the row."""
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise WrongValue(_sentences(row, wrong)) from wrong


def said(field: Any, value: Any) -> str:
    """A value as people read it in the history."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | float):
        spoken = SPOKEN.get(field.name, {}).get(Decimal(str(value)))
        return spoken or f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _cleaned(field: Any, value: Any) -> Any:
    """Text without blanks around it; nothing instead of an empty text where a field may be empty."""
    if isinstance(value, str):
        value = value.strip()
        return None if not value and isinstance(field, Field) and field.null else value
    if isinstance(value, int | float) and not isinstance(value, bool) and field.name in {*SPOKEN, "arr"}:
        return Decimal(str(value))
    return value


def _sentences(row: Model, wrong: ValidationError) -> dict[str, list[str]]:
    return {
        "" if name == NON_FIELD_ERRORS else name: [_sentence(row, name, error) for error in errors]
        for name, errors in wrong.error_dict.items()
    }


def _sentence(row: Model, name: str, error: ValidationError) -> str:
    words = " ".join(error.messages)
    if error.code == "unique_together":
        return TOGETHER.get(type(row), words)
    field = None if name == NON_FIELD_ERRORS else row._meta.get_field(name)
    label = str(getattr(field, "verbose_name", ""))
    if error.code == "unique":
        return f"There is a {SORTS[type(row)].words} with the {label} “{getattr(row, name)}” already."
    named = re.search(r"“(\w+)”", words)
    if named and named[1] in SENTENCES:
        return SENTENCES[named[1]]
    return f"{label[:1].upper()}{label[1:]}: {words}" if label else words
