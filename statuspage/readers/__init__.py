"""Who may read a page that is not for everybody: by a link, or signed in by mail."""
