"""The demo: a made-up company, a telephone network and a post office on this machine alone."""
