"""Hunt groups: the list, each with whom it calls next, their forms, and the buttons of their members."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor_in, staff_only
from oncall.forms.groups import GroupForm, MemberForm
from oncall.models import HuntGroup, HuntMember
from oncall.operations import grouping
from oncall.shown.groups import RELATED, group_page, group_pages, url_of
from oncall.views.paths import managers_only
from oncall.views.sheets import Sheet, answer, press

FORM = ["GET", "HEAD", "POST"]
GROUPS = ("Hunt groups", "/oncall/groups/")
LEAD = "A hunt group calls its members in an order until one accepts. Paths and the helpdesk call groups."


@staff_only
@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """Staff: which groups there are, and whom each would call next."""
    actor = actor_in(request)
    page = {"groups": group_pages(actor, at=timezone.now()), "may_edit": grouping.may_edit(actor)}
    return render(request, "oncall/groups.html", {"page": page})


@staff_only
@require_GET
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """Staff: one group, its members' states, and its last calls."""
    found = get_object_or_404(HuntGroup.objects.select_related(*RELATED), pk=group_id)
    page = group_page(found, actor_in(request), at=timezone.now())
    return render(request, "oncall/group.html", {"page": page, "group": found})


@managers_only
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Operations managers make a group."""
    form = GroupForm(request.POST or None)
    sheet = Sheet(title="A new hunt group", submit="Make it", back=GROUPS[1], crumbs=(GROUPS,), lead=LEAD)
    return answer(
        request, form, sheet, lambda who: url_of(grouping.save_group(wanted=form.wanted(), **who).pk)
    )


@managers_only
@require_http_methods(FORM)
def edit(request: HttpRequest, group_id: int) -> HttpResponse:
    """Operations managers change how a group hunts."""
    found = get_object_or_404(HuntGroup, pk=group_id)
    form = GroupForm(request.POST or None, instance=found)

    def carry_out(who: dict[str, Any]) -> None:
        grouping.save_group(group_id=group_id, wanted=form.wanted(), **who)

    return answer(request, form, _around(found, "How it hunts"), carry_out)


@managers_only
@require_http_methods(FORM)
def new_member(request: HttpRequest, group_id: int) -> HttpResponse:
    """Operations managers take somebody into a group."""
    found = get_object_or_404(HuntGroup, pk=group_id)
    form = MemberForm(request.POST or None, group=found)

    def carry_out(who: dict[str, Any]) -> None:
        user = form.cleaned_data["user"]
        grouping.save_member(group_id=group_id, user=user, wanted=form.wanted(), **who)

    return answer(request, form, _around(found, "A further member"), carry_out)


@managers_only
@require_http_methods(FORM)
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Operations managers say what a member is in her group."""
    row = get_object_or_404(HuntMember.objects.select_related("group", "user"), pk=member_id)
    form = MemberForm(request.POST or None, group=row.group, member=row)

    def carry_out(who: dict[str, Any]) -> None:
        grouping.save_member(group_id=row.group_id, user=row.user, wanted=form.wanted(), **who)

    return answer(request, form, _around(row.group, str(row.user)), carry_out)


@managers_only
@require_POST
def move_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Operations managers have somebody called earlier or later."""
    row = get_object_or_404(HuntMember, pk=member_id)
    by = 1 if request.POST.get("by") == "down" else -1
    return press(
        request,
        lambda who: grouping.move_member(member_id=member_id, by=by, **who),
        back=url_of(row.group_id),
    )


@managers_only
@require_POST
def remove_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Operations managers take somebody out of a group."""
    row = get_object_or_404(HuntMember, pk=member_id)
    return press(
        request, lambda who: grouping.remove_member(member_id=member_id, **who), back=url_of(row.group_id)
    )


@staff_only
@require_POST
def pause_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """The member herself, or an operations manager; the operation asks."""
    row = get_object_or_404(HuntMember, pk=member_id)
    paused = request.POST.get("paused") == "yes"
    done = "Paused: no calls of this group until you are back." if paused else "Back: calls come again."
    return press(
        request,
        lambda who: grouping.pause_member(member_id=member_id, paused=paused, **who),
        back=url_of(row.group_id),
        done=done,
    )


def _around(found: HuntGroup, title: str) -> Sheet:
    back = url_of(found.pk)
    return Sheet(title=title, submit="Keep it", back=back, crumbs=(GROUPS, (found.name, back)))
