"""A person's own page: how she is reached, and her API tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import beside, operations, verifying
from accounts.access import insiders_only
from accounts.forms import ContactMethodForm, LanguageForm, TokenForm
from accounts.models import ApiToken, ContactMethod, Language, User
from accounts.refusals import Unable
from accounts.roles import Role


@insiders_only
@require_GET
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """The page."""
    return page_of(request)


@insiders_only
@require_POST
def add_contact(request: HttpRequest) -> HttpResponse:
    """One more way to be reached; a code goes there at once, and it is used once the code has come back."""
    form = ContactMethodForm(request.POST, auto_id="contact_%s")
    if not form.is_valid():
        return page_of(request, contact_form=form, status=400)
    try:
        method = operations.add_contact_method(user=_self(request), **form.cleaned_data)
    except Unable as refusal:
        form.add_error("address", str(refusal))
        return page_of(request, contact_form=form, status=refusal.status)
    return _send_code(request, method)


@insiders_only
@require_POST
def send_code(request: HttpRequest, number: int) -> HttpResponse:
    """A code goes to one's own number or address."""
    return _send_code(request, get_object_or_404(ContactMethod, pk=number, user=_self(request)))


def _send_code(request: HttpRequest, method: ContactMethod) -> HttpResponse:
    try:
        verifying.send_code(user=_self(request), method_id=method.pk, at=timezone.now())
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
    how = "We call" if method.kind == "voice" else "A code is on its way to"
    messages.success(request, f"{how} {method.shown}. Type the code here; it holds for ten minutes.")
    return redirect("profile")


@insiders_only
@require_POST
def verify_contact(request: HttpRequest, number: int) -> HttpResponse:
    """The code has come back."""
    method = get_object_or_404(ContactMethod, pk=number, user=_self(request))
    digits = request.POST.get("digits", "")[:40]
    try:
        verifying.verify(user=_self(request), method_id=number, digits=digits, at=timezone.now())
    except Unable as refusal:
        wrong = {"number": number, "words": str(refusal), "typed": digits}
        return page_of(request, wrong_code=wrong, status=refusal.status)
    messages.success(request, f"{method.shown} is verified. From now on you are reached there.")
    return redirect("profile")


@insiders_only
@require_POST
def test_contact(request: HttpRequest, number: int) -> HttpResponse:
    """A test page by one way alone; what came of it stands beside it."""
    method = get_object_or_404(ContactMethod, pk=number, user=_self(request))
    try:
        verifying.ask_for_test(user=_self(request), method_id=number, at=timezone.now())
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
    messages.success(request, f"A test page goes to {method.shown}. What came of it is told beside it.")
    return redirect("profile")


@insiders_only
@require_POST
def remove_contact(request: HttpRequest, number: int) -> HttpResponse:
    """One way less, never the last."""
    get_object_or_404(ContactMethod, pk=number, user=_self(request))
    try:
        operations.remove_contact_method(user=_self(request), method_id=number)
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
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
def set_language(request: HttpRequest) -> HttpResponse:
    """One's own language and clock."""
    form = LanguageForm(request.POST, auto_id="language_%s")
    if not form.is_valid():
        return page_of(request, language_form=form, status=400)
    operations.set_language(user=_self(request), **form.cleaned_data)
    messages.success(
        request, f"From now on you are paged in {Language(form.cleaned_data['language']).label}."
    )
    return redirect("profile")


@insiders_only
@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token. It stands in this one answer and nowhere else, so there is no redirect."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return page_of(request, token_form=form, status=400)
    token = operations.make_token(user=_self(request), name=form.cleaned_data["name"], at=timezone.now())
    return page_of(request, new_token=token)


@insiders_only
@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """A token of one's own opens nothing any more."""
    get_object_or_404(ApiToken, pk=number, user=_self(request))
    operations.revoke_token(user=_self(request), token_id=number, at=timezone.now())
    return redirect("profile")


def _self(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)


def ways_of(user: User) -> list[dict[str, object]]:
    """Her contact methods, each with what came of the last message that tried it."""
    fates = beside.fates_of(user)
    offered, waiting = (
        beside.ways_offered(),
        set(user.contact_methods.exclude(codes=None).values_list("pk", flat=True)),
    )
    return [
        {
            "method": method,
            "fate": fates.get(method.pk, ""),
            "unused": method.kind not in offered,
            "broken": method.verified_at is None and method.pk not in waiting,
        }
        for method in user.contact_methods.all()
    ]


def page_of(request: HttpRequest, *, status: int = 200, **said: object) -> HttpResponse:
    """A person's own page, with what is to be said about her last act; sections of other rooms use it, too."""
    user = _self(request)
    context = {
        "contact_form": ContactMethodForm(auto_id="contact_%s"),
        "token_form": TokenForm(auto_id="token_%s"),
        "language_form": LanguageForm(
            initial={"language": user.language, "zone": user.zone}, auto_id="language_%s"
        ),
        "methods": ways_of(user),
        "sections": beside.sections_of(user, timezone.now()),
        "tokens": user.api_tokens.filter(revoked_at=None).order_by("-created_at"),
        "role_names": [Role(role).label for role in user.roles],
        **said,
    }
    return render(request, "accounts/profile.html", context, status=status)
