"""The demo company, Halcyon Orders: ten customers in four time zones, what they depend on, and who looks after it."""
