"""The addresses of the status pages: the default one here, every other below `p/`, each language below its code."""

from django.urls import URLPattern, include, path

from statuspage.boxes import views as boxes
from statuspage.published.feed import FORMS
from statuspage.published.languages import NAMES as LANGUAGES
from statuspage.published.maintenance_calendar import NAME as CALENDAR
from statuspage.published.presenting import OTHERS
from statuspage.published.reader_api import NAMES
from statuspage.readers import views as readers
from statuspage.subscribing.api import bounces
from statuspage.views import public as views
from statuspage.views import subscribe
from statuspage.views.reading import View

# What is there in each language: below which name, and as which view.
SPOKEN = (
    ("", "page"),
    ("history/", "history"),
    ("incidents/<str:public_id>/", "incident"),
    ("maintenance/<str:public_id>/", "maintenance"),
)
# Below the root of a page: each language, and what the addresses there are called by.
PLACES: list[tuple[str, str, dict[str, str]]] = [
    ("", "", {}),
    *((f"{code}/", f"-{code}", {"language": code}) for code in LANGUAGES),
]


def addresses_of(reads: dict[str, View]) -> list[URLPattern]:
    """What every page has below its root."""
    return [
        *(
            path(f"{below}{tail}", reads[name], given, name=f"{name}{suffix}")
            for below, suffix, given in PLACES
            for tail, name in SPOKEN
        ),
        path(CALENDAR, reads["calendar"], name="calendar"),
        *(path(name, reads["feed"], {"name": name}, name=name) for name in FORMS),
        *(path(f"api/v2/{name}.json", reads["resource"], {"name": name}, name=name) for name in NAMES),
        path("look/<str:name>", reads["look"], name="look"),
    ]


of_default = addresses_of(
    {
        "page": views.front,
        "history": views.history,
        "incident": views.incident,
        "maintenance": views.maintenance,
        "calendar": views.calendar,
        "feed": views.feed,
        "resource": views.resource,
        "look": views.look,
    }
)
of_any = addresses_of(
    {
        "page": views.front_of,
        "history": views.history_of,
        "incident": views.incident_of,
        "maintenance": views.maintenance_of,
        "calendar": views.calendar_of,
        "feed": views.feed_of,
        "resource": views.resource_of,
        "look": views.look_of,
    }
)
of_readers = [
    *(path(f"{below}sign-in/", readers.sign_in, given, name=f"sign_in{end}") for below, end, given in PLACES),
    *(
        path(f"{below}sign-in/<str:token>/", readers.enter, given, name=f"enter{end}")
        for below, end, given in PLACES
    ),
    path("sign-out/", readers.sign_out, name="sign_out"),
]
of_any += [
    *of_readers,
    *(
        path(f"{below}subscribe/", subscribe.subscribe_of, given, name=f"subscribe{end}")
        for below, end, given in PLACES
    ),
]
of_subscribers = [
    path("bounces/", bounces, name="bounces"),
    *(
        path(f"{below}subscribe/", subscribe.subscribe, given, name=f"subscribe{end}")
        for below, end, given in PLACES
    ),
    *(
        path(f"{below}subscribe/code/", subscribe.code, given, name=f"code{end}")
        for below, end, given in PLACES
    ),
    path("subscribe/confirm/<str:signed_token>/", subscribe.confirm, name="confirm"),
    path("subscriber/<str:token>/", subscribe.manage, name="manage"),
    path("subscriber/<str:token>/unsubscribe/", subscribe.unsubscribe, name="unsubscribe"),
]

app_name = "status"
urlpatterns = [
    *of_default,
    *of_subscribers,
    path("box.js", boxes.script, name="box_script"),
    path("box/<str:token>.json", boxes.box, name="box"),
    path("badge.svg", boxes.badge, name="badge"),
    path(f"{OTHERS}<slug:slug>/", include((of_any, "of"))),
]
