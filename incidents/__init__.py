"""The seven stages of an incident, from Detect to Restore and closure."""
