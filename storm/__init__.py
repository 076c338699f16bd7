"""The composition root: settings, addresses, Celery, the reaction table, the frame of every page."""
