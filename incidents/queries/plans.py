"""The plans in force: which one an incident of a priority gets, and its steps as the pure plan takes them."""

from collections.abc import Iterable

from catalog.models import CustomerAssetLink
from incidents.models import Incident, IncidentAsset, NotificationPlan, PlanStep
from incidents.plan import PlanLine
from notifications.models import DistributionList, Place


def plan_for(incident: Incident, priority: str) -> NotificationPlan | None:
    """The plan for this incident: one made for its function or environment before the one for all."""
    assets = IncidentAsset.objects.filter(incident=incident)
    return best_plan(priority, assets.values_list("asset_id", "asset__environment"))


def best_plan(priority: str, assets: Iterable[tuple[int, str]]) -> NotificationPlan | None:
    """The plan of this priority that says most about these assets, given with their environments."""
    plans = list(NotificationPlan.objects.filter(priority=priority, active=True))
    found = list(assets)
    environments = {environment.casefold() for _, environment in found}
    functions: set[str] = set()
    if any(plan.function for plan in plans):
        links = CustomerAssetLink.objects.filter(asset__in=[number for number, _ in found])
        functions = {name.casefold() for name in links.values_list("function", flat=True).distinct()}
    fitting = [
        plan
        for plan in plans
        if (not plan.environment or environments == {plan.environment.casefold()})
        and (not plan.function or plan.function.casefold() in functions)
    ]
    return max(fitting, key=lambda plan: (bool(plan.function), bool(plan.environment), plan.pk), default=None)


def lines_of(plan: NotificationPlan) -> list[PlanLine]:
    """Its steps in their order."""
    return [line_of(step) for step in plan.steps.all()]


def lists_and_places() -> tuple[list[str], list[str]]:
    """The names of the lists of people, and of chat channels and webhooks."""
    lists = DistributionList.objects.order_by("name").values_list("name", flat=True)
    return list(lists), list(Place.objects.order_by("name").values_list("name", flat=True))


def line_of(step: PlanStep) -> PlanLine:
    """A step as `incidents.plan` takes it."""
    return PlanLine(
        code=step.code,
        audience=step.audience,
        channel=step.channel,
        external=step.external,
        mandatory=step.mandatory,
        condition=step.condition,
        list_name=step.list_name,
        performer=step.performer,
        within_minutes=step.within_minutes,
        later_performer=step.later_performer,
        later_minutes=step.later_minutes,
        repeat_minutes=step.repeat_minutes,
    )
