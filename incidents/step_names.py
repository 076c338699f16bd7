"""How the steps of a plan are called, on pages and in the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incidents.audiences import AUDIENCES

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "email_ops": "Operations and support",
        "sms_exec": "Executives",
        "am_info": "Account managers of those affected",
        "status_page": "Status page",
        "email_affected": "Affected customers",
        "email_all": "All customers",
        "am_call_high_value": "Customers of high value, called",
        "top10_personal": "Key contacts, called",
        "partners_affected": "Partners of those affected",
        "in_app": "In the application",
    }
)


def name_of(code: str, audience: str = "") -> str:
    """The step's name; of one that a company added, its audience's."""
    if code in _NAMES:
        return _NAMES[code]
    return AUDIENCES[audience].words if audience in AUDIENCES else code
