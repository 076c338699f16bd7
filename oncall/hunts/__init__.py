"""Hunt groups: whom a group rings next, until somebody accepts. Pure."""
