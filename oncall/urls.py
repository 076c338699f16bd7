"""The addresses of this room."""

from django.urls import path

from oncall.views import answering, duties, path_editing, paths, reaching, readiness, steering

app_name = "oncall"
PATH = "paths/<int:path_id>/"
urlpatterns = [
    path("", duties.now, name="now"),
    path("paths/", paths.paths, name="paths"),
    path("paths/new/", path_editing.new, name="new_path"),
    path("paths/last-resort/", path_editing.last_resort, name="last_resort"),
    path(PATH, paths.path, name="path"),
    path(f"{PATH}edit/", path_editing.edit, name="edit_path"),
    path(f"{PATH}move/", path_editing.move, name="move_path"),
    path(f"{PATH}retire/", path_editing.retire, name="retire_path"),
    path(f"{PATH}bring-back/", path_editing.bring_back, name="bring_back_path"),
    path(f"{PATH}levels/new/", path_editing.new_level, name="new_level"),
    path(f"{PATH}levels/<int:number>/", path_editing.level, name="level"),
    path(f"{PATH}levels/<int:number>/move/", path_editing.move_level, name="move_level"),
    path(f"{PATH}levels/<int:number>/remove/", path_editing.remove_level, name="remove_level"),
    path(f"{PATH}versions/<int:number>/", paths.version, name="path_version"),
    path(f"{PATH}versions/<int:number>/restore/", paths.restore, name="restore_path"),
    path("simulate/", paths.simulate, name="simulate"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("panel/", duties.list_panel, name="list_panel"),
    path("panel/<int:number>/", answering.panel, name="panel"),
    path("ack/<str:token>/", answering.ack, name="ack"),
    path("incidents/<int:number>/steer/", steering.steer, name="steer"),
    path("incidents/<int:number>/steer/<slug:name>/", steering.act, name="steer_act"),
    path("rules/", reaching.add_rule, name="add_rule"),
    path("rules/<int:number>/remove/", reaching.remove_rule, name="remove_rule"),
    path("quiet-hours/", reaching.set_quiet_hours, name="set_quiet_hours"),
    path("incidents/<int:number>/acknowledge/", answering.acknowledge, name="acknowledge"),
    path("incidents/<int:number>/decline/", answering.decline, name="decline"),
    path("incidents/<int:number>/escalate/", answering.escalate, name="escalate"),
]
