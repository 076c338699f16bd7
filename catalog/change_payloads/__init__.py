"""How each kind of sender says that something was changed."""
