"""Machine signals coming in: sources, raw requests, deduplication, correlation."""
