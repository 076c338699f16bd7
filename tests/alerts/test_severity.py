"""What severity labels mean and what follows from them."""

from __future__ import annotations

import pytest

from alerts.severity import MappedSeverity, Response, Severity, response_for, severity_of


@pytest.mark.parametrize(
    ("value", "severity", "mapped", "response"),
    [
        ("critical", "critical", True, "page"),
        (" Page ", "critical", True, "page"),
        ("P1", "critical", True, "page"),
        ("disaster", "critical", True, "page"),
        ("high", "error", True, "page"),
        ("ticket", "warning", True, "queue"),
        ("none", "info", True, "keep"),
        ("", "error", False, "page"),
        (None, "error", False, "page"),
        ("banana", "error", False, "page"),
    ],
)
def test_label_values(value: str | None, severity: str, mapped: bool, response: str) -> None:
    assert severity_of(value) == MappedSeverity(Severity(severity), mapped)
    assert response_for(severity) is Response(response)


def test_a_source_may_map_its_own_words_and_a_rule_may_agree_on_another_response() -> None:
    assert severity_of("sev-3", {"sev-3": "warning"}).severity is Severity.WARNING
    assert response_for("warning", "page") is Response.PAGE
