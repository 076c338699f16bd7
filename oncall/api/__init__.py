"""On-call in the API: who is on call now, and the answers to a page as acts on an incident."""

from collections.abc import Mapping

from django.urls import path

from incidents.api.acting import Row, act_view
from incidents.api.inputs import Nothing
from oncall.api import calendars, duties, groups, inputs, paths, reach, schedules
from oncall.operations import answering, steering

ACTS: Mapping[str, Row] = {
    "acknowledge": Row(Nothing, answering.acknowledge, "Take it: nobody else is paged"),
    "decline": Row(Nothing, answering.decline, "Not me: the next is paged"),
    "escalate": Row(Nothing, answering.escalate_now, "Go on to the next level now"),
    "escalate-to": Row(inputs.ToLevel, steering.escalate_to, "Page a level of one's choice now"),
    "add-responder": Row(inputs.Somebody, steering.add_responder, "Page one more person"),
    "reassign": Row(inputs.Somebody, steering.reassign, "Hand it to somebody else"),
    "snooze": Row(inputs.Sleep, steering.snooze, "Take it and let it sleep until a moment"),
}
urlpatterns = [
    path("oncall/groups/", groups.Groups.as_view(), name="oncall-groups"),
    path("oncall/groups/<int:group_id>/", groups.OneGroup.as_view(), name="oncall-group"),
    path("oncall/groups/members/<int:member_id>/pause/", groups.Pause.as_view(), name="oncall-group-pause"),
    path("oncall/now/", duties.Now.as_view(), name="oncall-now"),
    path("oncall/schedules/", schedules.Schedules.as_view(), name="oncall-schedules"),
    path(
        "oncall/schedules/<int:schedule_id>/coverage/", schedules.Coverage.as_view(), name="oncall-coverage"
    ),
    path(
        "oncall/schedules/<int:schedule_id>/overrides/",
        schedules.Overrides.as_view(),
        name="oncall-overrides",
    ),
    path("oncall/overrides/<int:override_id>/", schedules.OneOverride.as_view(), name="oncall-override"),
    *calendars.urlpatterns,
    path("oncall/paths/", paths.Paths.as_view(), name="oncall-paths"),
    path("oncall/paths/<int:path_id>/", paths.OnePath.as_view(), name="oncall-path"),
    path("oncall/pages/", reach.Reach.as_view(), name="oncall-pages"),
    path("oncall/simulate/", paths.Simulate.as_view(), name="oncall-simulate"),
    *(
        path(f"incidents/<int:number>/{name}/", act_view(name, row), name=f"incident-{name}")
        for name, row in ACTS.items()
    ),
]
