"""Draw, compute and compile to the same bytes everywhere."""
