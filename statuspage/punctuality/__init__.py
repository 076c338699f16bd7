"""How punctual we were in public: the first word, each further one, by incident and by person."""
