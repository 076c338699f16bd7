"""Pushes to a browser: one is added on one's own page, and the two files that make the pages an app."""

from django import forms
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import operations, verifying
from accounts.access import insiders_only, public
from accounts.models import User
from accounts.refusals import Unable
from accounts.views import page_of
from notifications.channels import registry
from notifications.channels.push_cipher import Subscription

NOT_SUBSCRIBED = (
    "This browser did not say how it is reached. Allow notifications for this site, and try again."
)


class BrowserForm(forms.Form):
    """What a browser says of its subscription."""

    endpoint = forms.URLField(max_length=800, assume_scheme="https")
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=30)
    label = forms.CharField(max_length=80, required=False)

    def clean(self) -> dict[str, object]:
        """A subscription that a message can be sealed for."""
        given = super().clean() or {}
        if not self.errors:
            found = Subscription(given["endpoint"], given["p256dh"], given["auth"])
            try:
                given["address"] = Subscription.of(found.address).address
            except ValueError as error:
                raise forms.ValidationError(NOT_SUBSCRIBED) from error
        return given


@insiders_only
@require_POST
def add_browser(request: HttpRequest) -> HttpResponse:
    """One's own browser; a code comes as a push at once, and it is used once the code has come back."""
    form = BrowserForm(request.POST)
    if "webpush" not in registry.set_up() or not form.is_valid():
        return page_of(request, refusal=NOT_SUBSCRIBED, status=400)
    user = User.objects.get(pk=request.user.pk or 0)
    given = form.cleaned_data
    try:
        method = operations.add_contact_method(
            user=user, kind="webpush", address=given["address"], label=given["label"] or "This browser"
        )
        verifying.send_code(user=user, method_id=method.pk, at=timezone.now())
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
    messages.success(request, "A code is on its way to this browser. Type it here; it holds for ten minutes.")
    return redirect("profile")


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Anybody: the script that shows a push. It has to stand at the root, to speak for all pages."""
    path = finders.find("notifications/service-worker.js")
    if not isinstance(path, str):
        raise Http404("There is no service worker.")
    with open(path, encoding="utf-8") as script:
        words = script.read().replace("ICON", static("notifications/barb-192.png"))
    answer = HttpResponse(words, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Anybody: what a phone needs to put the pages among its apps."""
    icons = [
        {"src": static("storm/barb.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("notifications/barb-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("notifications/barb-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    said = {
        "name": "Storm",
        "short_name": "Storm",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1d5f7f",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json")
