"""Which address of a contact is right: somebody says so, and how they know."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.access import View
from catalog.forms.confirm import Confirm
from catalog.forms.customers import VerifyForm
from catalog.models import CustomerContact, PartnerContact
from catalog.operations.contacts import doubt_channel, verify_channel
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.rows import CUSTOMER, PARTNER, Row

WORDS = {"email": "mail address", "phone": "phone number"}


def _verify(model: type[Any], owner: Row) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def verify(request: HttpRequest, number: int, part_id: int, channel: str) -> HttpResponse:
        """It is right."""
        sheet = _around(model, owner, number, part_id, channel, "Verify")
        form = VerifyForm(typed(request), label_suffix="")
        about: dict[str, Any] = {"model": model, "contact_id": part_id, "channel": channel}
        return answer(
            request, form, sheet, lambda who: verify_channel(how=form.cleaned_data["how"], **about, **who)
        )

    return verify


def _doubt(model: type[Any], owner: Row) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def doubt(request: HttpRequest, number: int, part_id: int, channel: str) -> HttpResponse:
        """It may be wrong."""
        sheet = _around(model, owner, number, part_id, channel, "No longer verified")
        about: dict[str, Any] = {"model": model, "contact_id": part_id, "channel": channel}
        return answer(request, Confirm(typed(request)), sheet, lambda who: doubt_channel(**about, **who))

    return doubt


def _around(model: Any, owner: Row, number: int, part_id: int, channel: str, title: str) -> Sheet:
    contact = get_object_or_404(model, pk=part_id, **{owner.name: number})
    whose, page = getattr(contact, owner.name), owner.page(number)
    address = getattr(contact, channel, "")
    return Sheet(
        title=f"{title}: {contact.name}",
        submit=title,
        back=page,
        lead=f"The {WORDS.get(channel, channel)} {address} of {contact.name}, {whose}.",
        crumbs=(owner.listing, (str(whose), page)),
    )


verify_customer_contact = _verify(CustomerContact, CUSTOMER)
verify_partner_contact = _verify(PartnerContact, PARTNER)
doubt_customer_contact = _doubt(CustomerContact, CUSTOMER)
doubt_partner_contact = _doubt(PartnerContact, PARTNER)
