"""The numbers that classifications are computed with: read by the staff, changed by administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import actor_in, staff_only
from accounts.refusals import Unable
from accounts.roles import Role
from incidents.forms.parameters import ParametersForm
from incidents.operations.parameters import change_parameters
from incidents.queries.parameters import earlier_versions, numbers_now


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def parameters(request: HttpRequest) -> HttpResponse:
    """Staff; the operation asks for an administrator."""
    now = numbers_now()
    form = ParametersForm(request.POST or None, parameters=now.parameters, version=now.version)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, 400)
    given, actor = form.cleaned_data, actor_in(request)
    try:
        change_parameters(
            numbers=form.numbers(), reason=given["reason"], seen=given["seen"], actor=actor, at=timezone.now()
        )
    except Unable as refused:
        return _page(request, form, refused.status, refused.sentences)
    messages.success(request, "Kept as a new version. Incidents classified before keep their numbers.")
    return redirect("incidents:parameters")


def _page(
    request: HttpRequest, form: ParametersForm, status: int = 200, refused: list[str] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "may_change": Role.ADMIN in actor_in(request).roles,
        "versions": earlier_versions(),
        "refused": refused or [],
    }
    return render(request, "incidents/parameters.html", context, status=status)
