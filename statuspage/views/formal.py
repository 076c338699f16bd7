"""Forms of the public pages, which anybody may send."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


def form_for_all(view: View) -> View:
    """Taken without a cookie, so also by mail programs and from the copy that stands alone; kept by no cache."""
    taken = csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))
    return wraps(view)(taken)
