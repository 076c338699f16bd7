"""What was agreed for the alerts of a batch: its sources' terms and rules, read once; each case decided once."""

from collections.abc import Mapping

from alerts.agreement import Agreement, Rule, agreement, asset_name
from alerts.models import AlertRule, Source
from alerts.occurrences import Occurrence
from alerts.queries import terms_of


class Agreements:
    """Answers what holds for an occurrence. Thousands of alerts of a storm come to a handful of cases."""

    def __init__(self, sources: Mapping[int, Source]) -> None:
        self._terms = {number: terms_of(source) for number, source in sources.items()}
        self._rules = {
            (rule.source_id, rule.alert_name): Rule(
                name=rule.alert_name,
                response=rule.response,
                impact=rule.impact,
                urgency=rule.urgency,
                agreed_by=rule.agreed_by,
            )
            for rule in AlertRule.objects.filter(source_id__in=sources)
        }
        self._known: dict[tuple[int, str, str | None], Agreement] = {}

    def asset_name(self, one: Occurrence) -> str:
        """What the alert says it is about."""
        return asset_name(one.signal.labels, asset_label=self._terms[one.source_id].asset_label)

    def of(self, one: Occurrence) -> Agreement:
        """What was agreed for it."""
        terms, signal = self._terms[one.source_id], one.signal
        case = (one.source_id, signal.name, signal.labels.get(terms.severity_label))
        agreed = self._known.get(case)
        if agreed is None:
            rule = self._rules.get((one.source_id, signal.name))
            agreed = self._known[case] = agreement(signal.labels, terms=terms, rule=rule)
        return agreed
