"""What must still happen: one table, one relay."""
