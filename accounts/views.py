"""A person's own page: how she is reached, and her API tokens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import operations
from accounts.access import insiders_only
from accounts.forms import ContactMethodForm, TokenForm
from accounts.models import ApiToken, ContactMethod, User
from accounts.refusals import Unable
from accounts.roles import Role


@insiders_only
@require_GET
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request)


@insiders_only
@require_POST
def add_contact(request: HttpRequest) -> HttpResponse:
    """One more way to be reached; used once an administrator has verified it."""
    form = ContactMethodForm(request.POST)
    if not form.is_valid():
        return _page(request, contact_form=form, status=400)
    try:
        operations.add_contact_method(user=_self(request), **form.cleaned_data)
    except Unable as refusal:
        form.add_error("address", str(refusal))
        return _page(request, contact_form=form, status=refusal.status)
    return redirect("profile")


@insiders_only
@require_POST
def remove_contact(request: HttpRequest, number: int) -> HttpResponse:
    """One way less, never the last."""
    get_object_or_404(ContactMethod, pk=number, user=_self(request))
    try:
        operations.remove_contact_method(user=_self(request), method_id=number)
    except Unable as refusal:
        return _page(request, refusal=str(refusal), status=refusal.status)
    return redirect("profile")


@insiders_only
@require_POST
def prefer_contact(request: HttpRequest, number: int) -> HttpResponse:
    """This one first."""
    get_object_or_404(ContactMethod, pk=number, user=_self(request))
    operations.prefer_contact_method(user=_self(request), method_id=number)
    return redirect("profile")


@insiders_only
@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token. It stands in this one answer and nowhere else, so there is no redirect."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=400)
    token = operations.make_token(user=_self(request), name=form.cleaned_data["name"], at=timezone.now())
    return _page(request, new_token=token)


@insiders_only
@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """A token of one's own opens nothing any more."""
    get_object_or_404(ApiToken, pk=number, user=_self(request))
    operations.revoke_token(user=_self(request), token_id=number, at=timezone.now())
    return redirect("profile")


def _self(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)


def _page(request: HttpRequest, *, status: int = 200, **said: object) -> HttpResponse:
    user = _self(request)
    context = {
        "contact_form": ContactMethodForm(auto_id="contact_%s"),
        "token_form": TokenForm(auto_id="token_%s"),
        "methods": user.contact_methods.all(),
        "tokens": user.api_tokens.filter(revoked_at=None).order_by("-created_at"),
        "role_names": [Role(role).label for role in user.roles],
        **said,
    }
    return render(request, "accounts/profile.html", context, status=status)
