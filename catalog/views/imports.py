"""Bringing files in, and taking the catalog out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, staff_only
from accounts.refusals import Unable
from catalog.exports import TABLES, csv_lines
from catalog.forms.confirm import Confirm
from catalog.imports.columns import COLUMNS, NEEDED
from catalog.models import CatalogImport, ImportLine
from catalog.operations import imports as operations
from catalog.operations.editing import may_edit
from catalog.views.answering import Sheet, answer, editors_only, typed, who

A_PAGE = 100
ANY = ("", "see by its headings")


class ImportForm(forms.Form):
    """One file, and what it is when its headings do not say."""

    file = forms.FileField(
        label="File",
        help_text="CSV with headings, from any spreadsheet, or Backstage's catalog-info.yaml.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(label="It holds", choices=[ANY, *CatalogImport.Kind.choices], required=False)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Staff look; those who edit the catalog bring files in."""
    form = ImportForm(typed(request), request.FILES or None)
    if request.method != "POST":
        return _start(request, form)
    if not form.is_valid():
        return _start(request, form, status=400)
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    try:
        row = operations.start_import(name=file.name, content=file.read(), kind=kind, **who(request))
    except Unable as refused:
        return _start(request, form, status=refused.status, refused=refused.sentences)
    return redirect("catalog:one_import", row.pk)


def _start(
    request: HttpRequest, form: ImportForm, *, status: int = 200, refused: list[str] | None = None
) -> HttpResponse:
    columns = [
        (words, NEEDED[kind], COLUMNS[kind]) for kind, words in CatalogImport.Kind.choices if kind in COLUMNS
    ]
    context = {
        "form": form,
        "refused": refused or [],
        "columns": columns,
        "recent": CatalogImport.objects.defer("content").select_related("by").order_by("-id")[:10],
        "may_edit": may_edit(actor_in(request)),
        "tables": list(TABLES),
    }
    return render(request, "catalog/imports.html", context, status=status)


@staff_only
@require_safe
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Staff. What the rows of a file do or would do; the refused ones first."""
    row = get_object_or_404(CatalogImport.objects.defer("content").select_related("by"), pk=import_id)
    counts = dict(row.lines.order_by().values_list("action").annotate(n=Count("id")))
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in ImportLine.Action.values else ""
    lines = row.lines.filter(action=wanted) if wanted else row.lines.exclude(action="")
    context = {
        "row": row,
        "found": Paginator(lines.order_by("position"), A_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "filters": [(value, words, counts.get(value, 0)) for value, words in ImportLine.Action.choices],
        "looked": sum(counts.get(value, 0) for value in ImportLine.Action.values),
        "useful": counts.get("added", 0) + counts.get("changed", 0),
        "refused": counts.get("refused", 0),
        "stays": counts.get("kept", 0),
        "may_edit": may_edit(actor_in(request)),
    }
    return render(request, "catalog/import.html", context)


@editors_only
@require_POST
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Those who edit the catalog. Let the file in."""
    row = get_object_or_404(CatalogImport.objects.defer("content"), pk=import_id)
    try:
        operations.apply_import(import_id=row.pk, **who(request))
    except Unable as refused:
        messages.error(request, str(refused))
    return redirect("catalog:one_import", row.pk)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Those who edit the catalog. Take back what the file wrote."""
    row = get_object_or_404(CatalogImport.objects.defer("content"), pk=import_id)
    back = reverse("catalog:one_import", args=[row.pk])
    sheet = Sheet(
        title=f"Take {row.name} back",
        submit="Take it back",
        back=back,
        crumbs=(("Import", reverse("catalog:import")), (row.name, back)),
        lead="What it added goes, what it changed becomes what it was. What somebody touched since stays.",
        risk=True,
    )
    return answer(request, Confirm(typed(request)), sheet, lambda who: _undo(row, who))


def _undo(row: CatalogImport, who: dict[str, Any]) -> None:
    operations.undo_import(import_id=row.pk, **who)


@staff_only
@require_safe
def export(request: HttpRequest, table: str) -> HttpResponseBase:
    """Staff. One table of the catalog as CSV."""
    if table not in TABLES:
        raise Http404("There is no such table.")
    answer = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer
