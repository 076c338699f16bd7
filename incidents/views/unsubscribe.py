"""No more such mail: one request from a mail program, or one press of a button, and as easily taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import signed
from accounts.queries import company
from catalog.operations.opting_out import choose_mail
from incidents import unsubscribing


@csrf_exempt  # a mail program posts without having been here; the address is signed
@signed
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address from the mail. Reading it changes nothing: scanners of mail follow every link."""
    found = unsubscribing.read(token)
    context = {"company": company().name, "kind": found[1] if found else "", "done": "", "token": token}
    if found is None:
        return render(request, "incidents/unsubscribe.html", context, status=404)
    if request.method == "POST":
        back = request.POST.get("again") == "1"
        known = choose_mail(key=found[0], kind=found[1], wanted=back, at=timezone.now())
        context["done"] = ("back" if back else "out") if known else "gone"
    return render(request, "incidents/unsubscribe.html", context)
