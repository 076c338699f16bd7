"""The addresses of this room."""

from django.urls import path

from oncall.views import answering, duties, paths

app_name = "oncall"
urlpatterns = [
    path("", duties.now, name="now"),
    path("paths/", paths.paths, name="paths"),
    path("paths/<int:path_id>/", paths.path, name="path"),
    path("panel/", duties.list_panel, name="list_panel"),
    path("panel/<int:number>/", answering.panel, name="panel"),
    path("ack/<str:token>/", answering.ack, name="ack"),
    path("incidents/<int:number>/acknowledge/", answering.acknowledge, name="acknowledge"),
    path("incidents/<int:number>/decline/", answering.decline, name="decline"),
    path("incidents/<int:number>/escalate/", answering.escalate, name="escalate"),
]
