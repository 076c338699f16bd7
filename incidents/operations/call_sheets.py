"""Whoever has calls to make hears of it at once: one mail a person with all of hers, numbers and words."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from accounts.queries import holders, reachable
from incidents.models import Incident, Task
from notifications.operations import Outgoing, send

# A mail waits until somebody looks; a text is read.
_WAYS = ("sms", "email")


def hand_out(incident: Incident, tasks: Sequence[Task], *, role: str, at: datetime) -> None:
    """Tell each assignee of her calls; those that are nobody's are told to the holders of the role."""
    hers: dict[int, list[Task]] = {}
    others = [user.pk for user in holders(role)] if any(task.assignee_id is None for task in tasks) else []
    for task in tasks:
        for user_id in [task.assignee_id] if task.assignee_id else others:
            hers.setdefault(user_id, []).append(task)
    url = f"{settings.PUBLIC_URL}/incidents/{incident.number}/"
    messages = []
    for method in reachable(hers):
        if method.kind in _WAYS:
            title, body = _words(incident, hers[method.user_id], method.kind, url)
            messages.append(
                Outgoing(
                    key=f"calls:{hers[method.user_id][0].pk}:{method.pk}",
                    kind="note",
                    subject_key=incident.key,
                    recipient=method.user.key,
                    recipient_label=str(method.user),
                    channel=method.kind,
                    address=method.address,
                    title=title,
                    body=body,
                    urgent=True,
                )
            )
    send(messages, at=at)


def _words(incident: Incident, tasks: Sequence[Task], channel: str, url: str) -> tuple[str, str]:
    due = f"{tasks[0].due_at:%H:%M} UTC" if tasks[0].due_at else ""
    head = f"{incident.priority} {incident.reference}: {len(tasks)} to call by {due}"
    if channel == "sms":
        return "", f"{head}. {tasks[0].title}. {_way(url, tasks[0]) if len(tasks) == 1 else url}"
    calls = "\n\n".join(f"{task.title}\n{task.script}\nSay how it went: {_way(url, task)}" for task in tasks)
    return head, f"{head}\n\n{calls}\n"


def _way(url: str, task: Task) -> str:
    """Where the call is reported; executives have no other way to it."""
    return f"{url}tasks/{task.pk}/call/"
