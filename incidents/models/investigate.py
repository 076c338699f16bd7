"""The war room: who is in, and the tasks, none of which is the Incident Manager's."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from incidents.models.detect import Incident
from incidents.models.notify import StepRun


class WarRoom(models.Model):
    """Where people meet; a virtual room opens by itself, a physical one is recorded beside it."""

    class Kind(models.TextChoices):
        VIRTUAL = "virtual", "virtual"
        PHYSICAL = "physical", "physical"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="rooms")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.VIRTUAL)
    location = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind"], condition=Q(closed_at=None), name="war_room_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} room of {self.incident_id}"


class WarRoomParticipant(models.Model):
    """Somebody in the room, or at its door: `admitted_at` empty while asking."""

    room = models.ForeignKey(WarRoom, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=20, help_text="im, csr, responder, guest")
    asked_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "user"], condition=Q(left_at=None), name="participant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.seat}"


class Task(models.Model):
    """Something one person does for this incident."""

    class State(models.TextChoices):
        OPEN = "open", "not begun"
        DOING = "doing", "being done"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    class Call(models.TextChoices):
        INITIAL = "initial", "that it is broken"
        LATER = "later", "that it goes on"
        ALL_CLEAR = "all_clear", "that it is over"
        CORRECTION = "correction", "that it is not over"
        FALSE_ALARM = "false_alarm", "that nothing was wrong"

    class Outcome(models.TextChoices):
        REACHED = "reached", "reached"
        LEFT_WORD = "left_word", "left word"
        NOT_REACHED = "not_reached", "not reached"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    result = models.TextField(blank=True)
    call = models.CharField(max_length=12, choices=Call, blank=True, help_text="What is to be told by phone.")
    contact = models.CharField(max_length=60, blank=True, help_text="Who is called, by key.")
    script = models.TextField(blank=True, help_text="What to say.")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Which end, where one is told.")
    run = models.ForeignKey(StepRun, null=True, on_delete=models.PROTECT, related_name="calls")
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["incident", "state"], name="task_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "run", "contact", "call", "sequence"],
                condition=~Q(call=""),
                name="call_once",
            )
        ]

    def __str__(self) -> str:
        return self.title
