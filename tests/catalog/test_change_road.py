"""The road of a change through the operations: what moves it, what is refused, and what is written down."""

from datetime import timedelta

import pytest

from accounts.models import ContactMethod, User
from accounts.refusals import Invalid, NotPermitted
from catalog.models import Change, FreezeWindow
from catalog.operations import changes as operations
from catalog.operations.change_frame import UnableToChange
from catalog.operations.change_requests import late_by, record_change, redraft_change
from catalog.operations.freezes import add_freeze
from notifications.models import Delivery
from tests.catalog.changing import HOUR, NOW, acting, content, hire, requested
from tests.clock import Clock
from timeline.queries import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "dora": hire("dora", "responder"),
        "mo": hire("mo", "ops_manager"),
        "ola": hire("ola", "operator"),
        "carl": hire("carl", "csr"),
    }


def move(verb: str, change: Change, by: User, **more: object) -> Change:
    getattr(operations, verb)(change_id=change.pk, actor=acting(by), at=NOW, **more)
    return Change.objects.get(pk=change.pk)


def codes_of(verb: str, change: Change, by: User, **more: object) -> list[str]:
    with pytest.raises(UnableToChange) as refused:
        move(verb, change, by, **more)
    return refused.value.codes


def test_who_is_asked_is_told_and_the_requester_hears_what_came_of_it(
    people: dict[str, User], clock: Clock
) -> None:
    for login in ("dora", "mo", "ola"):
        ContactMethod.objects.create(
            user=people[login], kind="email", address=f"{login}@acme.example", verified_at=NOW
        )
    clock.advance(hours=1)

    def mails() -> list[tuple[str, str]]:
        return list(Delivery.objects.order_by("id").values_list("address", "title"))

    change = requested(people["dora"], approver_ids=(people["mo"].pk, people["ola"].pk))
    move("submit", change, people["dora"])
    clock.settle()
    asked = f"Please approve {change.reference}: New index on orders"
    assert sorted(mails()) == [("mo@acme.example", asked), ("ola@acme.example", asked)]
    text = Delivery.objects.first().body  # type: ignore[union-attr]  # it was just counted
    assert "Why: The report is slow" in text and f"/changes/{change.pk}/" in text
    move("approve", change, people["mo"])
    clock.settle()
    assert len(mails()) == 2, "not all have approved yet"
    move("approve", change, people["ola"], words="Fine")
    clock.settle()
    verdict = f"{change.reference} is approved: New index on orders"
    assert mails()[2:] == [("dora@acme.example", verdict)]
    other = requested(people["dora"], approver_ids=(people["mo"].pk,))
    move("submit", other, people["dora"])
    move("reject", other, people["mo"], words="Not before the audit")
    clock.settle()
    address, title = mails()[-1]
    assert (address, title) == ("dora@acme.example", f"{other.reference} is rejected: New index on orders")
    assert "Mo: Not before the audit" in Delivery.objects.latest("id").body


def test_a_normal_change_goes_all_its_way(people: dict[str, User]) -> None:
    dora, mo, ola = people["dora"], people["mo"], people["ola"]
    asked = {"approver_ids": (mo.pk, ola.pk), "notifications": ("Tell support",), "tests": ("Orders work",)}
    change = requested(dora, **asked)
    assert change.state == "draft"
    assert move("submit", change, dora).state == "submitted"
    assert move("approve", change, mo).state == "submitted"
    assert move("approve", change, ola, words="Fine").state == "approved"
    assert move("schedule", change, dora).state == "scheduled"
    assert codes_of("implement", change, dora) == ["CHG_NOTIFICATIONS"]
    notification, test = change.checks.order_by("kind")
    move("check_off", change, dora, check_id=notification.pk)
    made = move("implement", change, dora, implemented_at=NOW - timedelta(minutes=5))
    assert (made.state, made.implemented_at) == ("implemented", NOW - timedelta(minutes=5))
    assert codes_of("review", change, mo, words="Good") == ["CHG_TESTS"]
    move("check_off", change, dora, check_id=test.pk)
    assert codes_of("review", change, dora, words="Good") == ["CHG_SELF_REVIEW"]
    assert move("review", change, mo, words="Good").state == "reviewed"
    kinds = [line.kind for line in story(change.key)]
    assert kinds.count("change.approval_given") == 2
    assert {"change.drafted", "change.approved", "change.scheduled", "change.reviewed"} <= set(kinds)


def test_nobody_approves_their_own_change(people: dict[str, User]) -> None:
    with pytest.raises(Invalid) as refused:
        requested(people["mo"], approver_ids=(people["mo"].pk,))
    assert refused.value.codes == ["CHG_SELF_APPROVAL"]
    change = requested(people["mo"], approver_ids=(people["ola"].pk,))
    move("submit", change, people["mo"])
    assert codes_of("approve", change, people["mo"]) == ["CHG_SELF_APPROVAL"]
    assert codes_of("approve", change, people["dora"]) == ["CHG_NOT_APPROVER"]


def test_one_rejection_is_enough_and_withdrawing_asks_all_anew(people: dict[str, User]) -> None:
    dora, mo, ola = people["dora"], people["mo"], people["ola"]
    change = requested(dora, approver_ids=(mo.pk, ola.pk))
    move("submit", change, dora)
    move("approve", change, ola)
    assert codes_of("reject", change, mo, words="") == ["CHG_REASON"]
    rejected = move("reject", change, mo, words="Not on a Friday")
    assert (rejected.state, rejected.outcome) == ("rejected", "Not on a Friday")
    assert move("withdraw", change, dora).state == "draft"
    assert set(change.approvals.values_list("decision", flat=True)) == {""}


def test_an_incomplete_draft_says_all_that_is_missing(people: dict[str, User]) -> None:
    change = requested(people["dora"], why="", impact="", starts_at=None, ends_at=None)
    assert codes_of("submit", change, people["dora"]) == [
        "CHG_WHY", "CHG_IMPACT", "CHG_WINDOW", "CHG_APPROVERS",
    ]  # fmt: skip
    assert codes_of("schedule", change, people["dora"]) == ["CHG_STATE"]


def test_a_standard_change_needs_its_procedure_and_nobody(people: dict[str, User]) -> None:
    change = requested(people["dora"], kind="standard")
    assert codes_of("submit", change, people["dora"]) == ["CHG_SOP"]
    change = requested(people["dora"], kind="standard", sop_url="https://wiki.example.org/restart")
    assert move("submit", change, people["dora"]).state == "approved"


def test_an_emergency_is_made_first_and_shown_late_after_a_day(people: dict[str, User]) -> None:
    change = requested(people["ola"], kind="emergency")
    assert move("implement", change, people["ola"]).state == "implemented"
    by = {"actor": acting(people["ola"]), "at": NOW}
    late, _ = record_change(content=content(kind="emergency"), implemented_at=NOW - 25 * HOUR, **by)
    soon, _ = record_change(content=content(kind="emergency"), implemented_at=NOW - 24 * HOUR, **by)
    assert (late_by(late), late_by(soon)) == (25.0, None)
    assert "Late: 25.0 h" in story(late.key)[0].words


def test_a_freeze_wants_a_reason_or_refuses(people: dict[str, User]) -> None:
    by = {"actor": acting(people["mo"]), "at": NOW}
    soft = add_freeze(name="Black Friday", starts_at=NOW, ends_at=NOW + 5 * HOUR, **by)
    change = requested(people["dora"], kind="standard", sop_url="https://wiki.example.org/x")
    move("submit", change, people["dora"])
    assert codes_of("schedule", change, people["dora"]) == ["CHG_FREEZE_REASON"]
    FreezeWindow.objects.filter(pk=soft.pk).update(absolute=True)
    assert codes_of("schedule", change, people["dora"], freeze_reason="It leaks") == ["CHG_FREEZE"]
    FreezeWindow.objects.filter(pk=soft.pk).update(absolute=False)
    scheduled = move("schedule", change, people["dora"], freeze_reason="It leaks")
    assert (scheduled.state, scheduled.freeze_reason) == ("scheduled", "It leaks")
    assert "Black Friday" in story(change.key)[0].words


def test_what_was_taken_back_says_whether_it_had_been_begun(people: dict[str, User]) -> None:
    given_up = requested(people["dora"], kind="standard", sop_url="https://wiki.example.org/x")
    for verb in ("submit", "schedule"):
        move(verb, given_up, people["dora"])
    assert codes_of("back_out", given_up, people["dora"], words="") == ["CHG_REASON"]
    assert move("back_out", given_up, people["dora"], words="No time").implemented_at is None
    made, _ = record_change(content=content(kind="standard"), actor=acting(people["dora"]), at=NOW)
    assert made.state == "scheduled"  # its window is still to come
    begun = move("back_out", made, people["dora"], words="It broke", implemented_at=NOW - HOUR)
    assert (begun.state, begun.implemented_at) == ("backed_out", NOW - HOUR)


def test_only_those_who_run_operations_or_asked_for_it_move_a_change(people: dict[str, User]) -> None:
    change = requested(people["dora"], approver_ids=(people["mo"].pk,))
    with pytest.raises(NotPermitted):
        move("submit", change, people["carl"])
    own = requested(people["carl"], approver_ids=(people["mo"].pk,))
    assert move("submit", own, people["carl"]).state == "submitted"


def test_a_draft_is_rewritten_unless_somebody_was_faster(people: dict[str, User]) -> None:
    dora = people["dora"]
    change = requested(dora, notifications=("Tell support", "Tell sales"))
    by = {"actor": acting(dora), "at": NOW}
    redraft_change(change_id=change.pk, content=content(what="Two indexes"), seen=change.changed, **by)
    assert Change.objects.get(pk=change.pk).what == "Two indexes"
    assert not change.checks.exists()
    with pytest.raises(UnableToChange) as refused:
        redraft_change(change_id=change.pk, content=content(), seen=change.changed, **by)
    assert refused.value.codes == ["CHG_STALE"]
    move("implement", requested(dora, kind="emergency"), dora)
    standard = requested(dora, kind="standard", sop_url="https://wiki.example.org/x")
    move("submit", standard, dora)
    with pytest.raises(UnableToChange) as closed:
        redraft_change(change_id=standard.pk, content=content(), seen=None, **by)
    assert closed.value.codes == ["CHG_CLOSED"]


@pytest.mark.parametrize("window", [(NOW, NOW), (NOW + HOUR, NOW)])
def test_a_window_runs_forwards(people: dict[str, User], window: tuple[object, object]) -> None:
    with pytest.raises(Invalid):
        requested(people["dora"], starts_at=window[0], ends_at=window[1])


def test_the_same_external_id_changes_nothing(people: dict[str, User]) -> None:
    by = {"actor": acting(people["dora"]), "at": NOW, "external_id": "deploy-7"}
    first, is_new = record_change(content=content(kind="standard", starts_at=None, ends_at=None), **by)
    again, is_new_again = record_change(content=content(what="Another"), **by)
    assert (is_new, is_new_again, again.pk, again.what) == (True, False, first.pk, first.what)
    with pytest.raises(Invalid):
        record_change(content=content(), actor=acting(people["dora"]), at=NOW, implemented_at=NOW + HOUR)
