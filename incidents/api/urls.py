"""The addresses of incidents in the API."""

from django.urls import path

from incidents.api.acting import ACTS, act_view
from incidents.api.reading import Incidents, OneIncident, Story
from incidents.api.what_if import WhatIf

urlpatterns = [
    path("what-if/", WhatIf.as_view(), name="what-if"),
    path("incidents/", Incidents.as_view(), name="incidents"),
    path("incidents/<int:number>/", OneIncident.as_view(), name="incident"),
    path("incidents/<int:number>/timeline/", Story.as_view(), name="incident-timeline"),
    *(
        path(f"incidents/<int:number>/{name}/", act_view(name, row), name=f"incident-{name}")
        for name, row in ACTS.items()
    ),
]
