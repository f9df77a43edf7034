"""Sweeps: many points of a design, on any machine, streamed to disk, with nothing lost when something dies."""
