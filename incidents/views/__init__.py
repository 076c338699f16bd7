"""The pages of incidents and the acts on them, one module for each STORM stage."""
