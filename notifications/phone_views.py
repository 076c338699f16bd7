"""Where a provider asks what to do with a call that somebody makes to us. The signature lets it in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import signed
from notifications import lines
from notifications.channels.live_calls import Happened
from notifications.channels.protocol import ChannelFailure, ForgedCallback, UnreadableCallback
from notifications.knocking import form_of, refused

TOLD = frozenset({Happened.RECORDING, Happened.STATUS})
UNKNOWN = UnreadableCallback("we gave no such address")


@signed
@csrf_exempt
@require_POST
def twilio_call(request: HttpRequest, what: str = Happened.CAME) -> HttpResponse:
    """Twilio only, by its signature: a call came in, or something happened to one. A replay is refused."""
    try:
        if what not in list(Happened):
            raise UNKNOWN
        line = lines.line()
        event = line.read(form_of(request), Happened(what))
        script = lines.answer(event, timezone.now())
    except (ForgedCallback, ChannelFailure, UnreadableCallback) as refusal:
        return refused(request, refusal)
    if event.what in TOLD:
        return HttpResponse(status=204)
    content_type, body = line.word(script)
    return HttpResponse(body, content_type=content_type)
