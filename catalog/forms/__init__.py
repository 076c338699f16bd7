"""What people may type into the catalog."""
