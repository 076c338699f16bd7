"""When a person hears of her duty; and what a schedule is called and who looks after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_in, staff_only
from accounts.views import page_of
from oncall.forms.duty import DutyWishForm
from oncall.forms.schedules import ScheduleForm
from oncall.models import Schedule
from oncall.operations import scheduling
from oncall.operations.wishing import wish
from oncall.views.paths import managers_only
from oncall.views.schedules import url_of
from oncall.views.sheets import FORM, Sheet, answer


@staff_only
@require_POST
def set_wish(request: HttpRequest) -> HttpResponse:
    """Any member of staff, for themselves."""
    form = DutyWishForm(request.POST, auto_id="duty_%s")
    if not form.is_valid():
        return page_of(request, duty_form=form, status=400)
    wish(actor=actor_in(request), **form.cleaned_data)
    messages.success(request, "Kept. It holds from the next duty on.")
    return redirect("profile")


@managers_only
@require_http_methods(FORM)
def edit_schedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Operations managers change what a schedule is called and who looks after it."""
    found = get_object_or_404(Schedule, pk=schedule_id)
    form = ScheduleForm(request.POST or None, initial={"name": found.name, "owner": found.owner_id})
    del form.fields["zone"]
    back = url_of(found.pk)
    sheet = Sheet(title=found.name, submit="Keep it", back=back, crumbs=((found.name, back),), done="Kept.")

    def carry_out(who: dict[str, Any]) -> None:
        scheduling.rename_schedule(schedule_id=found.pk, **form.cleaned_data, **who)

    return answer(request, form, sheet, carry_out)
