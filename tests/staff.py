"""A company as small as it can be, for tests over all roles: one person for each role, one asset, two customers."""

from accounts.models import CompanySettings, User
from accounts.roles import Role
from catalog.models import Asset, Customer, CustomerAssetLink
from incidents.operations.defaults import write_default_plans


def hire_everybody() -> dict[str, User]:
    """The people by their only role; user names are the roles."""
    CompanySettings.objects.create(name="Acme")
    write_default_plans()
    asset = Asset.objects.create(name="txn-db-01", title="Transaction database", kind="database")
    for name in ("Globex", "Initech"):
        customer = Customer.objects.create(name=name, status="paying", arr=1000)
        CustomerAssetLink.objects.create(customer=customer, asset=asset)
    return {
        role.value: User.objects.create(username=role.value, name=f"Some {role.label}", roles=[role.value])
        for role in Role
    }
