"""Users, teams, roles, contact methods, API tokens, the company's settings."""
