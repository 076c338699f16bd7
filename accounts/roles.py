"""The roles that a member of staff may hold. `im` and `system` are relations to an incident, not roles."""

from django.db import models


class Role(models.TextChoices):
    """Company-wide; one person may hold several."""

    CSR = "csr", "Customer support"
    HELPDESK_LEAD = "helpdesk_lead", "Helpdesk lead"
    OPERATOR = "operator", "Operator"
    RESPONDER = "responder", "Responder"
    IM_CANDIDATE = "im_candidate", "Incident manager candidate"
    OPS_MANAGER = "ops_manager", "Operations manager"
    EXECUTIVE = "executive", "Executive"
    ACCOUNT_MANAGER = "account_manager", "Account manager"
    ADMIN = "admin", "Administrator"


# Everybody on the staff but the executives, who get the read-only window.
STAFF = frozenset(role.value for role in Role if role != Role.EXECUTIVE)
