"""The page's state as plain data with one set of rules (``state``), and its two notations: a link and a file."""
