"""From named sets and overrides to parameters; the only place that knows Hydra."""
