"""The addresses of this room."""

from django.urls import path

from oncall.views import (
    answering,
    duties,
    path_editing,
    paths,
    reaching,
    readiness,
    schedules,
    steering,
    swaps,
)

app_name = "oncall"
PATH = "paths/<int:path_id>/"
SCHEDULE = "schedules/<int:schedule_id>/"
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
    path("schedules/new/", schedules.new, name="new_schedule"),
    path(SCHEDULE, schedules.schedule, name="schedule"),
    path(f"{SCHEDULE}take-over/", schedules.take_over, name="take_over"),
    path(f"{SCHEDULE}stand-in/", schedules.stand_in, name="stand_in"),
    path(f"{SCHEDULE}swap/", swaps.ask, name="ask_swap"),
    path(f"{SCHEDULE}layers/new/", schedules.add_layer, name="add_layer"),
    path("layers/<int:layer_id>/", schedules.layer, name="layer"),
    path("layers/<int:layer_id>/end/", schedules.remove_layer, name="remove_layer"),
    path("stand-ins/<int:override_id>/end/", schedules.end_stand_in, name="end_stand_in"),
    path("swaps/<int:swap_id>/take/", swaps.take, name="take_swap"),
    path("swaps/<int:swap_id>/undo/", swaps.undo, name="undo_swap"),
    path("absences/", swaps.absences, name="absences"),
    path("absences/new/", swaps.new_absence, name="new_absence"),
    path("absences/<int:absence_id>/end/", swaps.end_absence, name="end_absence"),
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
