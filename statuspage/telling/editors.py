"""Who may change status pages, their components and the links to private ones."""

EDITORS = frozenset({"csr", "helpdesk_lead", "ops_manager", "admin"})
