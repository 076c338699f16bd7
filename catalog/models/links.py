"""The mapping: which customers depend on which assets, for what, and since when."""

from django.db import models
from django.db.models import F, Q

from catalog.models.assets import Asset, AssetGroup
from catalog.models.customers import Customer, CustomerGroup


class CustomerAssetLink(models.Model):
    """A customer (or each of a group) depends on an asset (or each of a group): 1.0 wholly, 0.5 in part.

    Valid in [valid_from, valid_to), an empty bound is open. A direct link overrides what a group's link says.
    """

    class Source(models.TextChoices):
        MANUAL = "manual", "by hand"
        IMPORT = "import", "imported"
        API = "api", "by the API"

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    customer_group = models.ForeignKey(
        CustomerGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    asset_group = models.ForeignKey(
        AssetGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    dependency = models.DecimalField(max_digits=2, decimal_places=1, default=1)
    function = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.MANUAL)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "customer_group", "asset", "asset_group", "function", "valid_from"],
                nulls_distinct=False,
                name="customer_asset_link_once",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) ^ Q(customer_group__isnull=True),
                name="link_has_one_customer",
            ),
            models.CheckConstraint(
                condition=Q(asset__isnull=True) ^ Q(asset_group__isnull=True), name="link_has_one_asset"
            ),
            models.CheckConstraint(
                condition=Q(dependency__gt=0, dependency__lte=1), name="link_dependency_over_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="link_span_runs_forwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer or self.customer_group} needs {self.asset or self.asset_group}"
