"""What the studies share that challenge the essay: the worlds that every arm lives through."""
