"""Measurements of Storm on the machine at hand. Nothing here is part of the product."""
