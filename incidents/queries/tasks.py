"""The tasks of an incident as its pages show them, with what the reader may do to each."""

from datetime import datetime
from typing import Any

from incidents import addresses
from incidents.acts import Act
from incidents.models import Incident, Task
from incidents.next_action import Viewer

MARKS = {"open": "todo", "doing": "part", "done": "done", "dropped": "skip"}
OPEN = (Task.State.OPEN, Task.State.DOING)


def tasks_of(incident: Incident, viewer: Viewer, user_id: int, *, back: str = "") -> dict[str, Any]:
    """All tasks, open ones first."""
    tasks = sorted(
        incident.tasks.select_related("assignee"), key=lambda task: (task.state not in OPEN, task.pk)
    )
    rows = [_row(task, incident, viewer, user_id, back) for task in tasks]
    done = sum(task.state == Task.State.DONE for task in tasks)
    return {"done": done, "total": len(tasks), "rows": rows}


def by_person(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, one column a person, whoever has most to do first."""
    columns: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        columns.setdefault(row["person"] or "Nobody yet", []).append(row)
    return [{"name": name, "role": "", "tasks": tasks} for name, tasks in columns.items()]


def _row(task: Task, incident: Incident, viewer: Viewer, user_id: int, back: str) -> dict[str, Any]:
    return {
        "id": task.pk,
        "words": task.title,
        "person": str(task.assignee or ""),
        "state": MARKS[task.state],
        "at": _since(task),
        "result": ". ".join(filter(None, [task.get_outcome_display(), task.result])),
        "script": task.script if task.state in OPEN else "",
        "due_at": task.due_at if task.state in OPEN else None,
        # Calls go on after a false alarm: whoever was called is told.
        "acts": _acts(task, incident, viewer, user_id, back) if incident.is_open or task.call else [],
    }


def _since(task: Task) -> datetime | None:
    return task.ended_at or task.started_at


def _acts(task: Task, incident: Incident, viewer: Viewer, user_id: int, back: str) -> list[Act]:
    """Her own tasks, and those that nobody has, are anybody's; the Incident Manager leads all and holds none."""
    own = task.assignee_id in (None, user_id)
    if task.state not in OPEN or not viewer.may("note" if own else "assign_task"):
        return []
    names = ["report_call" if task.call else "finish_task", "drop_task"]
    if task.state == Task.State.OPEN and own and user_id != incident.im_id:
        names.insert(0, "start_task")
    labels = {
        "report_call": "Say how it went",
        "start_task": "Begin",
        "finish_task": "Done",
        "drop_task": "Drop",
    }
    return [
        Act(name=name, label=labels[name], url=addresses.act(name, incident, task.pk, back=back))
        for name in names
    ]
