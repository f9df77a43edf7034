"""Named sets of values that Hydra composes; no code."""
