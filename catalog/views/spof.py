"""Pages about single points of failure: the register, one finding, the network; the analysis begun and signed off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, roles_required, staff_only
from accounts.refusals import Unable
from catalog import spof_pages as pages
from catalog.forms.spof import NetworkForm, RegisterForm, SignOffForm, grades_in
from catalog.models import SpofAnalysis, SpofFinding
from catalog.operations.editing import may_edit
from catalog.operations.spof import start_analysis
from catalog.operations.spof_review import SIGNER, grade_likelihoods, sign_off
from catalog.queries import spof as queries
from catalog.queries.network import ways_between
from catalog.queries.spof_finding import fallen_of
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.zones import reading_zone

PAGE = 30


@staff_only
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Staff: the register, worst first, and where the review stands."""
    now = timezone.now()
    today = now.date()
    page = pages.standing(actor_in(request), today=today)
    if latest := page["latest"]:
        wanted = RegisterForm(request.GET).wanted()
        all_of_them = queries.numbers_of(queries.register(latest, wanted, today=today))
        found = Paginator(all_of_them, PAGE).get_page(request.GET.get("page"))
        rows = pages.rows(queries.rows_of(latest, found), today=today)
        page |= {"found": found, "rows": rows, "wanted": wanted}
        page |= {"filters": pages.filters(request.GET, latest), "query": pages.query(request.GET)}
    with reading_zone(request):
        return render(request, "catalog/spof.html", {"page": page})


@staff_only
@require_safe
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Staff: who would be lost with one asset, through which chain, and what is done about it."""
    analysis = get_object_or_404(SpofFinding.objects.select_related("analysis"), pk=finding_id).analysis
    row = (
        queries.graded(analysis)
        .select_related("asset__risk_factors__judged_by", "analysis")
        .get(pk=finding_id)
    )
    page = pages.finding(row, fallen_of(row), actor_in(request), today=timezone.now().date())
    with reading_zone(request):
        return render(request, "catalog/spof_finding.html", {"page": page})


@editors_only
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Editors of the catalog: analyse everything anew, in the background."""
    try:
        start_analysis(actor=actor_in(request), at=timezone.now())
    except Unable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "It has begun. This page keeps itself current.")
    return redirect("catalog:spof")


@staff_only
@require_safe
def incomplete(request: HttpRequest) -> HttpResponse:
    """Staff: the assets that lack impact or likelihood; whoever may change the catalog grades them here."""
    latest = queries.latest_finished()
    found = Paginator(queries.incomplete(latest), PAGE).get_page(1) if latest else None
    editor = may_edit(actor_in(request))
    context = {"found": found, "may_edit": editor, "grades": range(1, 6), "latest": latest}
    return render(request, "catalog/spof_incomplete.html", context)


@editors_only
@require_POST
def grade(request: HttpRequest) -> HttpResponse:
    """Editors of the catalog: the likelihood of many assets at once."""
    grades = grades_in((name, str(value)) for name, value in request.POST.items())
    changed = grade_likelihoods(grades=grades, actor=actor_in(request), at=timezone.now())
    messages.success(request, f"Graded: {changed}." if changed else "No grade was chosen.")
    return redirect("catalog:spof_incomplete")


@roles_required(SIGNER)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, analysis_id: int) -> HttpResponse:
    """Operations managers: sign the quarter off."""
    analysis = get_object_or_404(SpofAnalysis, pk=analysis_id)
    form = SignOffForm(typed(request))
    sheet = Sheet(
        title="Sign the analysis off",
        submit="Sign it off",
        back=reverse("catalog:spof"),
        done="Signed off. The next one is due in three months.",
        crumbs=(("Single points of failure", reverse("catalog:spof")),),
        lead="The grades of this analysis stand still from now on, and the difference to the last one is kept.",
    )
    return answer(request, form, sheet, lambda who: _sign(analysis, form, who))


def _sign(analysis: SpofAnalysis, form: SignOffForm, who: dict[str, object]) -> None:
    sign_off(analysis_id=analysis.pk, note=form.cleaned_data["note"], **who)  # type: ignore[arg-type]  # actor and at


@staff_only
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Staff: which assets separate a customer from what it has to reach."""
    form = NetworkForm(request.GET if "customer" in request.GET else None, label_suffix="")
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        ways = ways_between(said["customer"], said["target"], at=timezone.now())
        context |= {"ways": ways, "customer": said["customer"], "target": said["target"]}
    status = 400 if form.errors else 200
    return render(request, "catalog/spof_network.html", context, status=status)
