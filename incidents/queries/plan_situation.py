"""What the notification plan asks about an incident as it stands: who is affected, what was published, how long yet."""

from datetime import datetime, timedelta

from django.db.models import Count, F, FloatField, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce

from catalog.models import Customer
from incidents.detection import CUSTOMER_MEANS
from incidents.models import Classification, Incident, IncidentAsset, IncidentCustomer
from incidents.plan import Situation
from incidents.queries.feeling import felt
from incidents.queries.outsiders import HIGH_VALUE
from incidents.queries.readers import hurt_by

# Harm that nobody computed counts as whole.
HARM = Coalesce(F("severity"), Value(1.0), output_field=FloatField())
MINUTE = timedelta(minutes=1)


def plan_situation(incident: Incident, classification: Classification, *, at: datetime) -> Situation:
    """The incident's situation under this classification, in a fixed number of queries."""
    suffering = IncidentCustomer.objects.filter(incident=incident, state="affected")
    states = dict(IncidentAsset.objects.filter(incident=incident).values_list("asset_id", "degradation"))
    shown = felt(states, at=at)
    badly = hurt_by(incident).badly
    counted = suffering.aggregate(
        number=Count("id"),
        harm=Sum(HARM),
        value=Sum(HARM * Cast("customer__arr", FloatField())),
        high=Count("id", filter=Q(customer__tier__in=HIGH_VALUE, customer__in=list(badly))),
        top10=Count("id", filter=Q(customer__top10=True)),
        partners=Count("id", filter=Q(customer__partner__isnull=False)),
    )
    return Situation(
        affected=counted["number"],
        reach=_reach(counted["harm"], float(counted["value"] or 0)) if counted["number"] else 0,
        customer_visible=classification.customer_visible,
        customer_reported=_customer_reported(incident),
        eta_minutes=classification.eta_minutes,
        elapsed_minutes=(at - classification.created_at) / MINUTE,
        high_value_affected=counted["high"] > 0,
        top10_affected=counted["top10"] > 0,
        partners_affected=counted["partners"] > 0,
        app_down=shown.app_down,
        internal_only=shown.internal_only,
        status_published=bool(incident.public_words),
        do_not_publish=bool(incident.do_not_publish_reason),
    )


def _customer_reported(incident: Incident) -> bool:
    said = Q(customer__isnull=False) | Q(means__in=CUSTOMER_MEANS)
    return incident.means in CUSTOMER_MEANS or incident.reports.filter(said).exists()


def _reach(number: float, value: float) -> float:
    """How much of all active customers is hurt, by head or by value, whichever is larger."""
    active = Customer.objects.filter(status__in=("paying", "trial"))
    whole = active.aggregate(number=Count("id"), value=Sum("arr"))
    by_head = number / whole["number"] if whole["number"] else 0
    by_value = value / float(whole["value"]) if whole["value"] else 0
    return max(by_head, by_value)
