"""The pages of the knowledge base: search, an article, its form, and the panel on an incident's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, roles_required, staff_only
from accounts.refusals import NotPermitted, Unable
from incidents import addresses
from incidents.models import Incident
from kb import operations, pages, queries
from kb.forms import ArticleForm, WaiverForm, filled_from
from kb.models import Article
from kb.queries import Hit

SHOWN = 50
writers_only = roles_required(*operations.WRITERS)


@staff_only
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Search first; without a search, what was changed last."""
    search, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    everything = request.GET.get("state") == "all"
    among = queries.articles(kind=kind, everything=everything)
    hits = queries.search(search, among) if search else [Hit(article) for article in among[:SHOWN]]
    total = len(hits) if search else among.count()
    page = pages.found(
        hits[:SHOWN], search=search, kind=kind, everything=everything, total=total, actor=actor_in(request)
    )
    return render(request, "kb/list.html", {"page": page})


@staff_only
@require_safe
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """One article, to be followed."""
    one = get_object_or_404(Article.objects.select_related("owner").prefetch_related("assets"), pk=article_id)
    page = pages.article(one, queries.used_in(one), actor_in(request))
    return render(request, "kb/article.html", {"page": page})


@writers_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an article."""
    form = ArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one = operations.write_article(content=form.content(), actor=actor_in(request), at=timezone.now())
        except Unable as refused:
            return _form(request, form, "Write an article", refused=refused)
        messages.success(request, "Written. It is a draft until somebody publishes it.")
        return redirect("kb:article", one.pk)
    return _form(request, form, "Write an article")


@writers_only
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Change an article."""
    one = get_object_or_404(Article, pk=article_id)
    form = ArticleForm(request.POST or None, initial=filled_from(one))
    if request.method == "POST" and form.is_valid():
        seen, at = form.cleaned_data["seen"], timezone.now()
        try:
            operations.change_article(
                article_id=one.pk, content=form.content(), actor=actor_in(request), at=at, seen=seen
            )
        except Unable as refused:
            return _form(request, form, "Change the article", refused=refused)
        return redirect("kb:article", one.pk)
    return _form(request, form, "Change the article")


@writers_only
@require_POST
def state(request: HttpRequest, article_id: int) -> HttpResponse:
    """Publish, deprecate, or take back."""
    one, wanted = get_object_or_404(Article, pk=article_id), request.POST.get("state", "")
    try:
        operations.change_state(article_id=one.pk, state=wanted, actor=actor_in(request), at=timezone.now())
    except Unable as refused:
        messages.error(request, str(refused))
    return redirect("kb:article", one.pk)


@staff_only
@require_safe
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """What we know that may help with one incident."""
    incident = get_object_or_404(Incident, number=number)
    page = pages.panel(incident, queries.shelf(incident), actor_in(request))
    return render(request, "kb/_panel.html", {"panel": page})


@staff_only
@require_POST
def link(request: HttpRequest, number: int, article_id: int) -> HttpResponse:
    """This helped."""
    incident, one = get_object_or_404(Incident, number=number), get_object_or_404(Article, pk=article_id)
    actor, at = actor_in(request), timezone.now()
    try:
        operations.link_article(incident_id=incident.pk, article_id=one.pk, actor=actor, at=at)
    except NotPermitted as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, f"Linked: {one.title}")
    return redirect(addresses.page(incident))


@staff_only
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, number: int) -> HttpResponse:
    """No article is needed."""
    incident = get_object_or_404(Incident, number=number)
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, at = form.cleaned_data["reason"], timezone.now()
        try:
            operations.waive_article(incident_id=incident.pk, reason=reason, actor=actor_in(request), at=at)
        except Unable as refused:
            return _form(request, form, "No article needed", refused=refused)
        return redirect(addresses.page(incident))
    return _form(request, form, "No article needed")


def _form(request: HttpRequest, form: Any, title: str, *, refused: Unable | None = None) -> HttpResponse:
    """The form, with what was typed and why it was refused."""
    status = refused.status if refused else 400 if form.errors else 200
    page = {"form": form, "title": title, "refused": refused.sentences if refused else []}
    return render(request, "kb/write.html", page, status=status)
