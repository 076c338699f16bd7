"""The API's description is valid, complete, and true: no request made from it is answered with an error of ours."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings

from storm.routes import routes
from tests.api.conftest import Caller

Calling = Callable[[str], Caller]
EXAMPLES = {"csr": 3, "im_candidate": 2}  # for each operation: a walk stays below a minute


def test_the_description_is_valid_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_every_act_is_described(calling: Calling) -> None:
    described = calling("csr").get("schema/", format="json").json()["paths"]
    hidden = {"schema/", "docs/", r"^(?P<rest>.*)$"}
    ours = {
        route.path.removeprefix("api/v1/") for route in routes() if route.path.startswith("api/v1/")
    } - hidden
    assert len(described) == len(ours)


def test_the_page_for_people_loads_nothing_from_elsewhere(calling: Calling) -> None:
    caller = calling("csr")
    page = caller.get("docs/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    text = page.content.decode()
    assert "https://" not in text
    assert "<script>" not in text
    script = caller.get("docs/", script="")
    assert script.headers["Content-Type"].startswith("application/javascript")


@pytest.mark.parametrize("role", EXAMPLES)
def test_nothing_that_is_sent_breaks_it(calling: Calling, reported: int, role: str) -> None:
    caller = calling(role)
    described = schemathesis.openapi.from_dict(caller.get("schema/", format="json").json())
    asked, broken = 0, []
    for found in described.get_all_operations():
        answers = answers_to(found.ok(), caller, reported, EXAMPLES[role])
        asked += len(answers)
        broken += [answer for answer in answers if answer[0] >= 500]
    assert asked > 100
    assert not broken


def answers_to(operation: Any, caller: Caller, number: int, examples: int) -> list[tuple[int, str, object]]:
    """What a few invented requests to one operation are answered with."""
    answers: list[tuple[int, str, object]] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        if "number" in case.path_parameters:
            case.path_parameters["number"] = number
        sent = case.as_transport_kwargs(base_url="http://testserver")
        body = json.dumps(sent["json"]) if "json" in sent else sent.get("data") or ""
        answer = caller.client.generic(
            sent["method"],
            case.formatted_path,
            body,
            content_type="application/json",
            headers=caller.headers,
            query_params=sent.get("params") or None,
        )
        answers.append((answer.status_code, f"{sent['method']} {case.formatted_path}", body))

    send()
    return answers
