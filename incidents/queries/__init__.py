"""Reads of incidents: where they stand, who suffers, what is next."""
