"""A person's own rules: by what she is paged after how long, and her quiet hours. They stand on her own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import insiders_only
from accounts.models import User
from accounts.refusals import Unable
from accounts.views import page_of
from oncall.forms.reaching import QuietForm, RuleForm
from oncall.models import NotificationRule
from oncall.operations import preferring
from oncall.shown.habits import KINDS, kind_choices, section_of


@insiders_only
@require_POST
def add_rule(request: HttpRequest) -> HttpResponse:
    """One's own rule: by this channel, after so many minutes."""
    user = _self(request)
    form = RuleForm(request.POST, kinds=kind_choices(user))
    if not form.is_valid():
        return page_of(request, refusal="Choose a way and a time from the lists.", status=400)
    try:
        preferring.add_rule(user=user, **form.cleaned_data)
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
    messages.success(request, f"{KINDS[form.cleaned_data['kind']]} is in your rules.")
    return redirect("profile")


@insiders_only
@require_POST
def remove_rule(request: HttpRequest, number: int) -> HttpResponse:
    """One's own rule less."""
    get_object_or_404(NotificationRule, pk=number, user=_self(request))
    try:
        preferring.remove_rule(user=_self(request), rule_id=number)
    except Unable as refusal:
        return page_of(request, refusal=str(refusal), status=refusal.status)
    messages.success(request, "The rule is removed.")
    return redirect("profile")


@insiders_only
@require_POST
def set_quiet_hours(request: HttpRequest) -> HttpResponse:
    """One's own quiet hours."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        return page_of(request, quiet_form=form, refusal="Give both times, or none.", status=400)
    try:
        preferring.set_quiet_hours(user=_self(request), **form.cleaned_data)
    except Unable as refusal:
        return page_of(request, quiet_form=form, refusal=str(refusal), status=refusal.status)
    messages.success(request, section_of(_self(request), timezone.now()).quiet_words)
    return redirect("profile")


def _self(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)
