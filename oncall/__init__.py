"""Schedules, escalation paths, hunt groups, and the running escalation."""
