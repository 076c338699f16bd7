"""PostgreSQL and Valkey out of PyPI wheels, for the demo and the tests: private folders and sockets only."""
