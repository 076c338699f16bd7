"""How-tos, tips, known problems and known solutions."""
