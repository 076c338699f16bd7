"""Writes of on-call: a run started and moved on, people paged, their answers taken."""
