"""Investigate: the war room's door, tasks, what fails, what is known, and how to restore."""

from accounts.access import insiders_only
from incidents.forms import investigate as forms
from incidents.operations import investigate, rooms
from incidents.views.acts import Asked, act


@act("open_room")
def open_room(asked: Asked) -> None:
    """Open the virtual room."""
    asked.do(rooms.open_room)


@act("physical_room", forms.RoomForm)
def physical_room(asked: Asked) -> None:
    """People meet in a place."""
    asked.do(rooms.open_room, kind="physical", location=asked.data["location"])


@act("enter_room", admits=insiders_only)
def enter_room(asked: Asked) -> None:
    """Everybody, executives too: who may not come in asks at the door."""
    asked.do(rooms.enter_room)


@act("leave_room", admits=insiders_only)
def leave_room(asked: Asked) -> None:
    """Go out."""
    asked.do(rooms.leave_room)


@act("admit", forms.PersonForm)
def admit(asked: Asked) -> None:
    """Let somebody in."""
    asked.do(rooms.admit, user_id=asked.data["user"])


@act("remove", forms.PersonForm)
def remove(asked: Asked) -> None:
    """Send somebody out."""
    asked.do(rooms.remove, user_id=asked.data["user"])


@act("add_task", forms.TaskForm)
def add_task(asked: Asked) -> None:
    """Give somebody something to do."""
    asked.do(investigate.add_task, title=asked.data["title"], assignee=asked.data["assignee"])


@act("start_task")
def start_task(asked: Asked, task: int) -> None:
    """Begin a task."""
    asked.do(investigate.start_task, task_id=task)


@act("finish_task", forms.ResultForm)
def finish_task(asked: Asked, task: int) -> None:
    """A task is done."""
    asked.do(investigate.finish_task, task_id=task, result=asked.data["result"])


@act("drop_task", forms.ResultForm)
def drop_task(asked: Asked, task: int) -> None:
    """A task is let go."""
    asked.do(investigate.drop_task, task_id=task, result=asked.data["result"])


@act("problem", forms.ProblemForm)
def problem(asked: Asked) -> None:
    """Say what fails."""
    asked.do_if_fresh(investigate.state_problem, statement=asked.data["statement"])


@act("suspect", forms.SuspectForm)
def suspect(asked: Asked) -> None:
    """Name the suspected component."""
    asked.do_if_fresh(investigate.suspect, component=asked.data["component"])


@act("note", forms.NoteForm)
def note(asked: Asked) -> None:
    """A line for the timeline."""
    given = asked.data
    asked.do(investigate.note, text=given["text"], about=given["about"], happened_at=given["happened_at"])


@act("option", forms.OptionForm)
def option(asked: Asked) -> None:
    """Choose how to restore."""
    given = asked.data
    asked.do_if_fresh(investigate.choose_option, option=given["option"], rationale=given["rationale"])
