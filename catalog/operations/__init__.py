"""Writes of the catalog: one verb each, each with its fact on the timeline."""
