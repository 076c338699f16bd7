"""The addresses of this room for staff."""

from django.urls import include, path

from statuspage.boxes import views as boxes
from statuspage.views import afterwards, subscribers
from statuspage.views import inside as views

app_name = "statuspage"
urlpatterns = [
    path("subscribers/", subscribers.overview, name="subscribers"),
    path("subscribers/bring-in/", subscribers.bring_in, name="bring_in"),
    path("subscribers/export.csv", subscribers.export, name="export"),
    path("subscribers/<int:subscriber_id>/take-off/", subscribers.take_off, name="take_off"),
    path("announcements/<int:announcement_id>/pause/", subscribers.pause, name="pause"),
    path("announcements/<int:announcement_id>/resume/", subscribers.resume, name="resume"),
    path("", views.overview, name="overview"),
    path("pages/", include("statuspage.managing.urls")),
    path("panel/", views.list_panel, name="list_panel"),
    path("panel/<int:number>/", views.panel, name="panel"),
    path("incidents/<int:number>/publish/", views.publish, name="publish"),
    path("incidents/<int:number>/no-news/", views.no_news, name="no_news"),
    path("incidents/<int:number>/words/", afterwards.words, name="words"),
    path("incidents/<int:number>/all-clear/", views.all_clear, name="all_clear"),
    path("", include("statuspage.planning.urls")),
    path("boxes/", boxes.keys, name="boxes"),
    path("boxes/<int:key_id>/revoke/", boxes.revoke, name="revoke_box"),
]
