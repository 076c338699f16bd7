"""What people agreed beforehand for an alert: how grave its source's words are, and what is done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from alerts.severity import LABEL_VALUES, UNMAPPED, Response, Severity, response_for, severity_of

KNOWN_RESPONSES = frozenset(Response)
KNOWN_SEVERITIES = frozenset(Severity)
ASSET_LABELS = ("asset", "service", "job")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The settings of a source. Words that mean nothing to us are left aside rather than losing an alert."""

    source: str
    asset_label: str = ""
    severity_label: str = "severity"
    severity_values: Mapping[str, str] = field(default_factory=dict)
    responses: Mapping[str, str] = field(default_factory=dict)
    agreed_by: str = ""

    @cached_property
    def severities(self) -> Mapping[str, str]:
        """Label value → severity: the usual words, and over them the source's own."""
        own = {str(word).strip().lower(): meaning for word, meaning in self.severity_values.items()}
        return {
            **LABEL_VALUES,
            **{word: meaning for word, meaning in own.items() if meaning in KNOWN_SEVERITIES},
        }

    def response(self, severity: str) -> Response:
        """What the source's settings say for a severity, else the house's default."""
        agreed = self.responses.get(severity)
        return response_for(severity, agreed if agreed in KNOWN_RESPONSES else None)

    @property
    def default_response(self) -> Response:
        """What is done about an alert of which nothing is known."""
        return self.response(UNMAPPED)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What was agreed for alerts of one name. Empty fields leave it to the source."""

    name: str
    response: str = ""
    impact: int | None = None
    urgency: int | None = None
    agreed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What holds for one alert, and on whose authority."""

    severity: Severity
    mapped: bool
    response: Response
    rule_name: str
    agreed_by: str
    impact: int | None = None
    urgency: int | None = None

    @cached_property
    def gravity(self) -> tuple[int, int]:
        """Orders agreements: what asks for most, and is gravest, first."""
        return list(Response).index(self.response), list(Severity).index(self.severity)


def agreement(labels: Mapping[str, str], *, terms: Terms, rule: Rule | None = None) -> Agreement:
    """The rule for alerts of this name first, else what the source says for the severity."""
    found = severity_of(labels.get(terms.severity_label), terms.severities)
    response = terms.response(found.severity)
    if rule is None:
        name = f"{terms.source}, {found.severity}"
        return Agreement(
            severity=found.severity,
            mapped=found.mapped,
            response=response,
            rule_name=name,
            agreed_by=terms.agreed_by,
        )
    return Agreement(
        severity=found.severity,
        mapped=found.mapped,
        response=Response(rule.response) if rule.response in KNOWN_RESPONSES else response,
        rule_name=rule.name,
        agreed_by=rule.agreed_by or terms.agreed_by,
        impact=rule.impact,
        urgency=rule.urgency,
    )


def asset_name(labels: Mapping[str, str], *, asset_label: str = "") -> str:
    """What the alert says it is about: the source's asset label, by default the first of `asset`, `service`, `job`."""
    wanted = (asset_label,) if asset_label else ASSET_LABELS
    return next((labels[label].strip() for label in wanted if labels.get(label, "").strip()), "")[:200]
