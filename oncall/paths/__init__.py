"""Escalation paths and the running escalation: who is paged next, and when. Pure."""
