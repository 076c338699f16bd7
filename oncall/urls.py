"""The addresses of this room."""

from django.urls import path

from oncall import views

app_name = "oncall"
urlpatterns = [
    path("", views.now, name="now"),
    path("paths/", views.paths, name="paths"),
    path("paths/<int:path_id>/", views.path, name="path"),
    path("panel/", views.list_panel, name="list_panel"),
    path("panel/<int:number>/", views.panel, name="panel"),
    path("ack/<str:token>/", views.ack, name="ack"),
    path("incidents/<int:number>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("incidents/<int:number>/decline/", views.decline, name="decline"),
    path("incidents/<int:number>/escalate/", views.escalate, name="escalate"),
]
