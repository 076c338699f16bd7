"""The addresses of this room for staff."""

from django.urls import include, path

from statuspage.boxes import views as boxes
from statuspage.views import inside as views

app_name = "statuspage"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("pages/", include("statuspage.managing.urls")),
    path("panel/", views.list_panel, name="list_panel"),
    path("panel/<int:number>/", views.panel, name="panel"),
    path("incidents/<int:number>/publish/", views.publish, name="publish"),
    path("incidents/<int:number>/no-news/", views.no_news, name="no_news"),
    path("incidents/<int:number>/all-clear/", views.all_clear, name="all_clear"),
    path("", include("statuspage.planning.urls")),
    path("boxes/", boxes.keys, name="boxes"),
    path("boxes/<int:key_id>/revoke/", boxes.revoke, name="revoke_box"),
]
