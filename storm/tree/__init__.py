"""A tree of processes: started in order, restarted when they die, ended whatever happens to the parent."""
