"""The catalog's tables: customers, partners, assets, the mapping between them, calendars."""

from catalog.models.assets import Asset, AssetDependency, AssetGroup, RedundancyGroup, ServiceProvider
from catalog.models.calendars import Calendar
from catalog.models.change_sources import ChangeSource, RawChange
from catalog.models.changes import Change, ChangeApproval, ChangeCheck, FreezeWindow
from catalog.models.customers import ContractTerm, Customer, CustomerContact, CustomerGroup
from catalog.models.imports import CatalogImport, ImportLine
from catalog.models.links import CustomerAssetLink
from catalog.models.partners import Partner, PartnerContact
from catalog.models.practices import Continuity, Promise, TouchPoint
from catalog.models.spof import Mitigation, RiskFactors, SpofAnalysis, SpofFinding, SpofSnapshot

__all__ = [
    "Asset",
    "AssetDependency",
    "AssetGroup",
    "Calendar",
    "CatalogImport",
    "Change",
    "ChangeApproval",
    "ChangeCheck",
    "ChangeSource",
    "Continuity",
    "ContractTerm",
    "Customer",
    "CustomerAssetLink",
    "CustomerContact",
    "CustomerGroup",
    "FreezeWindow",
    "ImportLine",
    "Mitigation",
    "Partner",
    "PartnerContact",
    "Promise",
    "RawChange",
    "RedundancyGroup",
    "RiskFactors",
    "ServiceProvider",
    "SpofAnalysis",
    "SpofFinding",
    "SpofSnapshot",
    "TouchPoint",
]
