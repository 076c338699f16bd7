"""What machines report: PagerDuty's change events, GitHub's and GitLab's webhooks; whatever comes, no error of ours."""

import hashlib
import hmac
import json
import logging
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.operations.sources import make_source
from alerts.secrecy import WithoutTokens
from catalog.models import Change, ChangeSource, RawChange
from catalog.operations import change_sources
from catalog.operations.change_sources import MadeSource, make_change_source
from catalog.tasks import sweep
from tests.catalog.changing import asset
from tests.clock import Clock

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data" / "changes"
ENQUEUE = "/v2/change/enqueue"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((DATA / f"{name}.json").read_text()))


@pytest.fixture
def pagerduty() -> MadeSource:
    return make_change_source(name="Jenkins", kind="pagerduty")


@pytest.fixture
def github() -> MadeSource:
    return make_change_source(name="GitHub", kind="github")


@pytest.fixture
def gitlab() -> MadeSource:
    return make_change_source(name="GitLab", kind="gitlab")


def enqueue(key: str, body: Any = None, path: str = ENQUEUE, **more: Any) -> Any:
    event = body if body is not None else sample("pagerduty_change") | {"routing_key": key}
    data = event if isinstance(event, bytes) else json.dumps(event).encode()
    return Client().generic("POST", path, data, **{"content_type": "application/json", **more})


def deliver(made: MadeSource, event: str, body: Any, **more: Any) -> Any:
    """As GitHub sends it, signed."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = "sha256=" + hmac.new(made.secret.encode(), data, hashlib.sha256).hexdigest()
    headers = {"HTTP_X_GITHUB_EVENT": event, "HTTP_X_HUB_SIGNATURE_256": signature, **more}
    return Client().generic("POST", f"/in/changes/github/{made.token}", data, **headers)


def hook(made: MadeSource, body: Any, **more: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().generic(
        "POST", f"/in/changes/gitlab/{made.token}", data, **{"HTTP_X_GITLAB_TOKEN": made.secret, **more}
    )


@pytest.mark.parametrize("path", [ENQUEUE, f"{ENQUEUE}/"])
def test_a_change_event_of_pagerduty(pagerduty: MadeSource, path: str) -> None:
    asset("acme-build", aliases=["acme-build-pipeline-tool-default-i-9999"])
    answer = enqueue(pagerduty.token, path=path)
    assert (answer.status_code, answer.json()["status"]) == (202, "success")
    change = Change.objects.get()
    assert change.what == "Build Success: Increase snapshot create timeout to 30 seconds"
    assert change.implemented_at and change.implemented_at.isoformat() == "2020-07-17T08:42:58.315000+00:00"
    assert (change.state, change.kind) == ("implemented", "standard")
    assert change.link == "https://acme.pagerduty.dev/build/2"
    assert [one.name for one in change.assets.all()] == ["acme-build"]
    assert len(pagerduty.token) == 32


def test_an_event_sent_again_is_the_same_change(pagerduty: MadeSource) -> None:
    for _ in range(2):
        assert enqueue(pagerduty.token).status_code == 202
    assert (Change.objects.count(), RawChange.objects.count()) == (1, 2)
    untimed = {"routing_key": pagerduty.token, "payload": {"summary": "Build"}}
    for _ in range(2):
        enqueue(pagerduty.token, untimed)
    assert Change.objects.count() == 3


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"payload": None}, "payload is required"),
        ({"payload": {"summary": ""}}, "payload.summary is required"),
        ({"payload": "x"}, "payload is required"),
    ],
)
def test_what_is_missing_is_said_as_pagerduty_says_it_and_kept(
    pagerduty: MadeSource, broken: dict[str, Any], words: str
) -> None:
    answer = enqueue(pagerduty.token, {"routing_key": pagerduty.token, **broken})
    said = answer.json()
    assert (answer.status_code, said["status"]) == (400, "invalid event")
    assert said["message"] == "Event object is invalid"
    assert words in said["errors"][0]
    assert (RawChange.objects.get().state, Change.objects.count()) == ("rejected", 0)


def test_what_is_no_json_is_kept_when_its_key_can_be_seen(pagerduty: MadeSource) -> None:
    body = f'{{"routing_key": "{pagerduty.token}", "payload": '.encode()
    answer = enqueue(pagerduty.token, body)
    assert (answer.status_code, answer.json()["status"]) == (400, "Unrecognized object")
    assert answer.json()["errors"][0] == "JSON parse error"
    assert bytes(RawChange.objects.get().body) == body


def test_an_unknown_key_leaves_nothing(pagerduty: MadeSource) -> None:
    for body in (sample("pagerduty_change"), b"{", b"", {"payload": {"summary": "x"}}):
        assert enqueue("", body).status_code == 400
    ChangeSource.objects.update(active=False)
    assert enqueue(pagerduty.token).status_code == 400
    assert not RawChange.objects.exists()


def test_a_sender_that_another_room_knows_may_report_with_its_own_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(change_sources, "_knowers", [])
    change_sources.accept_tokens(lambda token: "Alertmanager" if token == "k" * 32 else None)
    assert enqueue("k" * 32).status_code == 202
    assert enqueue("x" * 32).status_code == 400
    assert str(Change.objects.get().reported_by) == "Alertmanager"


def test_a_deployment_of_github_goes_from_asked_for_to_made(github: MadeSource) -> None:
    asset("hello-world", aliases=["Codertocat/Hello-World"])
    assert deliver(github, "deployment", sample("github_deployment")).status_code == 200
    change = Change.objects.get()
    assert (change.state, change.implemented_at) == ("scheduled", None)
    for _ in range(2):
        assert deliver(github, "deployment_status", sample("github_deployment_status")).status_code == 200
    change = Change.objects.get()
    assert (change.state, str(change.implemented_at)) == ("implemented", "2019-05-15 15:20:55+00:00")
    assert change.what == "Codertocat/Hello-World master to production"
    assert (change.requester_label, change.external_id) == (
        "Codertocat",
        f"source:{change.reported_by_id}:deployment:145988746",
    )
    assert [one.name for one in change.assets.all()] == ["hello-world"]


def test_reports_in_the_wrong_order_never_lead_back(github: MadeSource) -> None:
    status = sample("github_deployment_status")
    deliver(github, "deployment_status", status)
    deliver(github, "deployment", sample("github_deployment"))
    assert Change.objects.get().state == "implemented"
    status["deployment_status"]["state"] = "failure"
    deliver(github, "deployment_status", status)
    assert Change.objects.get().state == "backed_out"
    status["deployment_status"]["state"] = "success"
    deliver(github, "deployment_status", status)
    assert Change.objects.get().state == "backed_out"


def test_a_release_and_a_push_to_the_default_branch_of_github(github: MadeSource) -> None:
    for _ in range(2):
        deliver(github, "release", sample("github_release"))
        deliver(github, "push", sample("github_push"))
    assert sorted(Change.objects.values_list("what", flat=True)) == [
        "Codertocat/Hello-World 0.0.1 released",
        "Codertocat/Hello-World master: Update README.md",
    ]


def test_what_is_no_change_is_not_recorded(github: MadeSource, gitlab: MadeSource) -> None:
    for event, body in (("ping", {"zen": "Keep it simple"}), ("push", sample("github_push_tag_deleted"))):
        answer = deliver(github, event, body)
        assert (answer.status_code, "Not recorded" in answer.json()["message"]) == (200, True)
    assert hook(gitlab, {"object_kind": "note"}).status_code == 200
    assert not Change.objects.exists()
    assert ChangeSource.objects.filter(heard_at=None).count() == 0


def test_github_sends_forms_too(github: MadeSource) -> None:
    from_form = Client().post("/x", {"payload": json.dumps(sample("github_push"))})  # only to encode it
    assert from_form.status_code == 404
    body = (
        b"payload="
        + json.dumps(sample("github_push"))
        .replace("%", "%25")
        .replace("&", "%26")
        .replace("+", "%2B")
        .encode()
    )
    answer = deliver(github, "push", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, Change.objects.count()) == (200, 1)


def test_what_was_not_signed_with_the_secret_is_turned_away(github: MadeSource, gitlab: MadeSource) -> None:
    body = sample("github_push")
    other = MadeSource(token=github.token, secret="wrong")
    for answer in (
        deliver(other, "push", body),
        deliver(github, "push", body, HTTP_X_HUB_SIGNATURE_256=""),
        deliver(github, "push", body, HTTP_X_HUB_SIGNATURE_256="sha256=ä"),
        deliver(MadeSource(token="nobody", secret=github.secret), "push", body),
        deliver(MadeSource(token=gitlab.token, secret=gitlab.secret), "push", body),
        hook(MadeSource(token=gitlab.token, secret="wrong"), sample("gitlab_deployment")),
        hook(gitlab, sample("gitlab_deployment"), HTTP_X_GITLAB_TOKEN="ä"),
        Client().post("/in/changes/github", b"{}", content_type="application/json"),
    ):
        assert answer.status_code == 401
    assert not RawChange.objects.exists()


def test_a_new_token_ends_the_old_one_and_its_secret(github: MadeSource) -> None:
    fresh = make_change_source(name="GitHub", kind="github")
    assert deliver(github, "push", sample("github_push")).status_code == 401
    assert deliver(fresh, "push", sample("github_push")).status_code == 200


def test_a_deployment_and_a_release_of_gitlab(gitlab: MadeSource) -> None:
    running = sample("gitlab_deployment") | {"status": "running"}
    assert hook(gitlab, running).status_code == 200
    assert hook(gitlab, sample("gitlab_deployment")).status_code == 200
    assert hook(gitlab, sample("gitlab_release")).status_code == 200
    deployed, released = Change.objects.order_by("id")
    assert (deployed.state, str(deployed.implemented_at)) == ("implemented", "2021-04-28 19:50:00+00:00")
    assert deployed.what == "root/test-deployment-webhooks 279484c0 to staging"
    assert str(released.implemented_at) == "2020-11-02 12:55:12+00:00"
    assert deployed.unknown_assets[:1] == ["root/test-deployment-webhooks"]


def test_a_moment_that_cannot_be_is_the_moment_of_receipt(pagerduty: MadeSource) -> None:
    with time_machine.travel("2026-03-10T14:40:00Z", tick=False):
        for odd in (
            "2030-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "soon",
            1e300,
            None,
        ):
            payload = {"summary": f"Build {odd}", "timestamp": odd}
            assert (
                enqueue(pagerduty.token, {"routing_key": pagerduty.token, "payload": payload}).status_code
                == 202
            )
    assert {str(at) for at in Change.objects.values_list("implemented_at", flat=True)} == {
        "2026-03-10 14:40:00+00:00"
    }


def test_large_bodies_other_methods_and_a_lost_database_get_a_sentence(
    pagerduty: MadeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert enqueue(pagerduty.token, b"x" * (512 * 1024 + 1)).status_code == 413
    assert enqueue(pagerduty.token, b"x" * (512 * 1024)).status_code == 400
    for path in (ENQUEUE, f"{ENQUEUE}/", "/in/changes/github/x", "/in/changes/gitlab/x/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    assert enqueue(pagerduty.token).status_code == 503


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_any_encoding_of_json_is_read(pagerduty: MadeSource, codec: str) -> None:
    body = json.dumps(
        {"routing_key": pagerduty.token, "payload": {"summary": "Größe\x00 \ud83d"}}, ensure_ascii=True
    ).encode(codec)
    assert enqueue(pagerduty.token, body).status_code == 202
    assert Change.objects.get().what == "Größe\ufffd ?"


def test_a_link_leads_only_to_the_web(pagerduty: MadeSource) -> None:
    event = sample("pagerduty_change") | {"routing_key": pagerduty.token}
    enqueue(
        pagerduty.token, {**event, "links": [{"href": "javascript:alert(1)"}, {"href": "https://a.example"}]}
    )
    assert Change.objects.get().link == "https://a.example"


def test_a_token_in_the_address_is_told_to_no_log(
    caplog: pytest.LogCaptureFixture, github: MadeSource
) -> None:
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.WARNING):
        logging.getLogger("django.request").warning("Unauthorized: /in/changes/github/%s", github.token)
    assert github.token not in caplog.text
    assert "/in/changes/github/…" in caplog.text


BODIES = st.binary(max_size=300) | ANYTHING.map(lambda value: json.dumps(value).encode())
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "payload": st.fixed_dictionaries(
            {}, optional={name: ANYTHING for name in ("summary", "source", "timestamp", "custom_details")}
        )
        | ANYTHING,
        "links": ANYTHING,
        "images": ANYTHING,
    },
)
EVENT_NAMES = ["deployment", "deployment_status", "release", "push"]


def changed(name: str, path: list[str], value: Any) -> dict[str, Any]:
    """A sample in which one part says something else."""
    found = sample(name)
    inner: Any = found
    for step in path[:-1]:
        inner = inner.get(step) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner[path[-1]] = value
    return found


PATHS = st.sampled_from(
    ["deployment", "deployment.id", "deployment.environment", "deployment.payload", "deployment.creator", "repository",
     "repository.full_name", "repository.pushed_at", "deployment_status.state", "deployment_status.updated_at",
     "release", "release.id", "head_commit", "head_commit.message", "ref", "action", "project",
     "project.path_with_namespace", "status", "deployment_id", "status_changed_at", "deployable_url", "user",
     "released_at", "tag"]
).map(lambda path: path.split("."))  # fmt: skip
CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@CALM
@given(event=EVENTS, raw=BODIES)
def test_any_event_gets_an_answer_and_is_kept(
    pagerduty: MadeSource, event: dict[str, Any], raw: bytes
) -> None:
    before = RawChange.objects.count()
    for body in ({"routing_key": pagerduty.token, **event}, raw):
        assert enqueue(pagerduty.token, body).status_code in (202, 400)
    assert RawChange.objects.count() >= before + 1


@CALM
@given(raw=BODIES, event=st.sampled_from(EVENT_NAMES), path=PATHS, value=ANYTHING)
def test_any_delivery_gets_an_answer(
    github: MadeSource, gitlab: MadeSource, raw: bytes, event: str, path: list[str], value: Any
) -> None:
    assert deliver(github, event, changed(f"github_{event}", path, value)).status_code in (200, 400)
    of_gitlab = "gitlab_release" if event == "release" else "gitlab_deployment"
    assert hook(gitlab, changed(of_gitlab, path, value)).status_code in (200, 400)
    assert deliver(github, event, raw).status_code in (200, 400)
    assert hook(gitlab, raw).status_code in (200, 400)


def test_sources_are_made_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_change_source", "CI", "github")
    assert "/in/changes/github/storm_" in capsys.readouterr().out
    call_command("make_change_source", "CI 2", "pagerduty")
    assert "routing_key: " in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("make_change_source", " ", "github")


def test_a_source_of_alerts_reports_changes_with_its_own_token() -> None:
    token = make_source(name="Prometheus")
    assert enqueue(token).status_code == 202
    assert str(Change.objects.get().reported_by) == "Prometheus"


def test_reports_are_forgotten_after_a_quarter_and_their_changes_stay(
    pagerduty: MadeSource, clock: Clock
) -> None:
    enqueue(pagerduty.token)
    enqueue(pagerduty.token, b"{")
    kept = RawChange.objects.count()
    clock.jump(minutes=89 * 24 * 60)
    sweep()
    assert RawChange.objects.count() == kept >= 1
    clock.jump(minutes=2 * 24 * 60)
    enqueue(pagerduty.token, sample("pagerduty_change") | {"routing_key": pagerduty.token, "client": "later"})
    sweep()
    assert RawChange.objects.count() == 1 and Change.objects.exists()
