"""Forms about one single point of failure: its grades, and what is done about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import staff_only
from catalog.forms.spof import MitigationForm, RiskForm, plan_of, risk_of_asset
from catalog.models import Asset, Mitigation, RiskFactors, SpofFinding
from catalog.operations.mitigations import change_mitigation, plan_mitigation
from catalog.operations.spof_review import judge_risk
from catalog.queries import spof as queries
from catalog.views.answering import Sheet, answer, editors_only, typed


@editors_only
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Editors of the catalog: how likely the asset fails, by which factors, and its impact by hand."""
    row = get_object_or_404(SpofFinding.objects.exclude(asset=None).select_related("asset"), pk=finding_id)
    asset: Asset = row.asset  # type: ignore[assignment]  # those without were left out
    known = risk_of_asset(asset, RiskFactors.objects.filter(asset=asset).first())
    form = RiskForm(typed(request), initial=known, label_suffix="")
    sheet = _sheet(row, f"Risk of {asset}", "Keep the grades", done="Kept.")
    return answer(
        request,
        form,
        sheet,
        lambda who: _done(judge_risk(asset_id=asset.pk, judgement=form.judgement(), **who)),
    )


@editors_only
@require_http_methods(["GET", "POST"])
def mitigate(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Editors of the catalog: plan what is done about it."""
    row = get_object_or_404(SpofFinding.objects.select_related("asset"), pk=finding_id)
    form = MitigationForm(typed(request), initial={"status": "planned"}, label_suffix="")
    sheet = _sheet(row, f"Mitigate {row.asset or row.asset_name}", "Enter it", done="Entered.")
    return answer(
        request, form, sheet, lambda who: _done(plan_mitigation(finding_id=row.pk, plan=form.plan(), **who))
    )


@staff_only
@require_http_methods(["GET", "POST"])
def mitigation(request: HttpRequest, mitigation_id: int) -> HttpResponse:
    """Staff: change a mitigation; the operation asks whether it is hers."""
    one = get_object_or_404(Mitigation.objects.select_related("asset"), pk=mitigation_id)
    form = MitigationForm(typed(request), initial=plan_of(one), label_suffix="")
    row = queries.finding_of(one)
    sheet = _sheet(row, f"{one.get_kind_display()}: {one.asset}", "Keep it", done="Kept.")
    return answer(
        request,
        form,
        sheet,
        lambda who: _done(change_mitigation(mitigation_id=one.pk, plan=form.plan(), **who)),
    )


def _sheet(row: SpofFinding | None, title: str, submit: str, *, done: str) -> Sheet:
    register = reverse("catalog:spof")
    crumbs = [("Single points of failure", register)]
    back = reverse("catalog:spof_finding", args=[row.pk]) if row else register
    if row:
        crumbs.append((str(row.asset or row.asset_name), back))
    return Sheet(title=title, submit=submit, back=back, done=done, crumbs=tuple(crumbs))


def _done(_row: object) -> None:
    """Afterwards one goes back to where one came from."""
