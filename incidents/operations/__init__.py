"""Writes of incidents, one module for each STORM stage; every one goes through `acting`."""
