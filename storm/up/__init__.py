"""`bin/up`: the demo on one machine, from embedded servers to the printed address."""
