"""The page of those who keep it running: which providers carry our messages, and how they do."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor_in, roles_required
from accounts.models import User
from accounts.refusals import Unable
from accounts.roles import Role
from notifications.channels import registry
from notifications.health import wake
from notifications.overview import overview
from notifications.trying_providers import send_test_through


@roles_required(Role.OPS_MANAGER, Role.ADMIN)
@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """Operations managers and administrators: every provider of every channel."""
    return render(request, "notifications/providers.html", {"channels": overview(at=timezone.now())})


@roles_required(Role.OPS_MANAGER, Role.ADMIN)
@require_POST
def try_it(request: HttpRequest, channel: str, provider: str) -> HttpResponse:
    """Operations managers and administrators: a test page to oneself through this provider."""
    if provider not in registry.provider_names(channel):
        raise Http404("There is no such provider here.")
    user = User.objects.get(pk=request.user.pk or 0)
    try:
        way = send_test_through(channel=channel, provider=provider, user=user, at=timezone.now())
        messages.success(request, f"A test goes to {way.address} through {provider.title()}.")
    except Unable as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:providers")


@roles_required(Role.OPS_MANAGER, Role.ADMIN)
@require_POST
def ask_again(request: HttpRequest, channel: str, provider: str) -> HttpResponse:
    """Operations managers and administrators: end a provider's rest, its trouble is over."""
    if provider not in registry.MAKERS.get(channel, {}):
        raise Http404("There is no such provider.")
    wake(channel=channel, provider=provider, actor=actor_in(request), at=timezone.now())
    messages.success(request, f"{provider.title()} is asked again.")
    return redirect("notifications:providers")
