"""The pictures: pure functions from snapshots and a language to SVG, so that they can be tested, saved and reused."""
