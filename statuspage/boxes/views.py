"""The box itself, for the product's users; the badge and the widget, for anybody; and the keys, for staff."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from accounts.access import actor_in, public, roles_required, signed
from catalog.models import Customer
from statuspage.boxes import issuing, reading
from statuspage.boxes.script import script_text
from statuspage.boxes.snippet import snippet_of
from statuspage.models import BoxKey
from statuspage.published import badge as badges
from statuspage.published import publications

FOR_OTHERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
WHO = sorted(issuing.ISSUERS)


class IssueForm(forms.Form):
    """For whom."""

    customer = forms.ModelChoiceField(
        Customer.objects.exclude(status=Customer.Status.EXITED).order_by("name"), label="Customer"
    )


@signed
@require_safe
@gzip_page
@conditional_page
def box(request: HttpRequest, token: str) -> HttpResponseBase:
    """What touches the customer of this token; for any other token there is nothing."""
    customer_id = reading.customer_of(token)
    if customer_id is None:
        refused = {"error": "There is nothing here."}
        return JsonResponse(refused, status=404, headers={**FOR_OTHERS, "Cache-Control": "no-store"})
    told = reading.told_to(customer_id, root=settings.STATUS_URL, at=timezone.now())
    return JsonResponse(told, headers={**FOR_OTHERS, "Cache-Control": "private, max-age=30"})


@public
@require_safe
@gzip_page
@conditional_page
@cache_control(public=True, max_age=300)
def script(request: HttpRequest) -> HttpResponse:
    """The script of the box and of the widget."""
    return HttpResponse(script_text(), content_type="text/javascript; charset=utf-8", headers=FOR_OTHERS)


@public
@require_safe
@conditional_page
@cache_control(public=True, max_age=10)
def badge(request: HttpRequest) -> HttpResponse:
    """The page in one small picture."""
    picture = badges.badge(publications.published())
    return HttpResponse(picture, content_type="image/svg+xml", headers=FOR_OTHERS)


@roles_required(*WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys with their snippets; issue one."""
    form = IssueForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        issued = issuing.issue_key(
            customer=form.cleaned_data["customer"], actor=actor_in(request), at=timezone.now()
        )
        messages.success(request, f"Issued for {issued.customer}.")
        return redirect("statuspage:boxes")
    rows = [_row(key) for key in BoxKey.objects.select_related("customer")]
    context = {"form": form, "rows": rows, "status_url": settings.STATUS_URL}
    return render(request, "statuspage/boxes/keys.html", context, status=400 if form.errors else 200)


@roles_required(*WHO)
@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """From now on its boxes stay empty."""
    get_object_or_404(BoxKey, pk=key_id)
    issuing.revoke_box(key_id=key_id, actor=actor_in(request), at=timezone.now())
    messages.success(request, "Revoked: boxes with it stay empty from now on.")
    return redirect("statuspage:boxes")


def _row(key: BoxKey) -> dict[str, Any]:
    return {"key": key, "snippet": snippet_of(key)}
